import type { Problem } from "@rlif/core/data"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { isConstant } from "../advantage/is_constant.ts"
import type { Weighted } from "./advantage.ts"

/**
 * Stages from problems to weighted groups, of the update after so many.
 * @since 0.1.0
 */
export type Sampling<S extends string, E, R> = (
  step: number,
) => (batches: Stream.Stream<ReadonlyArray<Problem>>) => Stream.Stream<ReadonlyArray<Weighted<S>>, E, R>

/**
 * The stage problems -> Weighted in which a problem whose completions all have the same reward, so that it teaches nothing, is
 * replaced by the next one (dynamic sampling: DAPO, arXiv:2503.14476, section 3.2). Each element holds the problems of an update
 * and those that may replace them, so that how many it holds bounds the work, and an update is the same whatever was
 * replaced before. As many as are missing are asked at once. Where the element has no more problems, those without spread
 * fill the batch up, the first of them first; `frac_reward_zero_std` shows how many. `step` counts the updates of the run
 * before the first element.
 *
 * @example
 * ```ts
 * import { sample } from "@rlif/core/sample/sample"
 * import { exactAnswer } from "@rlif/rewards/exact-answer"
 * import { score } from "@rlif/rewards/score"
 * import { standardized } from "@rlif/trainer/advantage/standardized"
 * import { advantage } from "@rlif/trainer/stage/advantage"
 * import { dynamicSampling } from "@rlif/trainer/stage/dynamic-sampling"
 * import { Stream, flow } from "effect"
 *
 * const problems = Stream.make({ id: "1", problem: "2 + 2 =", gold: "4" }).pipe(Stream.forever)
 * const batches = problems.pipe(
 *   Stream.grouped(3 * 32), // each problem of 32 may be replaced twice
 *   dynamicSampling(32, (step) =>
 *     flow(
 *       sample({ completions: 8, signals: [], maxTokens: 64, temperature: 1, seed: 7, step }),
 *       score(exactAnswer(), { step }),
 *       advantage(standardized(), { step }),
 *     )),
 * )
 * // Before `update`, with a Policy and a Tokenizer.
 * ```
 *
 * @since 0.1.0
 */
export const dynamicSampling = <S extends string, E1, R1>(
  problems: number,
  sampling: Sampling<S, E1, R1>,
  { step = 0 }: { readonly step?: number } = {},
) =>
<E, R>(
  elements: Stream.Stream<ReadonlyArray<Problem>, E, R>,
): Stream.Stream<ReadonlyArray<Weighted<S>>, E | E1, R | R1> =>
  Stream.mapEffect(
    elements,
    Effect.fnUntraced(function* (element: ReadonlyArray<Problem>, i: number) {
      const [spread, flat]: [Array<Weighted<S>>, Array<Weighted<S>>] = [[], []]
      for (let asked = 0; spread.length < problems && asked < element.length;) {
        const missing = problems - spread.length
        const some = element.slice(asked, asked + missing)
        asked += some.length
        const batches = yield* Stream.runCollect(sampling(step + i)(Stream.make(some)))
        for (const group of batches.flat()) (isConstant(group.rewards) ? flat : spread).push(group)
      }
      return [...spread, ...flat.slice(0, problems - spread.length)]
    }),
  )
