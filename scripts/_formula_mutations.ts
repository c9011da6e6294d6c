// Mistakes in formulas: each changes a definition, so that the generated lemma about it is false.
import { byProof, type Mutation } from "./_mutation.ts"

/** All of them. */
export const formulaMutations: ReadonlyArray<Mutation> = byProof({
  "rewards/formula/entropy": [
    [
      "mul, log }: Numbers<N, V>) => (p: V): N =>\n  neg(sum(map(p, (x) => mul(x, log(x)))))",
      "mul, log, add }: Numbers<N, V>) => (p: V): N =>\n  neg(sum(map(p, (x) => mul(x, log(add(x, x))))))",
    ],
    ["neg(sum(", "(sum("],
  ],
  "rewards/formula/softmax": [["exp(y)", "exp(x)"]],
  "rewards/formula/log_sum_exp": [["log(sum(", "exp(sum("]],
  "rewards/formula/mean": [["div(sum(v), length(v))", "sum(v)"]],
  "rewards/formula/divergence": [
    ["sub(log(x), log(y))", "sub(log(y), log(x))"],
    ["sub(log(x), log(div(of(1), length(p))))", "sub(log(x), log(length(p)))"],
  ],
  "rewards/formula/self_certainty": [
    ["sub(log(div(of(1), length(p))), log(x))", "log(x)"],
    ["logSumExp(numbers)(z), mean(numbers)(z)", "mean(numbers)(z), logSumExp(numbers)(z)"],
  ],
  "rewards/formula/logit_gradient": [
    ["sub(x, div(of(1), length(p)))", "sub(x, of(1))"],
    ["sub(is, x)", "sub(x, is)"],
  ],
  "rewards/formula/standard_deviation": [["sub(length(v), of(1))", "length(v)"]],
  "rewards/formula/advantage": [
    ["add(standardDeviation(numbers)(rewards), eps)", "standardDeviation(numbers)(rewards)"],
    ["sub(length(rewards), of(1))", "length(rewards)"],
  ],
  "rewards/formula/divergence_estimate": [
    ["div(mul(d, d), of(2))", "mul(d, d)"],
    ["sub(sub(exp(d), d), of(1))", "sub(exp(d), d)"],
  ],
  "rewards/formula/surrogate": [
    ["min(max(ratio, sub(of(1), low)), add(of(1), high))", "max(min(ratio, sub(of(1), low)), add(of(1), high))"],
    ["neg(min(mul", "neg(numbers.max(mul"],
    ["[of(0), advantage]", "[advantage, of(0)]"],
    ["[of(0), advantage]", "[of(1), advantage]"],
    ["neg(mul(cap, advantage))", "neg(mul(mul(cap, cap), advantage))"],
    ["loss, min(loss, neg", "loss, numbers.max(loss, neg"],
    ["numbers.exp(mean(numbers)(numbers.zip", "numbers.exp(numbers.sum(numbers.zip"],
    ["zip([now, old], numbers.sub)", "zip([old, now], numbers.sub)"],
    ["ratio: sequenceRatio(numbers)({ now, old })", "ratio: numbers.exp(numbers.sum(now))"],
  ],
  "rewards/formula/token_reward": [["neg(sum(entropies))", "sum(entropies)"]],
  "rewards/formula/mixture": [["mul(a, other)", "mul(a, one)"]],
  "rewards/formula/cluster": [["div(sum(same), length(same))", "sum(same)"]],
  "rewards/formula/aggregate": [
    ["sum(each(losses, sum)), sum(each(losses, length))", "sum(each(losses, sum)), length(each(losses, length))"],
    ["numbers.each(losses, mean(numbers))", "numbers.each(losses, numbers.sum)"],
    ["numbers.each(losses, numbers.sum)", "numbers.each(losses, mean(numbers))"],
    ["mul(length(each(losses, sum)), most)", "mul(sum(each(losses, length)), most)"],
    ["mul(length(each(losses, sum)), most)", "length(each(losses, sum))"],
  ],
})
