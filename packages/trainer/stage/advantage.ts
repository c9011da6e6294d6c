import { groupAttributes } from "@rlif/core/sample/group"
import type { Signal } from "@rlif/core/model/signal"
import type { Scored } from "@rlif/rewards/score"
import { Effect, Stream } from "effect"
import type { Advantage } from "../advantage/advantage.ts"

/** A scored group with what its completions learn by. */
export interface Weighted<S extends Signal = never> extends Scored<S> {
  /** One number per completion, the same for each of its tokens. */
  readonly advantages: Float64Array
}

/** The stage Scored -> Weighted, batch by batch. Throws where `of` does not give each completion a finite number. */
export const advantage =
  (of: Advantage) => <S extends Signal, E, R>(batches: Stream.Stream<ReadonlyArray<Scored<S>>, E, R>) =>
    Stream.mapEffect(
      batches,
      (batch, i) =>
        Effect.sync(() => batch.map((scored): Weighted<S> => ({ ...scored, advantages: checked(of, scored) }))).pipe(
          Effect.withSpan("advantage", {
            attributes: { "rlif.step": i + 1, ...groupAttributes(batch.map(({ group }) => group)) },
          }),
        ),
    )

const checked = (of: Advantage, { group, rewards }: Scored): Float64Array => {
  const advantages = of(rewards)
  if (advantages.length === rewards.length && advantages.every(Number.isFinite)) return advantages
  throw new Error(
    `Cannot use advantages [${advantages.join(", ")}] for the ${rewards.length} completions of problem ` +
      `"${group.problem.id}": not a finite number for each`,
  )
}
