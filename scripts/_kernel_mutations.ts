// Mistakes in what scores and trains: each has to fail a property of the theory, or a test of what no formula says.
import { foundBy, type Mutation } from "./_mutation.ts"

const kernels = foundBy("test/equivalences/kernels_are_the_formulas", {
  "core/signals/entropy": [
    ["neg(reduceSum(mul(exp(logprobs), logprobs), -1))", "reduceSum(mul(exp(logprobs), logprobs), -1)"],
    ["mul(exp(logprobs), logprobs), -1", "mul(exp(logprobs), exp(logprobs)), -1"],
  ],
  "core/signals/self_certainty": [
    ["neg(reduceMean(logprobs, -1))", "neg(reduceSum(logprobs, -1))"],
    ["Math.log(vocabulary(logprobs))", "0"],
  ],
  "core/grad/_fused": [
    ["logSoftmax: (y, dy) => [sub(dy, mul(exp(y), rowSum(dy)))]", "logSoftmax: (y, dy) => [sub(dy, exp(y))]"],
    ["sub(place(dy, target, width),", "add(place(dy, target, width),"],
  ],
  "rewards/token_entropy": [["sign: -1", "sign: 1"]],
  "rewards/trajectory_entropy": [
    ["signal: logprob, sign: 1", "signal: logprob, sign: -1"],
    ['normaliser = "sum"', 'normaliser = "mean"'],
  ],
  "rewards/self_certainty": [['normaliser = "mean"', 'normaliser = "sum"']],
  "rewards/normaliser": [["let t = 0; t < values.length", "let t = 1; t < values.length"]],
  "trainer/advantage/standardized": [
    ["Math.sqrt(variance) + eps", "Math.sqrt(variance + eps)"],
    ["rewards.length / (rewards.length - 1)", "1"],
  ],
  "trainer/advantage/centered": [["reward - center", "center - reward"]],
  "trainer/advantage/leave_one_out": [["rewards.length / Math.max(1, rewards.length - 1)", "1"]],
  "trainer/loss/_clip": [
    ["exp(sub(logprob, old))", "exp(sub(old, logprob))"],
    ["mul(clip(r, 1 - low, 1 + high), advantage)", "mul(clip(r, 1 - high, 1 + low), advantage)"],
    ["neg(minimum(mul(r, advantage)", "(minimum(mul(r, advantage)"],
  ],
  "trainer/loss/_penalty": [
    [
      "of: ({ reference, logprob }) => of(sub(reference, logprob))",
      "of: ({ reference, logprob }) => of(sub(logprob, reference))",
    ],
  ],
  "trainer/loss/k2": [["mul(d, d), 0.5", "mul(d, d), 1"]],
  "trainer/loss/k3": [["sub(sub(exp(d), d), 1)", "sub(exp(d), 1)"]],
  "trainer/loss/reinforce": [["neg(mul(advantage, logprob))", "mul(advantage, logprob)"]],
  "trainer/loss/cispo": [["=> clip(r, 1 - low, 1 + high)", "=> clip(r, 1 - low, 1 + low)"]],
  "trainer/loss/nll": [["neg(logprob)", "logprob"]],
  "trainer/loss/dual_clipped": [
    ["mul(advantage, -cap)", "mul(advantage, -cap * cap)"],
    ["less(advantage, 0)", "less(advantage, 0.25)"],
  ],
  "trainer/loss/gspo": [["div(total, maximum(lengths, 1))", "div(total, maximum(lengths, 2))"]],
  "trainer/loss/sequence_mean": [["maximum(lengths, 1)", "maximum(lengths, 2)"]],
  "trainer/loss/token_mean": [["masked(x, mask)", "x"]],
})

/** E13 compares with REINFORCE's own gradient, and so sees an aggregation that is another. */
const losses = foundBy("test/equivalences/policy_losses_agree_on_policy", {
  "trainer/loss/token_mean": [["x, { mask, tokens }", "x, { mask, sequences: tokens }"]],
  "trainer/loss/sequence_mean": [["maximum(lengths, 1)", "maximum(lengths, 2)"]],
  "trainer/loss/sequence_sum": [["sequences)", "1)"]],
  "trainer/loss/fixed_length": [["mul(sequences, length)", "mul(sequences, length + 1)"]],
  "trainer/loss/dual_clipped": [["minimum(loss, mul(advantage, -cap))", "mul(advantage, -cap)"]],
  "trainer/loss/gspo": [["div(total, maximum(lengths, 1))", "total"]],
})

/** N12: a loss of self-certainty itself, with k3 as its penalty; and what the theorem says of it. */
const regularized = foundBy("test/equivalences/nothing_holds_rare_tokens", {
  "core/signals/self_certainty": [["neg(reduceMean(logprobs, -1))", "neg(reduceSum(logprobs, -1))"]],
  "trainer/loss/direct": [["of: (batch) => neg(batch.signal(signal))", "of: (batch) => batch.signal(signal)"]],
  "trainer/loss/_penalty": [
    [
      "of: ({ reference, logprob }) => of(sub(reference, logprob))",
      "of: ({ reference, logprob }) => of(sub(logprob, reference))",
    ],
  ],
  "trainer/loss/plus": [["add(a.of(batch), b.of(batch))", "a.of(batch)"]],
  "trainer/loss/times": [["mul(loss.of(batch), weight)", "loss.of(batch)"]],
  "trainer/theorem/nothing_holds_rare_tokens": [
    ["a token is rare below 1, not 1/V", "b * x - 1 / ref.length", "b * x - 1"],
    ["the optimum of another divisor", "c / (at.b - 1))", "c / at.b)"],
    ["p_j weighs b", "c - (at.b - 1) * at.p[j]", "c - at.b * at.p[j]"],
  ],
})

/** E22: a penalty in the reward, and what the theorem says of it. */
const penalties = foundBy("test/equivalences/rewarded_k1_has_the_divergence_gradient", {
  "rewards/log_ratio": [
    ["log pi - log ref", "sum + reference[t] - own", "sum + own - reference[t]"],
    ["the reference alone", "sum + reference[t] - own", "sum + reference[t]"],
    ["the last token alone", "sum + reference[t] - own", "reference[t] - own"],
    ["a mean", "sum + reference[t] - own, 0)", "sum + (reference[t] - own) / signals.logprob.length, 0)"],
    ["the first completion's reference for all", "under[at++].logprob", "under[at].logprob"],
  ],
  "trainer/theorem/rewarded_k1_has_the_divergence_gradient": [
    ["the divergence weighs 1", "of(tree) + b * nearness", "of(tree) + nearness"],
    ["the other divergence", "-forward(tree, reference)", "-forward(reference, tree)"],
    [
      "no credit for the divergence of the next token",
      "credited((p) => apart.get(p)!)",
      "credited((p) => apart.get(p)!, 2)",
    ],
  ],
})

const answers = [
  ...foundBy("test/equivalences/majority_vote_is_right_or_differs", {
    "rewards/answer/majority": [
      ["Math.max(a, b)", "Math.min(a, b)"],
    ],
    "rewards/majority_vote": [["most >= 0 && label === labels[most]", "label !== labels[most]"]],
    "rewards/answer/verdict": [
      ['gold.trim() === given.trim() ? "correct"', 'gold.trim() !== given.trim() ? "correct"'],
    ],
  }),
  ...foundBy("test/equivalences/cluster_frequency_raises_agreement", {
    "rewards/cluster_frequency": [["n / rollouts.length", "n"]],
    "rewards/answer/clusters": [["?? 0) + 1)", "?? 0) + 2)"]],
  }),
]

/** Alignment: a token's signals are those of the distribution that it was drawn from, not of the next. */
const places = [
  ...foundBy("packages/core/model/pack", {
    "core/model/pack": [
      ["state: at++, slot: row * longest + t }", "state: at++, slot: row * longest + t - 1 }"],
      ["predict(tokens[t], {", "predict(tokens[t - 1], {"],
      [
        "if (tokens.length > 0) predict(tokens[0], { from: row,",
        "if (tokens.length > 0) predict(tokens[0], { from: 0,",
      ],
    ],
  }),
  ...foundBy("packages/core/generate/generate", {
    "core/generate/generate": [
      ["columnOf(rows[i])[length] = x[i]", "columnOf(rows[i])[Math.max(0, length - 1)] = x[i]"],
      ["promptLength + length - 1) * half", "promptLength + length) * half"],
    ],
  }),
  ...foundBy("packages/trainer/stage/update", {
    "trainer/stage/update": [
      ["fill(advantages[i])", "fill(advantages[0])"],
      ["fill(advantages[i])", "fill(advantages[i] / tokens.length)"],
    ],
  }),
]

/** All of them. */
export const kernelMutations: ReadonlyArray<Mutation> = [
  ...kernels,
  ...losses,
  ...regularized,
  ...penalties,
  ...answers,
  ...places,
]
