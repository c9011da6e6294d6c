// Mistakes along the way from a sampled token to the weights: sampler, signals, stages, losses and aggregations, learner,
// optimizer. No proof sees them; each is found by a test that is named here beforehand.
import { foundBy, type Mutation } from "./_mutation.ts"

const samplers = [
  ...foundBy("packages/core/generate/choose", {
    "core/generate/choose": [
      [
        "a nucleus that stops short",
        "less(sub(sums, sorted), mul(last(sums, topK), topP))",
        "less(sums, mul(last(sums, topK), topP))",
      ],
      ["a nucleus of the whole", "mul(last(sums, topK), topP)", "topP"],
      [
        "min-p of the whole, not of the likeliest",
        "mul(reduceMax(p, 1, { keepDims: true }), minP)",
        "mul(reduceSum(p, 1, { keepDims: true }), minP)",
      ],
      ["min-p and nucleus, whichever lets more through", "maximum(nucleus, share)", "minimum(nucleus, share)"],
      [
        "drawn as if nothing were left out",
        "least === undefined ? logprob : sub(logprob, log(reduceSum(kept, 1)))",
        "logprob",
      ],
      ["top k - 1", "{ end: topK }", "{ end: Math.max(1, topK - 1) }"],
    ],
  }),
  ...foundBy("packages/core/generate/_invert", {
    "core/generate/_invert": [
      [
        "the token before",
        "count(lessEqual(sums, mul(expandDims(uniform, 1), last(sums))), p.dtype)",
        "count(lessEqual(sums, mul(expandDims(uniform, 1), mul(last(sums), 0.9))), p.dtype)",
      ],
      ["zeros behind a block's last mass", "less(within, last(within))", "lessEqual(within, last(within))"],
      ["blocks do not start where others end", "lessEqual(add(before, within), aim)", "lessEqual(within, aim)"],
      ["every row reads the first row's blocks", "add(mul(row, known(n)), block)", "block"],
    ],
  }),
  ...foundBy("packages/core/generate/_running_sum", {
    "core/generate/_running_sum": [["blocks do not carry", "add(within, expandDims(before, 2))", "within"]],
  }),
  ...foundBy("packages/core/generate/generate", {
    "core/generate/generate": [
      ["a completion without its end token", "tokens.slice(0, length)", "tokens.slice(0, length - 1)"],
      ["a token is not seen once it is said", "row.seen[token[i]] = 1", "row.seen[token[i]] = 0"],
      ["the prompt is not seen", "for (const token of tokens) seen[token] = 1", "seen[tokens[0]] = 1"],
      ["rows draw from the first's seed", "(row) => row.random.uniform()", "() => rows[0].random.uniform()"],
    ],
  }),
  ...foundBy("packages/core/sample/sample", {
    "core/sample/roll_out": [
      ["steps share their draws", 'mix(seed, "sample", step, id, i, ...again)', 'mix(seed, "sample", id, i, ...again)'],
      [
        "problems share their draws",
        'mix(seed, "sample", step, id, i, ...again)',
        'mix(seed, "sample", step, i, ...again)',
      ],
    ],
  }),
]

/** What only many draws show, by the tests with proved bounds. */
const chances = [
  ...foundBy("test/statistics/completions", {
    "core/generate/choose": [["sampled at another temperature", "div(z, temperature)", "div(z, temperature * 1.1)"]],
    "core/random/seed": [
      [
        "half of the draws are the lower half's",
        "(generator.next() >>> 9) * 2 ** -23",
        "((generator.next() >>> 9) * 2 ** -23) ** 1.1",
      ],
    ],
    "core/sample/roll_out": [
      [
        "completions share a seed, off by one",
        'mix(seed, "sample", step, id, i, ...again)',
        'mix(seed, "sample", step, id, Math.max(0, i - 1), ...again)',
      ],
      [
        "a problem's draws are its neighbor's",
        'mix(seed, "sample", step, id, i, ...again)',
        'mix(seed, "sample", step, Number(id) + i, ...again)',
      ],
    ],
    "core/generate/generate": [
      [
        "the second token reads the first's place",
        "(promptLength + length - 1) * half",
        "Math.max(0, promptLength - 1) * half",
      ],
    ],
  }),
  ...foundBy("test/statistics/updates", {
    "trainer/stage/update": [
      [
        "one row's advantage has the wrong sign",
        "fill(advantages[i])",
        "fill(i === 0 ? -advantages[i] : advantages[i])",
      ],
      ["advantages of the neighbor", "fill(advantages[i])", "fill(advantages[(i + 1) % advantages.length])"],
    ],
    "rewards/normaliser": [
      ["a reward of one token less", "let t = 0; t < values.length", "let t = 1; t < values.length"],
    ],
    "trainer/advantage/standardized": [["a spread with divisor G", "rewards.length / (rewards.length - 1)", "1"]],
    "core/generate/graphs": [["the temperature of signals is 1", "sampling.signalTemperature)", "1)"]],
  }),
  ...foundBy("test/statistics/random", {
    "core/random/seed": [
      ["no number in the upper half", "(generator.next() >>> 9) * 2 ** -23", "(generator.next() >>> 10) * 2 ** -23"],
      ["an integer never the last", "uniform() * 2 ** -23) * below)", "uniform() * 2 ** -23) * (below - 1))"],
      ["normal with half the variance", "Math.sqrt(-2 * Math.log", "Math.sqrt(-1 * Math.log"],
    ],
  }),
]

const signals = foundBy("test/laws/signals", {
  "core/signals/varentropy": [
    ["varentropy about 0", "add(logprobs, entropy)", "logprobs"],
    ["varentropy with the sign of entropy", "add(logprobs, entropy)", "add(logprobs, neg(entropy))"],
  ],
  "core/signals/renyi": [
    ["Renyi's sign", "sum), 1 - a)", "sum), a - 1)"],
    ["Renyi of order 1 / a", "mul(logprobs, a as number)", "div(logprobs, a as number)"],
  ],
  "core/signals/min_entropy": [
    ["min-entropy without its sign", "neg(reduceMax(logprobs, -1))", "reduceMax(logprobs, -1)"],
  ],
  "core/signals/top_gap": [
    ["the gap to the likeliest itself", "where(others, logprobs, lowest)", "where(others, logprobs, logprobs)"],
  ],
  "core/signals/top_mean": [
    ["a mean over one more", "Math.min(k, vocabulary(logprobs))", "Math.min(k + 1, vocabulary(logprobs))"],
  ],
  "core/signals/position": [["logits times the temperature", "div(logits, temperature)", "mul(logits, temperature)"]],
})

const stages = [
  ...foundBy("packages/trainer/stage/advantage", {
    "trainer/stage/advantage": [["advantages the other way round", "of(rewards)", "of(rewards).toReversed()"]],
  }),
  ...foundBy("packages/trainer/stage/minibatches", {
    "trainer/stage/minibatches": [["only the first part", "all[i % parts]", "all[0]"]],
    "trainer/stage/lookahead": [[
      "a batch is over at its first update",
      "++out % outputs === 0 ? Effect.andThen",
      "++out > 0 ? Effect.andThen",
    ]],
  }),
  ...foundBy("packages/trainer/stage/exact_lookahead", {
    "trainer/stage/lookahead": [
      ["sampling by whatever is newest", "policy.sample({ version, ...request })", "policy.sample(request)"],
      ["sampling by a version too new", "Math.max(0, entered++ - n)", "Math.max(0, ++entered - n)"],
      ["versions held within a batch", "++out % outputs === 0 ? hold", "++out % outputs === 1 ? hold"],
    ],
  }),
  ...foundBy("packages/core/policy/held", {
    "core/lane/past": [["lanes that stay at their first version", "place.version !== found", "false"]],
    "core/learn/held": [
      [
        "a version without what is learned since",
        "all = all.map(({ updates, tensors }) =>",
        "void all.map(({ updates, tensors }) =>",
      ],
      ["versions that are never let go", "all = all.slice(-most)", "all = all.slice()"],
    ],
    "core/policy/local": [[
      "a state without earlier versions",
      "held.before(made.updates)",
      "held.before(made.updates).slice(0, 0)",
    ]],
  }),
  ...foundBy("packages/trainer/stage/whitened", {
    "trainer/stage/whitened": [["every group begins at the first", "from += weighted", "from = weighted"]],
  }),
  ...foundBy("packages/trainer/stage/without_cut", {
    "trainer/stage/without_cut": [["what ended is left out", '=== "length"', '!== "length"']],
    "trainer/stage/update": [["groups of nothing are learned from", "rows.length > 0", "rows.length >= 0"]],
  }),
  ...foundBy("packages/trainer/stage/dynamic_sampling", {
    "trainer/stage/dynamic_sampling": [
      ["as many as ever are asked", "asked + missing", "asked + problems"],
      [
        "what teaches nothing is kept",
        "isConstant(group.rewards) ? flat : spread",
        "isConstant(group.rewards) ? spread : flat",
      ],
    ],
  }),
  ...foundBy("packages/rewards/overlong", {
    "rewards/overlong": [[
      "the price rises from the limit on",
      "(maxTokens - margin)) / margin",
      "maxTokens) / margin",
    ]],
  }),
  ...foundBy("packages/trainer/stage/update", {
    "trainer/stage/update": [["rows share a column", "grid?.[b]?.[i]", "grid?.[b]?.[0]"]],
  }),
  ...foundBy("packages/trainer/loss/column", {
    "trainer/loss/_tokens": [["covariance of one mean", "(advantage - total / count)", "advantage"]],
    "trainer/loss/top_entropy": [["the lowest entropies", "h >= threshold", "h <= threshold"]],
  }),
  ...foundBy("test/pipeline/compile_learner", {
    "trainer/learn/compile_learner": [
      ["the padding is read", "masked(input(name, mask.shape), mask)", "input(name, mask.shape)"],
    ],
  }),
]

/** Values and slopes of losses and aggregations. */
const losses = foundBy("packages/trainer/loss/by_hand", {
  "trainer/loss/dual_clipped": [
    ["dual clip's cap squared", "mul(advantage, -cap)", "mul(advantage, -cap * cap)"],
    ["dual clip for small positive advantages", "less(advantage, 0)", "less(advantage, 0.25)"],
    ["dual clip for positive advantages alone", "less(advantage, 0)", "less(0, advantage)"],
  ],
  "trainer/loss/_importance": [
    ["importance weights have a gradient", "stopGradient(held)", "held"],
    ["what is beyond the cap is truncated where it is masked", 'beyond === "truncate"', 'beyond !== "mask" || true'],
    ["a completion's weight is a token's", 'per === "token"', 'per !== "completion" || true'],
    ["masked above the cap alone", "and(lessEqual(w, cap), not(less(w, 1 / cap)))", "lessEqual(w, cap)"],
  ],
  "trainer/loss/fixed_length": [["fixed length + 1", "mul(sequences, length)", "mul(sequences, length + 1)"]],
  "trainer/loss/sequence_mean": [["sequence mean over max(len, 2)", "maximum(lengths, 1)", "maximum(lengths, 2)"]],
  "trainer/loss/sequence_sum": [
    [
      "the sequence sum is a token mean",
      "(x, { mask, sequences }) => div(reduceSum(masked(x, mask)), sequences)",
      "(x, { mask, tokens }) => div(reduceSum(masked(x, mask)), tokens)",
    ],
  ],
  "trainer/loss/token_mean": [
    [
      "the token mean is a mean over completions",
      "(x, { mask, tokens }) => div(reduceSum(masked(x, mask)), tokens)",
      "(x, { mask, sequences }) => div(reduceSum(masked(x, mask)), sequences)",
    ],
  ],
  "trainer/loss/gspo": [
    ["GSPO over max(len, 2)", "maximum(lengths, 1)", "maximum(lengths, 2)"],
    ["GSPO of the sum, not the mean", "exp(div(total, maximum(lengths, 1)))", "exp(total)"],
  ],
  "trainer/loss/cispo": [
    ["CISPO's weight has a gradient", "neg(mul(stopGradient(weight(ratio(batch))),", "neg(mul((weight(ratio(batch))),"],
    ["CISPO's cap is a floor", "minimum(r, cap)", "maximum(r, cap)"],
  ],
  "trainer/loss/masked": [["padding is summed", "where(equal(mask, 1), x, 0)", "where(equal(mask, 2), 0, x)"]],
})

/** Gradients that add up where they lie. */
const gradients = foundBy("packages/core/learn/_differentiate", {
  "core/learn/_differentiate": [["micro-batches subtract", "into[i] += slab[i]", "into[i] -= slab[i]"]],
  "core/learn/_layered_gradient": [["a layer's gradient overwrites", "into[i] += other[i]", "into[i] = other[i]"]],
})

/** From a batch to the weights: what every token weighs in an update. */
const link = foundBy("test/pipeline/advantage_reaches_its_tokens", {
  "trainer/stage/update": [
    ["rows share one advantage", "fill(advantages[i])", "fill(advantages[0])"],
    ["advantages over T", "fill(advantages[i])", "fill(advantages[i] / tokens.length)"],
    ["only the last token has an advantage", "fill(advantages[i])", "fill(advantages[i], tokens.length - 1)"],
  ],
  "trainer/learn/compile_learner": [
    ["temperature ignored by the learner", "positionOf(model, temperature)", "positionOf(model, 1)"],
  ],
  "core/learn/gradient": [
    ["groups counted for completions", "sequences: rows.length }", "sequences: groups.length }"],
  ],
  "core/lane/lanes": [
    ["the last piece alone", "add(sum, found.gradient)", "sum = found.gradient"],
    ["pieces subtract", "into[i] += other[i]", "into[i] -= other[i]"],
  ],
  "core/learn/_differentiate": [
    ["layers ignore the temperature", "const { temperature } = learner", "const temperature = 1"],
  ],
  "core/learn/_layered_gradient": [
    ["layers read one another's state", "state: states[i], [names", "state: states[Math.max(0, i - 1)], [names"],
  ],
  "core/model/pack": [
    ["a grid is one token late", "slot: row * longest + t })", "slot: row * longest + t - 1 })"],
    [
      "prompts see what follows",
      "data.fill(masked, t * size + t + 1, (t + 1) * size)",
      "data.fill(masked, t * size + t + 2, (t + 1) * size)",
    ],
  ],
})

const updates = foundBy("test/pipeline/update", {
  "trainer/stage/update": [
    ["the schedule is a step late", "schedule(step)", "schedule(step - 1)"],
    ["the lag of the newest completion", "updates + i - Math.min(...batch", "updates + i - Math.max(...batch"],
  ],
  "core/learn/update": [
    ["the optimizer's steps stand still", "learning.steps++\n", "learning.steps = 1\n"],
    ["a metric is that of the last micro-batch", "reduce(combine[how])", "reduce((_, x) => x)"],
    ["the norm of one element", "sum += x[i] * x[i]", "sum = x[i] * x[i]"],
  ],
})

const optimizers = foundBy("test/laws/optimizers", {
  "trainer/optimizer/adamw": [
    ["no bias correction of the mean", "div(learningRate, complement(beta1, step))", "learningRate"],
    [
      "bias correction of one power",
      "reciprocal(sqrt(complement(beta2, step)))",
      "reciprocal(sqrt(complement(beta1, step)))",
    ],
    ["epsilon inside the root", "add(mul(sqrt(square), scale), epsilon)", "mul(sqrt(add(square, epsilon)), scale)"],
    ["decay without the learning rate", "mul(learningRate, decay))", "scalar(decay, step.dtype))"],
    ["the mean of squares forgets twice as fast", "mul(slots.square, beta2)", "mul(slots.square, beta2 * beta2)"],
  ],
  "trainer/optimizer/clip_by_global_norm": [
    ["clipping lengthens", "add(gradNorm, 1e-6)),\n    1,", "add(gradNorm, 1e-6)),\n    1e9,"],
    ["the norm is not clipped along", "gradNorm: mul(gradNorm, scale)", "gradNorm"],
  ],
  "trainer/optimizer/sgd": [
    ["momentum of the parameter", "mul(slots.velocity, momentum)", "mul(slots.velocity, 1 - momentum)"],
  ],
})

const schedules = foundBy("packages/trainer/optimizer/schedule", {
  "trainer/optimizer/schedule": [
    ["warm-up starts a step late", "schedule(0) * step / steps", "schedule(0) * (step - 1) / steps"],
    ["the cosine ends half way", "Math.cos(Math.PI * share)", "Math.cos(Math.PI * share / 2)"],
  ],
})

/** All of them, in the order in which data pass. */
export const chainMutations: ReadonlyArray<Mutation> = [
  ...samplers,
  ...chances,
  ...signals,
  ...stages,
  ...losses,
  ...gradients,
  ...link,
  ...updates,
  ...optimizers,
  ...schedules,
]
