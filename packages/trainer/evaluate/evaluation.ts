import { goldsOf } from "@rlif/core/data"
import type { Seed } from "@rlif/core/random/seed"
import type { Group } from "@rlif/core/sample/group"
import { type AnswerOptions, type Verdict, verdict } from "@rlif/rewards/answer/verdict"
import { Effect } from "effect"
import type { Metrics } from "../stage/step.ts"
import { bootstrap } from "./bootstrap.ts"
import { wilson } from "./wilson.ts"

/**
 * How well a model answers.
 * @since 0.1.0
 */
export interface Evaluation {
  /** The share of correct completions, averaged over problems, with its 95% interval. */
  readonly accuracy: number
  readonly low: number
  readonly high: number
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
}

/**
 * How completions are judged.
 * @since 0.1.0
 */
export interface JudgeOptions<E = never, R = never> extends AnswerOptions<E, R> {
  readonly temperature: number
  /** The seed of the bootstrap. */
  readonly seed: Seed
}

/**
 * Judges sampled groups of equally many completions. The interval is Wilson's for one completion per problem, else the
 * bootstrap's over problems.
 * @since 0.1.0
 */
export const judge = Effect.fnUntraced(function* <E = never, R = never>(
  groups: ReadonlyArray<Group<"entropy">>,
  { temperature, seed, ...answers }: JudgeOptions<E, R>,
): Effect.fn.Return<Evaluation, E, R> {
  const verdicts = yield* Effect.forEach(
    groups,
    ({ problem, rollouts }) => Effect.forEach(rollouts, ({ text }) => verdict(text, goldsOf(problem), answers)),
  )
  const shares = verdicts.map((group) => count(group, "correct") / group.length)
  const rollouts = groups.flatMap((group) => group.rollouts)
  const completions = groups[0]?.rollouts.length ?? 0
  const [correct, wrong, unparsable] = verdictNames.map((name) => count(verdicts.flat(), name))
  const interval = completions === 1 ? wilson(correct, groups.length) : bootstrap(shares, { seed })
  return {
    accuracy: sum(shares) / groups.length,
    ...interval,
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
  }
})

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

const count = (verdicts: ReadonlyArray<Verdict>, of: Verdict): number => verdicts.filter((one) => one === of).length

const sum = (values: ArrayLike<number>): number => {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i]
  return total
}
