/** One mistake that a person could make, and where it would be found. */
export interface Mutation {
  /** What went wrong, in a few words. */
  readonly name: string
  readonly file: string
  /** Text that occurs once in the file. */
  readonly from: string
  readonly to: string
  /** Which tests have to find it, by the beginning of their paths; none for a formula, whose proof does not check. */
  readonly tests: ReadonlyArray<string>
}

/** Where nobody has found words for it: what was changed. */
const changed = (file: string, from: string, to: string) => `${file}: ${from} -> ${to}`.replaceAll(/\s+/g, " ")

const formula = (file: string, from: string, to: string): Mutation => ({
  name: changed(file, from, to),
  file: `packages/rewards/formula/${file}.ts`,
  from,
  to,
  tests: [],
})

/** Formulas: each changes a definition, so that the generated lemma about it is false. */
export const formulas: ReadonlyArray<Mutation> = [
  formula(
    "entropy",
    "mul, log }: Numbers<N, V>) => (p: V): N =>\n  neg(sum(map(p, (x) => mul(x, log(x)))))",
    "mul, log, add }: Numbers<N, V>) => (p: V): N =>\n  neg(sum(map(p, (x) => mul(x, log(add(x, x))))))",
  ),
  formula("entropy", "neg(sum(", "(sum("),
  formula("softmax", "exp(y)", "exp(x)"),
  formula("log_sum_exp", "log(sum(", "exp(sum("),
  formula("mean", "div(sum(v), length(v))", "sum(v)"),
  formula("divergence", "sub(log(x), log(y))", "sub(log(y), log(x))"),
  formula("divergence", "sub(log(x), log(div(of(1), length(p))))", "sub(log(x), log(length(p)))"),
  formula("self_certainty", "sub(log(div(of(1), length(p))), log(x))", "log(x)"),
  formula("self_certainty", "logSumExp(numbers)(z), mean(numbers)(z)", "mean(numbers)(z), logSumExp(numbers)(z)"),
  formula("logit_gradient", "sub(x, div(of(1), length(p)))", "sub(x, of(1))"),
  formula("logit_gradient", "sub(is, x)", "sub(x, is)"),
  formula("standard_deviation", "sub(length(v), of(1))", "length(v)"),
  formula("advantage", "add(standardDeviation(numbers)(rewards), eps)", "standardDeviation(numbers)(rewards)"),
  formula("advantage", "sub(length(rewards), of(1))", "length(rewards)"),
  formula("divergence_estimate", "div(mul(d, d), of(2))", "mul(d, d)"),
  formula("divergence_estimate", "sub(sub(exp(d), d), of(1))", "sub(exp(d), d)"),
  formula(
    "surrogate",
    "min(max(ratio, sub(of(1), low)), add(of(1), high))",
    "max(min(ratio, sub(of(1), low)), add(of(1), high))",
  ),
  formula("surrogate", "neg(min(mul", "neg(numbers.max(mul"),
  formula("token_reward", "neg(sum(entropies))", "sum(entropies)"),
  formula("mixture", "mul(a, other)", "mul(a, one)"),
  formula("cluster", "div(sum(same), length(same))", "sum(same)"),
  // Aggregations, the dual clip and GSPO.
  formula(
    "aggregate",
    "sum(each(losses, sum)), sum(each(losses, length))",
    "sum(each(losses, sum)), length(each(losses, length))",
  ),
  formula("aggregate", "numbers.each(losses, mean(numbers))", "numbers.each(losses, numbers.sum)"),
  formula("aggregate", "numbers.each(losses, numbers.sum)", "numbers.each(losses, mean(numbers))"),
  formula("aggregate", "mul(length(each(losses, sum)), most)", "mul(sum(each(losses, length)), most)"),
  formula("aggregate", "mul(length(each(losses, sum)), most)", "length(each(losses, sum))"),
  formula("surrogate", "[of(0), advantage]", "[advantage, of(0)]"),
  formula("surrogate", "[of(0), advantage]", "[of(1), advantage]"),
  formula("surrogate", "neg(mul(cap, advantage))", "neg(mul(mul(cap, cap), advantage))"),
  formula("surrogate", "loss, min(loss, neg", "loss, numbers.max(loss, neg"),
  formula("surrogate", "numbers.exp(mean(numbers)(numbers.zip", "numbers.exp(numbers.sum(numbers.zip"),
  formula("surrogate", "zip([now, old], numbers.sub)", "zip([old, now], numbers.sub)"),
  formula("surrogate", "ratio: sequenceRatio(numbers)({ now, old })", "ratio: numbers.exp(numbers.sum(now))"),
]

const kernels = "test/equivalences/kernels_are_the_formulas_test.ts"
const kernel = (file: string, from: string, to: string): Mutation => ({
  name: changed(file, from, to),
  file: `packages/${file}.ts`,
  from,
  to,
  tests: [kernels],
})

/** What no formula says, such as which position a signal belongs to. */
const foundBy = (test: string) => (file: string, from: string, to: string): Mutation => ({
  ...kernel(file, from, to),
  tests: [test],
})
const byVotes = foundBy("test/equivalences/majority_vote_is_right_or_differs_test.ts")
const byClusters = foundBy("test/equivalences/cluster_frequency_raises_agreement_test.ts")
const byLosses = foundBy("test/equivalences/policy_losses_agree_on_policy_test.ts")
const byUpdates = foundBy("packages/trainer/stage/update_test.ts")
const byPacking = foundBy("packages/core/model/pack")
const bySampling = foundBy("packages/core/generate/generate_test.ts")

/** What scores and trains: each has to fail a property. */
export const kernelMutations: ReadonlyArray<Mutation> = [
  kernel(
    "core/signals/entropy",
    "neg(reduceSum(mul(exp(logprobs), logprobs), -1))",
    "reduceSum(mul(exp(logprobs), logprobs), -1)",
  ),
  kernel("core/signals/entropy", "mul(exp(logprobs), logprobs), -1", "mul(exp(logprobs), exp(logprobs)), -1"),
  kernel("core/signals/self_certainty", "neg(reduceMean(logprobs, -1))", "neg(reduceSum(logprobs, -1))"),
  kernel("core/signals/self_certainty", "Math.log(vocabulary(logprobs))", "0"),
  kernel(
    "core/grad/_fused",
    "logSoftmax: (y, dy) => [sub(dy, mul(exp(y), rowSum(dy)))]",
    "logSoftmax: (y, dy) => [sub(dy, exp(y))]",
  ),
  kernel("core/grad/_fused", "sub(place(dy, target, width),", "add(place(dy, target, width),"),
  kernel("rewards/token_entropy", "sign: -1", "sign: 1"),
  kernel("rewards/trajectory_entropy", "signal: logprob, sign: 1", "signal: logprob, sign: -1"),
  kernel("rewards/trajectory_entropy", 'normaliser = "sum"', 'normaliser = "mean"'),
  kernel("rewards/self_certainty", 'normaliser = "mean"', 'normaliser = "sum"'),
  kernel("rewards/normaliser", "let t = 0; t < values.length", "let t = 1; t < values.length"),
  kernel("trainer/advantage/standardized", "Math.sqrt(variance) + eps", "Math.sqrt(variance + eps)"),
  kernel("trainer/advantage/standardized", "rewards.length / (rewards.length - 1)", "1"),
  kernel("trainer/advantage/centered", "reward - center", "center - reward"),
  kernel("trainer/advantage/leave_one_out", "rewards.length / Math.max(1, rewards.length - 1)", "1"),
  kernel("trainer/loss/_clip", "exp(sub(logprob, old))", "exp(sub(old, logprob))"),
  kernel(
    "trainer/loss/_clip",
    "mul(clip(r, 1 - low, 1 + high), advantage)",
    "mul(clip(r, 1 - high, 1 + low), advantage)",
  ),
  kernel("trainer/loss/_clip", "neg(minimum(mul(r, advantage)", "(minimum(mul(r, advantage)"),
  kernel(
    "trainer/loss/_penalty",
    "of: ({ reference, logprob }) => of(sub(reference, logprob))",
    "of: ({ reference, logprob }) => of(sub(logprob, reference))",
  ),
  kernel("trainer/loss/k2", "mul(d, d), 0.5", "mul(d, d), 1"),
  kernel("trainer/loss/k3", "sub(sub(exp(d), d), 1)", "sub(exp(d), 1)"),
  kernel("trainer/loss/reinforce", "neg(mul(advantage, logprob))", "mul(advantage, logprob)"),
  kernel("trainer/loss/cispo", "=> clip(r, 1 - low, 1 + high)", "=> clip(r, 1 - low, 1 + low)"),
  kernel("trainer/loss/nll", "neg(logprob)", "logprob"),
  // E13 compares with REINFORCE's own gradient, and so sees an aggregation that is another.
  byLosses("trainer/loss/token_mean", "x, { mask, tokens }", "x, { mask, sequences: tokens }"),
  byLosses("trainer/loss/sequence_mean", "maximum(lengths, 1)", "maximum(lengths, 2)"),
  byLosses("trainer/loss/sequence_sum", "sequences)", "1)"),
  byLosses("trainer/loss/fixed_length", "mul(sequences, length)", "mul(sequences, length + 1)"),
  byLosses("trainer/loss/dual_clipped", "minimum(loss, mul(advantage, -cap))", "mul(advantage, -cap)"),
  byLosses("trainer/loss/gspo", "div(total, maximum(lengths, 1))", "total"),
  kernel("trainer/loss/dual_clipped", "mul(advantage, -cap)", "mul(advantage, -cap * cap)"),
  kernel("trainer/loss/dual_clipped", "less(advantage, 0)", "less(advantage, 0.25)"),
  kernel("trainer/loss/gspo", "div(total, maximum(lengths, 1))", "div(total, maximum(lengths, 2))"),
  kernel("trainer/loss/sequence_mean", "maximum(lengths, 1)", "maximum(lengths, 2)"),
  kernel("trainer/loss/token_mean", "masked(x, mask)", "x"),
  byVotes("rewards/majority_vote", "Math.max(a, b)", "Math.min(a, b)"),
  byVotes("rewards/majority_vote", "most > 0 && label === majority", "label !== majority"),
  byVotes(
    "rewards/answer/verdict",
    'gold.trim() === given.trim() ? "correct"',
    'gold.trim() !== given.trim() ? "correct"',
  ),
  byUpdates("trainer/stage/update", "fill(advantages[i])", "fill(advantages[0])"),
  byUpdates("trainer/stage/update", "fill(advantages[i])", "fill(advantages[i] / tokens.length)"),
  byClusters("rewards/cluster_frequency", "n / rollouts.length", "n"),
  byClusters("rewards/answer/clusters", "?? 0) + 1)", "?? 0) + 2)"),
  // Alignment: a token's signals are those of the distribution that it was drawn from, not of the next.
  byPacking(
    "core/model/pack",
    "state: at++, slot: row * longest + t }",
    "state: at++, slot: row * longest + t - 1 }",
  ),
  byPacking("core/model/pack", "predict(tokens[t], {", "predict(tokens[t - 1], {"),
  byPacking(
    "core/model/pack",
    "if (tokens.length > 0) predict(tokens[0], { from: row,",
    "if (tokens.length > 0) predict(tokens[0], { from: 0,",
  ),
  bySampling("core/generate/generate", "signals[name][length] = x[i]", "signals[name][Math.max(0, length - 1)] = x[i]"),
  bySampling("core/generate/generate", "promptLength + length - 1) * half", "promptLength + length) * half"),
]
