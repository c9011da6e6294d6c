import { groupAttributes } from "@rlif/core/sample/group"
import type { Scored } from "@rlif/rewards/score"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Advantage } from "../advantage/advantage.ts"
import { UnusableAdvantages } from "./advantage_error.ts"

/**
 * A scored group with its advantages.
 * @since 0.1.0
 */
export interface Weighted<S extends string = never> extends Scored<S> {
  /** One number per completion, the same for each of its tokens. */
  readonly advantages: Float64Array
  /** Completions that nothing is learned from, as `withoutCut` marks them. Default: none. */
  readonly left?: ReadonlyArray<boolean>
}

/**
 * The stage Scored -> Weighted, batch by batch. Fails unless `of` gives each completion a finite number. `step` counts the
 * updates of the run before the first batch; it names spans only.
 * @since 0.1.0
 */
export const advantage =
  (of: Advantage, { step = 0 }: { readonly step?: number } = {}) =>
  <S extends string, E, R>(batches: Stream.Stream<ReadonlyArray<Scored<S>>, E, R>) =>
    Stream.mapEffect(
      batches,
      (batch, i) =>
        Effect.forEach(batch, (scored) => weigh(of, scored)).pipe(
          Effect.withSpan("advantage", {
            attributes: { "rlif.step": step + i + 1, ...groupAttributes(batch.map(({ group }) => group)) },
          }),
        ),
    )

const weigh = Effect.fnUntraced(function* <S extends string>(of: Advantage, scored: Scored<S>) {
  const { group, rewards } = scored
  const advantages = of(rewards)
  if (advantages.length !== rewards.length || !advantages.every(Number.isFinite)) {
    const { length: completions } = rewards
    return yield* new UnusableAdvantages({ problem: group.problem.id, completions, advantages: [...advantages] })
  }
  const weighted: Weighted<S> = { ...scored, advantages }
  return weighted
})
