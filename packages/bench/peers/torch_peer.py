"""One step of reinforcement learning from internal feedback in eager PyTorch, for comparison: torch_peer.py PRESET THREADS

PRESET is JSON: the shape of a Llama with tied embeddings, and the work of a step. Answers a line of JSON that says that it is
ready, and then one for each line that it reads: the seconds of a step. Sampling keeps keys and values; prompts are read once a
group, and repeated to learn. The loss is clipped and averaged over tokens, the gradient clipped by its norm, the rule AdamW.
"""
import json
import math
import re
import resource
import sys
import time

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    print(json.dumps({"kind": "missing", "message": f"{sys.executable} has no torch"}))
    sys.exit()


class Llama:
    def __init__(self, shape):
        self.__dict__.update(shape)
        self.head = self.width // self.heads
        queries, keys = self.heads * self.head, self.keyHeads * self.head
        self.embedding = self.drawn(self.vocab, self.width)
        self.layers = [
            dict(
                attention_norm=self.ones(), q=self.drawn(queries, self.width), k=self.drawn(keys, self.width),
                v=self.drawn(keys, self.width), o=self.drawn(self.width, queries),
                mlp_norm=self.ones(), gate=self.drawn(self.inner, self.width), up=self.drawn(self.inner, self.width),
                down=self.drawn(self.width, self.inner),
            )
            for _ in range(shape["layers"])
        ]
        self.norm = self.ones()
        self.parameters = [self.embedding, *(w for layer in self.layers for w in layer.values()), self.norm]
        place = torch.arange(self.promptTokens + self.newTokens)
        angle = place[:, None] * 10000.0 ** (-torch.arange(0, self.head, 2) / self.head)
        self.cos, self.sin = angle.cos().repeat(1, 2), angle.sin().repeat(1, 2)  # (T, D)
        self.future = torch.full((len(place), len(place)), -1e9).triu(1)  # (T, T)

    def drawn(self, *dims):
        return (0.02 * torch.randn(*dims)).requires_grad_()

    def ones(self):
        return torch.ones(self.width, requires_grad=True)

    def projected(self, layer, x, at):
        """Queries, keys and values (B, H, T, D) of states (B, T, C) at positions `at`."""
        x = normed(x, layer["attention_norm"])
        heads = lambda name, count: F.linear(x, layer[name]).view(*x.shape[:2], count, self.head).transpose(1, 2)
        turned = lambda y: y * self.cos[at] + torch.cat([-y[..., self.head // 2:], y[..., :self.head // 2]], -1) * self.sin[at]
        return turned(heads("q", self.heads)), turned(heads("k", self.keyHeads)), heads("v", self.keyHeads)

    def mixed(self, layer, x, attended):
        """The rest of a block: what was attended (B, T, H D) joins the states, and so does the perceptron."""
        x = x + F.linear(attended, layer["o"])
        y = normed(x, layer["mlp_norm"])
        return x + F.linear(F.silu(F.linear(y, layer["gate"])) * F.linear(y, layer["up"]), layer["down"])

    def logits(self, x):
        return F.linear(normed(x, self.norm), self.embedding)

    def read(self, tokens, keep=None):
        """States (B, T, C) of whole sequences; `keep(layer, keys, values)` sees each layer's."""
        length = tokens.shape[1]
        x = F.embedding(tokens, self.embedding)
        for i, layer in enumerate(self.layers):
            q, k, v = self.projected(layer, x, slice(0, length))
            if keep:
                keep(i, k, v)
            if self.heads > self.keyHeads:
                k, v = (y.repeat_interleave(self.heads // self.keyHeads, 1) for y in (k, v))
            weights = torch.softmax(self.head ** -0.5 * q @ k.transpose(2, 3) + self.future[:length, :length], -1)
            x = self.mixed(layer, x, (weights @ v).transpose(1, 2).flatten(2))
        return x

    def read_one(self, token, cache, at):
        """States (B, C) of one more token a row, whose keys and values join the cache, (B, K, T, D) a layer."""
        x = F.embedding(token[:, None], self.embedding)
        for layer, (keys, values) in zip(self.layers, cache):
            q, k, v = self.projected(layer, x, slice(at, at + 1))
            keys[:, :, at:at + 1], values[:, :, at:at + 1] = k, v
            k, v = keys[:, :, :at + 1], values[:, :, :at + 1]
            q = self.head ** -0.5 * q.reshape(len(token), self.keyHeads, -1, self.head)
            if self.heads > self.keyHeads:
                y = torch.softmax(q @ k.transpose(2, 3), -1) @ v
            else:  # one query a key head: PyTorch's loop over so many small products is slower
                weights = torch.softmax((q * k).sum(-1), -1)
                y = (weights[..., None] * v).sum(2)
            x = self.mixed(layer, x, y.reshape(len(token), 1, -1))
        return x[:, 0]


def normed(x, weight):
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5) * weight


@torch.inference_mode()
def sample(model, prompts):
    """Completions (B, T) of prompts, each several times, with log-probability, entropy and self-certainty of each token."""
    prompt, new, rows = prompts.shape[1], model.newTokens, len(prompts) * model.completions
    room = lambda: torch.empty(rows, model.keyHeads, prompt + new, model.head)
    cache = [(room(), room()) for _ in model.layers]

    def keep(layer, *computed):
        for place, y in zip(cache[layer], computed):
            place[:, :, :prompt] = y.repeat_interleave(model.completions, 0)

    tokens = torch.empty(rows, new, dtype=torch.long)
    signals = {name: torch.empty(rows, new) for name in ("logprob", "entropy", "certainty")}
    state = model.read(prompts, keep)[:, -1].repeat_interleave(model.completions, 0)
    for i in range(new):
        logp = torch.log_softmax(model.logits(state), -1)
        p = logp.exp()
        token = torch.multinomial(p, 1)
        tokens[:, i] = token[:, 0]
        signals["logprob"][:, i] = logp.gather(1, token)[:, 0]
        signals["entropy"][:, i] = -(p * logp).sum(-1)
        signals["certainty"][:, i] = -logp.mean(-1) - math.log(model.vocab)
        if i + 1 < new:
            state = model.read_one(token[:, 0], cache, prompt + i)
    return tokens, signals


def advantages(rewards, completions):
    groups = rewards.view(-1, completions)
    return ((groups - groups.mean(1, keepdim=True)) / (groups.std(1, keepdim=True) + 1e-6)).view(-1, 1)


def update(model, optimizer, batch):
    """Learns once from sequences (B, P+T), the log-probabilities when sampled (B, T) and advantages (B, 1)."""
    optimizer.zero_grad(set_to_none=True)
    count = batch[1].numel()
    for sequences, old, advantage in zip(*(x.split(model.rows) for x in batch)):
        states = model.read(sequences[:, :-1])[:, model.promptTokens - 1:]
        logp = torch.log_softmax(model.logits(states), -1)
        ratio = (logp.gather(2, sequences[:, model.promptTokens:, None])[..., 0] - old).exp()
        loss = -torch.minimum(ratio * advantage, ratio.clamp(0.8, 1.2) * advantage).sum() / count
        loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters, 1.0)
    optimizer.step()


def now():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), used.ru_utime + used.ru_stime


def between(a, b):
    return {"wall": b[0] - a[0], "cpu": b[1] - a[1]}


def procfs(file, pattern, default):
    try:
        with open(f"/proc/self/{file}") as lines:
            return re.search(pattern, lines.read()).group(1)
    except (OSError, AttributeError):
        return default


def peak():
    kibibytes = procfs("status", r"VmHWM:\s+(\d+)", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return 1024 * int(kibibytes)


def say(**line):
    print(json.dumps(line), flush=True)


def main():
    shape = json.loads(sys.argv[1])
    torch.set_num_threads(int(sys.argv[2]))
    torch.manual_seed(1)
    model = Llama({"rows": 1 << 30, **shape})
    optimizer = torch.optim.AdamW(model.parameters, lr=1e-4, weight_decay=0.0, foreach=True)
    blas = procfs("maps", r"lib/\S*?(openblas-?\w*|mkl|blis)", "no fast BLAS")
    say(kind="ready", about=f"PyTorch {torch.__version__}, {blas}", parameters=sum(w.numel() for w in model.parameters))
    for _ in sys.stdin:
        prompts = torch.randint(3, model.vocab, (model.prompts, model.promptTokens))
        a = now()
        tokens, signals = sample(model, prompts)
        sequences = torch.cat([prompts.repeat_interleave(model.completions, 0), tokens], 1)
        weighted = advantages(signals["certainty"].mean(1), model.completions)
        batch = tuple(x.clone() for x in (sequences, signals["logprob"], weighted))  # usable in a backward pass
        b = now()
        update(model, optimizer, batch)
        c = now()
        say(times={"sample": between(a, b), "update": between(b, c)}, tokens=tokens.numel(), peak=peak())


if __name__ == "__main__":
    main()
