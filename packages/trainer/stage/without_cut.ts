import * as Stream from "effect/Stream"
import { leaving } from "./_left.ts"
import type { Weighted } from "./advantage.ts"

/**
 * The stage Weighted -> Weighted that leaves completions out of learning that the token limit cut: what was cut says nothing of how
 * it would have ended (DAPO's overlong filtering, arXiv:2503.14476, section 3.4). They count in the group's advantages, which were
 * taken before, and in the batch's metrics, but in no loss, and in nothing that a loss is divided by. Where all of a batch
 * are cut nothing is learned from it: its advantages are 0.
 *
 * @example
 * ```ts
 * import { withoutCut } from "@rlif/trainer/stage/without-cut"
 * import type { Weighted } from "@rlif/trainer/stage/advantage"
 * import { Effect, Stream } from "effect"
 *
 * const group = { rollouts: [{ finish: "stop" }, { finish: "length" }] }
 * const batch = [{ group, advantages: Float64Array.of(1, -1) }] as unknown as ReadonlyArray<Weighted>
 * const [[first]] = await Effect.runPromise(Stream.make(batch).pipe(withoutCut, Stream.runCollect))
 * first.left // [false, true]: the second is left out
 * ```
 *
 * @since 0.1.0
 */
export const withoutCut = <S extends string, E, R>(
  batches: Stream.Stream<ReadonlyArray<Weighted<S>>, E, R>,
): Stream.Stream<ReadonlyArray<Weighted<S>>, E, R> =>
  Stream.map(
    batches,
    (batch) => leaving(batch, ({ group: { rollouts } }) => rollouts.map(({ finish }) => finish === "length")),
  )
