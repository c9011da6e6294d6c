import { strictAnswer } from "@rlif/core/data/arithmetic"
import { Policy, Teacher } from "@rlif/core/policy"
import type { Seed } from "@rlif/core/random/seed"
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import { rollOut, type RollOutOptions } from "@rlif/core/sample/roll-out"
import type { Tokenizer, TokenizerError } from "@rlif/core/text"
import * as Effect from "effect/Effect"
import { judgedBy } from "./_judged.ts"
import type { AnswerOptions } from "./answer/verdict.ts"
import type { Reward, Score } from "./reward.ts"

/**
 * How the teacher is asked.
 * @since 0.1.0
 */
export interface TeacherVoteOptions extends Pick<RollOutOptions, "endTokens" | "stop"> {
  /** Completions of the teacher a problem. */
  readonly completions: number
  /** The longest of them, in tokens. */
  readonly maxTokens: number
  readonly seed: Seed
  /** Default 1. */
  readonly temperature?: number
}

/**
 * Co-rewarding-II's reward (arXiv:2508.00410): 1 for a completion with the most frequent answer that the teacher gives to the same
 * prompt, else 0. The teacher is asked anew at every version of the weights that sample. A teacher that stays as it was, or follows
 * slowly (`following`), is no such echo as the group's own vote. No gold answer is read.
 *
 * @example
 * ```ts
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { teacherVote } from "@rlif/rewards/teacher-vote"
 *
 * teacherVote({ completions: 8, maxTokens: 64, seed: 7, answer: lastNumber }).name // "teacher_vote"
 * ```
 *
 * @since 0.1.0
 */
export const teacherVote = <E = never, R = never>(
  { completions, maxTokens, seed, temperature = 1, endTokens, stop, answer = strictAnswer, ...rest }:
    & TeacherVoteOptions
    & Partial<AnswerOptions<E, R>>,
): Reward<never, NoInfer<E> | PolicyError | TokenizerError, NoInfer<R> | Teacher | Tokenizer, "group"> => ({
  name: "teacher_vote",
  scope: "group",
  needs: [],
  score: Effect.fnUntraced(function* (groups) {
    const teacher = yield* Teacher
    const prompts = new Map(groups.map(({ problem, prompt }) => [problem, prompt]))
    const step = groups.reduce((least, { version }) => Math.min(least, version), Infinity)
    const asked = yield* rollOut(groups.map(({ problem }) => problem), {
      completions,
      maxTokens,
      temperature,
      ...(endTokens === undefined ? {} : { endTokens }),
      stop,
      prompt: (problem) => prompts.get(problem)!,
      seed,
      step: groups.length === 0 ? 0 : step,
    }).pipe(Effect.provideService(Policy, teacher))
    return yield* Effect.forEach(groups, (group, g) =>
      Effect.map(
        judgedBy(group, asked[g].rollouts.map(({ text }) => text), { answer, ...rest }),
        (total): Score => ({ total, components: { teacher_vote: total } }),
      ))
  }),
})
