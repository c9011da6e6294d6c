import { entropy } from "@rlif/core/signals"
import type * as Policy from "@rlif/core/policy"
import type { Problem } from "@rlif/core/data"
import { type Seed, seed as mix } from "@rlif/core/random/seed"
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import { type Group, groupAttributes } from "@rlif/core/sample/group"
import { occurrences } from "@rlif/core/sample/occurrences"
import { rollOut, type RollOutOptions } from "@rlif/core/sample/roll-out"
import type { Tokenizer, TokenizerError } from "@rlif/core/text"
import { type AnswerOptions, literally } from "@rlif/rewards/answer/verdict"
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
import { type Evaluation, judge, type JudgeOptions } from "./evaluation.ts"

/**
 * How a model is asked, and its answers are judged.
 * @since 0.1.0
 */
export interface AccuracyOptions<E = never, R = never> extends
  Pick<
    RollOutOptions,
    "maxTokens" | "prompt" | "endTokens" | "stop" | "topK" | "topP" | "minP" | "repetitionPenalty"
  >,
  AnswerOptions<E, R>,
  Pick<JudgeOptions, "passAt" | "majAt"> {
  readonly seed: Seed
  /** Completions per problem. */
  readonly completions?: number
  /** 0 is greedy, so that one completion per problem is enough. */
  readonly temperature?: number
  /** Problems that go through the model at once. */
  readonly batch?: number
  /** What to do with what was sampled, such as to keep some of it, once it is judged. */
  readonly seen?: (groups: ReadonlyArray<Group<"entropy">>, evaluation: Evaluation) => Effect.Effect<void, E, R>
}

/**
 * Lets the policy answer problems with known answers, and judges the completions. The same seed asks in the same way at
 * every step of a run, so that two evaluations differ by their weights alone.
 * @since 0.1.0
 */
export const accuracy = Effect.fn("accuracy")(function* <E = never, R = never>(
  problems: ReadonlyArray<Problem>,
  options: AccuracyOptions<E, R>,
): Effect.fn.Return<Evaluation, E | PolicyError | TokenizerError, R | Policy.Policy | Tokenizer> {
  const { answer, compare = literally, passAt = [], majAt = [], seen, ...asking } = options
  const { seed, completions = 1, temperature = 1, batch = 64, ...rest } = asking
  const times = occurrences(problems)
  const ask = (some: ReadonlyArray<Problem>, i: number) =>
    rollOut(some, {
      ...rest,
      completions,
      signals: [entropy],
      temperature,
      seed: mix(seed, "evaluate"),
      // Counted over all batches, which are of one step.
      occurrences: () => times.slice(i * batch, (i + 1) * batch),
    })
  const groups = yield* Effect.forEach(Array.chunksOf(problems, batch), ask)
  const evaluation = yield* judge(groups.flat(), { answer, compare, passAt, majAt, temperature })
  yield* Effect.annotateCurrentSpan({
    ...groupAttributes(groups.flat()),
    "gen_ai.evaluation.name": "accuracy",
    "gen_ai.evaluation.score.value": evaluation.accuracy,
  })
  if (seen !== undefined) yield* seen(groups.flat(), evaluation)
  return evaluation
})
