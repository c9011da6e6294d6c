// Mistakes along the way from a sampled token to the weights: sampler, signals, stages, losses and aggregations, learner,
// optimizer. No proof sees them; each is found by a test that is named here beforehand.
import { foundBy } from "./_found_by.ts"
import type { Mutation } from "./_mutations.ts"

/** From a batch to the weights: what every token weighs in an update. */
const link = foundBy("test/pipeline/advantage_reaches_its_tokens", [
  ["rows share one advantage", "trainer/stage/update", "fill(advantages[i])", "fill(advantages[0])"],
  ["advantages over T", "trainer/stage/update", "fill(advantages[i])", "fill(advantages[i] / tokens.length)"],
  [
    "only the last token has an advantage",
    "trainer/stage/update",
    "fill(advantages[i])",
    "fill(advantages[i], tokens.length - 1)",
  ],
  [
    "temperature ignored by the learner",
    "trainer/learn/compile_learner",
    "positionOf(model, temperature)",
    "positionOf(model, 1)",
  ],
  ["groups counted for completions", "core/learn/update", "scalarValue(rows.length)", "scalarValue(groups.length)"],
  ["the last micro-batch alone", "core/learn/update", "first: i === 0,", "first: true,"],
  [
    "micro-batches subtract",
    "core/learn/_differentiate",
    "state.gradient[i] += slab[i]",
    "state.gradient[i] -= slab[i]",
  ],
  ["a layer's gradient overwrites", "core/learn/_layered_gradient", "into[i] += other[i]", "into[i] = other[i]"],
  [
    "layers read one another's state",
    "core/learn/_layered_gradient",
    "state: states[i], [names",
    "state: states[Math.max(0, i - 1)], [names",
  ],
  ["a grid is one token late", "core/model/pack", "slot: row * longest + t })", "slot: row * longest + t - 1 })"],
  [
    "prompts see what follows",
    "core/model/pack",
    "data.fill(masked, t * size + t + 1, (t + 1) * size)",
    "data.fill(masked, t * size + t + 2, (t + 1) * size)",
  ],
  [
    "layers ignore the temperature",
    "core/learn/_differentiate",
    "const { temperature } = learner",
    "const temperature = 1",
  ],
])

/** Values and slopes of losses and aggregations. */
const losses = foundBy("packages/trainer/loss/by_hand", [
  ["dual clip's cap squared", "trainer/loss/dual_clipped", "mul(advantage, -cap)", "mul(advantage, -cap * cap)"],
  [
    "dual clip for small positive advantages",
    "trainer/loss/dual_clipped",
    "less(advantage, 0)",
    "less(advantage, 0.25)",
  ],
  ["dual clip for positive advantages alone", "trainer/loss/dual_clipped", "less(advantage, 0)", "less(0, advantage)"],
  ["fixed length + 1", "trainer/loss/fixed_length", "mul(sequences, length)", "mul(sequences, length + 1)"],
  ["sequence mean over max(len, 2)", "trainer/loss/sequence_mean", "maximum(lengths, 1)", "maximum(lengths, 2)"],
  [
    "the sequence sum is a token mean",
    "trainer/loss/sequence_sum",
    "(x, { mask, sequences }) => div(reduceSum(masked(x, mask)), sequences)",
    "(x, { mask, tokens }) => div(reduceSum(masked(x, mask)), tokens)",
  ],
  [
    "the token mean is a mean over completions",
    "trainer/loss/token_mean",
    "(x, { mask, tokens }) => div(reduceSum(masked(x, mask)), tokens)",
    "(x, { mask, sequences }) => div(reduceSum(masked(x, mask)), sequences)",
  ],
  ["GSPO over max(len, 2)", "trainer/loss/gspo", "maximum(lengths, 1)", "maximum(lengths, 2)"],
  ["GSPO of the sum, not the mean", "trainer/loss/gspo", "exp(div(total, maximum(lengths, 1)))", "exp(total)"],
  [
    "CISPO's weight has a gradient",
    "trainer/loss/cispo",
    "neg(mul(stopGradient(weight(ratio(batch))),",
    "neg(mul((weight(ratio(batch))),",
  ],
  ["CISPO's cap is a floor", "trainer/loss/cispo", "minimum(r, cap)", "maximum(r, cap)"],
  ["padding is summed", "trainer/loss/masked", "where(equal(mask, 1), x, 0)", "where(equal(mask, 2), 0, x)"],
])

const optimizers = foundBy("test/laws/optimizers", [
  [
    "no bias correction of the mean",
    "trainer/optimizer/adamw",
    "div(learningRate, complement(beta1, step))",
    "learningRate",
  ],
  [
    "bias correction of one power",
    "trainer/optimizer/adamw",
    "reciprocal(sqrt(complement(beta2, step)))",
    "reciprocal(sqrt(complement(beta1, step)))",
  ],
  [
    "epsilon inside the root",
    "trainer/optimizer/adamw",
    "add(mul(sqrt(square), scale), epsilon)",
    "mul(sqrt(add(square, epsilon)), scale)",
  ],
  [
    "decay without the learning rate",
    "trainer/optimizer/adamw",
    "mul(learningRate, decay))",
    "scalar(decay, step.dtype))",
  ],
  [
    "the mean of squares forgets twice as fast",
    "trainer/optimizer/adamw",
    "mul(slots.square, beta2)",
    "mul(slots.square, beta2 * beta2)",
  ],
  [
    "clipping lengthens",
    "trainer/optimizer/clip_by_global_norm",
    "add(gradNorm, 1e-6)),\n    1,",
    "add(gradNorm, 1e-6)),\n    1e9,",
  ],
  [
    "the norm is not clipped along",
    "trainer/optimizer/clip_by_global_norm",
    "gradNorm: mul(gradNorm, scale)",
    "gradNorm",
  ],
  [
    "momentum of the parameter",
    "trainer/optimizer/sgd",
    "mul(slots.velocity, momentum)",
    "mul(slots.velocity, 1 - momentum)",
  ],
])

const schedules = foundBy("packages/trainer/optimizer/schedule", [
  [
    "warm-up starts a step late",
    "trainer/optimizer/schedule",
    "schedule(0) * step / steps",
    "schedule(0) * (step - 1) / steps",
  ],
  [
    "the cosine ends half way",
    "trainer/optimizer/schedule",
    "Math.cos(Math.PI * share)",
    "Math.cos(Math.PI * share / 2)",
  ],
])

const updates = foundBy("test/pipeline/update", [
  ["the schedule is a step late", "trainer/stage/update", "schedule(step)", "schedule(step - 1)"],
  [
    "the lag of the newest completion",
    "trainer/stage/update",
    "updates + i - Math.min(...batch",
    "updates + i - Math.max(...batch",
  ],
  ["the optimizer's steps stand still", "core/learn/update", "state.steps++\n", "state.steps = 1\n"],
  ["a metric is that of the last micro-batch", "core/learn/update", "combine[how](metrics[name], x)", "x"],
  ["the norm of one element", "core/learn/update", "sum += x[i] * x[i]", "sum = x[i] * x[i]"],
])

const stages = [
  ...foundBy("packages/trainer/stage/advantage", [
    ["advantages the other way round", "trainer/stage/advantage", "of(rewards)", "of(rewards).toReversed()"],
  ]),
  ...foundBy("packages/trainer/stage/update", [
    ["rows share a column", "trainer/stage/update", "grid?.[b]?.[i]", "grid?.[b]?.[0]"],
  ]),
  ...foundBy("packages/trainer/loss/column", [
    ["covariance of one mean", "trainer/loss/_tokens", "(advantage - total / count)", "advantage"],
    ["the lowest entropies", "trainer/loss/top_entropy", "h >= threshold", "h <= threshold"],
  ]),
  ...foundBy("test/pipeline/compile_learner", [
    [
      "the padding is read",
      "trainer/learn/compile_learner",
      "masked(input(name, mask.shape), mask)",
      "input(name, mask.shape)",
    ],
  ]),
]

const signals = foundBy("test/laws/signals", [
  ["varentropy about 0", "core/signals/varentropy", "add(logprobs, entropy)", "logprobs"],
  [
    "varentropy with the sign of entropy",
    "core/signals/varentropy",
    "add(logprobs, entropy)",
    "add(logprobs, neg(entropy))",
  ],
  ["Renyi's sign", "core/signals/renyi", "sum), 1 - a)", "sum), a - 1)"],
  ["Renyi of order 1 / a", "core/signals/renyi", "mul(logprobs, a as number)", "div(logprobs, a as number)"],
  [
    "min-entropy without its sign",
    "core/signals/min_entropy",
    "neg(reduceMax(logprobs, -1))",
    "reduceMax(logprobs, -1)",
  ],
  [
    "the gap to the likeliest itself",
    "core/signals/top_gap",
    "where(others, logprobs, lowest)",
    "where(others, logprobs, logprobs)",
  ],
  [
    "a mean over one more",
    "core/signals/top_mean",
    "Math.min(k, vocabulary(logprobs))",
    "Math.min(k + 1, vocabulary(logprobs))",
  ],
  ["logits times the temperature", "core/signals/position", "div(logits, temperature)", "mul(logits, temperature)"],
])

const samplers = [
  ...foundBy("packages/core/generate/choose", [
    [
      "the token before",
      "core/generate/choose",
      "lessEqual(cdf, mul(expandDims(uniform, 1), total))",
      "lessEqual(cdf, mul(expandDims(uniform, 1), mul(total, 0.9)))",
    ],
    [
      "a nucleus that stops short",
      "core/generate/choose",
      "less(sub(sums, sorted), mul(last(sums, topK), topP))",
      "less(sums, mul(last(sums, topK), topP))",
    ],
    ["a nucleus of the whole", "core/generate/choose", "mul(last(sums, topK), topP)", "topP"],
    ["top k - 1", "core/generate/choose", "{ end: topK }", "{ end: Math.max(1, topK - 1) }"],
  ]),
  ...foundBy("packages/core/generate/_running_sum", [
    ["blocks do not carry", "core/generate/_running_sum", "add(within, expandDims(before, 2))", "within"],
  ]),
  ...foundBy("packages/core/generate/generate", [
    [
      "a completion without its end token",
      "core/generate/generate",
      "tokens.slice(0, length)",
      "tokens.slice(0, length - 1)",
    ],
    [
      "rows draw from the first's seed",
      "core/generate/generate",
      "(row) => row.random.uniform()",
      "() => rows[0].random.uniform()",
    ],
  ]),
  ...foundBy("packages/core/sample/sample", [
    [
      "steps share their draws",
      "core/sample/roll_out",
      'mix(seed, "sample", step, id, i, ...again)',
      'mix(seed, "sample", id, i, ...again)',
    ],
    [
      "problems share their draws",
      "core/sample/roll_out",
      'mix(seed, "sample", step, id, i, ...again)',
      'mix(seed, "sample", step, i, ...again)',
    ],
  ]),
]

/** What only many draws show, by the tests with proved bounds. */
const chances = [
  ...foundBy("test/statistics/completions", [
    ["sampled at another temperature", "core/generate/choose", "div(z, temperature)", "div(z, temperature * 1.1)"],
    [
      "half of the draws are the lower half's",
      "core/random/seed",
      "(generator.next() >>> 9) * 2 ** -23",
      "((generator.next() >>> 9) * 2 ** -23) ** 1.1",
    ],
    [
      "completions share a seed, off by one",
      "core/sample/roll_out",
      'mix(seed, "sample", step, id, i, ...again)',
      'mix(seed, "sample", step, id, Math.max(0, i - 1), ...again)',
    ],
    [
      "a problem's draws are its neighbor's",
      "core/sample/roll_out",
      'mix(seed, "sample", step, id, i, ...again)',
      'mix(seed, "sample", step, Number(id) + i, ...again)',
    ],
    [
      "the second token reads the first's place",
      "core/generate/generate",
      "(promptLength + length - 1) * half",
      "Math.max(0, promptLength - 1) * half",
    ],
  ]),
  ...foundBy("test/statistics/updates", [
    [
      "one row's advantage has the wrong sign",
      "trainer/stage/update",
      "fill(advantages[i])",
      "fill(i === 0 ? -advantages[i] : advantages[i])",
    ],
    [
      "advantages of the neighbor",
      "trainer/stage/update",
      "fill(advantages[i])",
      "fill(advantages[(i + 1) % advantages.length])",
    ],
    [
      "a reward of one token less",
      "rewards/normaliser",
      "let t = 0; t < values.length",
      "let t = 1; t < values.length",
    ],
    ["a spread with divisor G", "trainer/advantage/standardized", "rewards.length / (rewards.length - 1)", "1"],
    ["the temperature of signals is 1", "core/generate/graphs", "sampling.signalTemperature)", "1)"],
  ]),
  ...foundBy("test/statistics/random", [
    [
      "no number in the upper half",
      "core/random/seed",
      "(generator.next() >>> 9) * 2 ** -23",
      "(generator.next() >>> 10) * 2 ** -23",
    ],
    [
      "an integer never the last",
      "core/random/seed",
      "uniform() * 2 ** -23) * below)",
      "uniform() * 2 ** -23) * (below - 1))",
    ],
    ["normal with half the variance", "core/random/seed", "Math.sqrt(-2 * Math.log", "Math.sqrt(-1 * Math.log"],
  ]),
]

/** All of them, in the order in which data pass. */
export const chainMutations: ReadonlyArray<Mutation> = [
  ...samplers,
  ...chances,
  ...signals,
  ...stages,
  ...losses,
  ...link,
  ...updates,
  ...optimizers,
  ...schedules,
]
