import type { Group } from "@rlif/core/sample/group"
import { clustersBy } from "@rlif/rewards/answer/clusters"
import type { AnswerOptions, Verdict } from "@rlif/rewards/answer/verdict"
import * as Effect from "effect/Effect"
import type { Metrics } from "../stage/step.ts"
import { type Answered, answeredOf, rightOf, shareOf } from "./answered.ts"
import { clusteredWilson } from "./clustered_wilson.ts"
import { majorityAt } from "./majority_at.ts"
import { passAt } from "./pass_at.ts"
import { wilson } from "./wilson.ts"

/**
 * pass@k or maj@k, averaged over problems, with its 95% interval by `clusteredWilson`.
 * @since 0.1.0
 */
export interface AtK {
  readonly k: number
  readonly value: number
  readonly low: number
  readonly high: number
}

/**
 * How well a model answers.
 * @since 0.1.0
 */
export interface Evaluation {
  /** The share of correct completions, averaged over problems, with its 95% interval. */
  readonly accuracy: number
  readonly low: number
  readonly high: number
  /** How the interval was computed. */
  readonly interval: "wilson" | "clustered-wilson"
  readonly problems: number
  /** Completions per problem. */
  readonly completions: number
  /** Completions by verdict. One without a readable answer is unparsable, neither correct nor wrong. */
  readonly correct: number
  readonly wrong: number
  readonly unparsable: number
  /** The temperature of sampling; 0 is greedy. */
  readonly temperature: number
  /** Mean over all completion tokens, in nats, at the sampling temperature (at 1 if greedy). */
  readonly entropy: number
  /** Mean number of tokens of a completion. */
  readonly length: number
  /** The share of completions that the token limit cut. */
  readonly clipped: number
  /** Whether one of k is right, and whether the most frequent answer of k is, for each k that was asked for. */
  readonly passAt: ReadonlyArray<AtK>
  readonly majAt: ReadonlyArray<AtK>
  /** Each problem with what was answered. */
  readonly answered: ReadonlyArray<Answered>
}

/**
 * How completions are judged.
 * @since 0.1.0
 */
export interface JudgeOptions<E = never, R = never> extends AnswerOptions<E, R> {
  readonly temperature: number
  /** Each k of pass@k and of maj@k, none above the completions a problem. Default: none. */
  readonly passAt?: ReadonlyArray<number>
  readonly majAt?: ReadonlyArray<number>
}

/**
 * Judges sampled groups of equally many completions. The interval is Wilson's for one completion per problem, else
 * `clusteredWilson` of the problems' shares.
 * @since 0.1.0
 */
export const judge = Effect.fnUntraced(function* <E = never, R = never>(
  groups: ReadonlyArray<Group<"entropy">>,
  { temperature, passAt: passes = [], majAt: votes = [], ...answers }: JudgeOptions<E, R>,
): Effect.fn.Return<Evaluation, E, R> {
  const answered = yield* answeredOf(groups, answers)
  const shares = answered.map(shareOf)
  const rollouts = groups.flatMap((group) => group.rollouts)
  const completions = groups[0]?.rollouts.length ?? 0
  const verdicts = answered.flatMap(({ completions }) => completions.map(({ verdict }) => verdict))
  const [correct, wrong, unparsable] = verdictNames.map((name) => verdicts.filter((one) => one === name).length)
  const single = completions === 1
  return {
    accuracy: mean(shares),
    ...single ? wilson(correct, groups.length) : clusteredWilson(shares),
    interval: single ? "wilson" : "clustered-wilson",
    problems: groups.length,
    completions,
    correct,
    wrong,
    unparsable,
    temperature,
    entropy: sum(rollouts.map(({ signals }) => sum(signals.entropy))) /
      sum(rollouts.map(({ tokens }) => tokens.length)),
    length: sum(rollouts.map(({ tokens }) => tokens.length)) / rollouts.length,
    clipped: rollouts.filter(({ finish }) => finish === "length").length / rollouts.length,
    passAt: passes.map((k) => atK(k, answered.map((one) => passAt(k, { correct: rightOf(one), completions })))),
    majAt: votes.length === 0 ? [] : yield* majorities(votes, { answered, answers }),
    answered,
  }
})

const majorities = Effect.fnUntraced(function* <E, R>(
  votes: ReadonlyArray<number>,
  { answered, answers }: { readonly answered: ReadonlyArray<Answered>; readonly answers: AnswerOptions<E, R> },
) {
  const groups = yield* Effect.forEach(
    answered,
    ({ completions }) =>
      Effect.map(clustersBy(completions.map(({ text }) => text), answers), (labels) => ({
        labels,
        right: completions.map(({ verdict }) => verdict === "correct"),
      })),
  )
  return votes.map((k) => atK(k, groups.map((group) => majorityAt(k, group))))
})

const atK = (k: number, values: ReadonlyArray<number>): AtK => ({ k, value: mean(values), ...clusteredWilson(values) })

/**
 * An evaluation as metrics: `eval/accuracy`, `eval/accuracy_low`, `eval/accuracy_high`, `eval/unparsable` (a share), ...
 * @since 0.1.0
 */
export const evaluationMetrics = (
  { accuracy, low, high, problems, completions, unparsable, entropy, length, clipped }: Evaluation,
  { prefix = "eval" }: { readonly prefix?: string } = {},
): Metrics => ({
  [`${prefix}/accuracy`]: accuracy,
  [`${prefix}/accuracy_low`]: low,
  [`${prefix}/accuracy_high`]: high,
  [`${prefix}/unparsable`]: unparsable / (problems * completions),
  [`${prefix}/entropy`]: entropy,
  [`${prefix}/length`]: length,
  [`${prefix}/clipped_ratio`]: clipped,
})

const verdictNames = ["correct", "wrong", "unparsable"] as const satisfies ReadonlyArray<Verdict>

const mean = (values: ReadonlyArray<number>): number => sum(values) / values.length

const sum = (values: ArrayLike<number>): number => {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i]
  return total
}
