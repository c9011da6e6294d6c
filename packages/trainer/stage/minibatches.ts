import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { taught } from "./_left.ts"
import type { Weighted } from "./advantage.ts"
import { InvalidMinibatches } from "./minibatches_error.ts"

/**
 * The stage batch -> batches that makes several updates of each batch: its groups in their order as `parts` batches, as equally
 * large as can be, all of them `epochs` times over. `update` comes after it. From the second update on a batch is off-policy,
 * which a loss with a ratio allows for (PPO, arXiv:1707.06347; the mu of GRPO, arXiv:2402.03300); `sampling/lag` counts by how
 * many updates. Inside `lookahead` say `outputs: parts * epochs`, so that the next batch is sampled after the last of them.
 * Fails where a part would be empty. A part of which every completion is left out teaches nothing: its advantages are 0.
 *
 * @example
 * ```ts
 * import { minibatches } from "@rlif/trainer/stage/minibatches"
 * import type { Weighted } from "@rlif/trainer/stage/advantage"
 * import { Effect, Stream } from "effect"
 *
 * const batch = ["a", "b", "c", "d"] as unknown as ReadonlyArray<Weighted>
 * const cut = Stream.make(batch).pipe(minibatches({ parts: 2, epochs: 2 }), Stream.runCollect)
 * await Effect.runPromise(cut) // [["a", "b"], ["c", "d"], ["a", "b"], ["c", "d"]]
 * ```
 *
 * @since 0.1.0
 */
export const minibatches =
  ({ parts = 1, epochs = 1 }: { readonly parts?: number; readonly epochs?: number } = {}) =>
  <S extends string, E, R>(
    batches: Stream.Stream<ReadonlyArray<Weighted<S>>, E, R>,
  ): Stream.Stream<ReadonlyArray<Weighted<S>>, E | InvalidMinibatches, R> => {
    if (![parts, epochs].every((count) => Number.isInteger(count) && count > 0)) {
      return Stream.fail(new InvalidMinibatches({ parts, epochs }))
    }
    return Stream.flatMap(batches, (batch) => {
      const { length: groups } = batch
      if (groups < parts) return Stream.fail(new InvalidMinibatches({ parts, epochs, groups }))
      const from = (part: number) => Math.floor(part * groups / parts)
      const all = Array.from({ length: parts }, (_, i) => taught(batch.slice(from(i), from(i + 1))))
      // One by one: what follows an update is done before the next.
      return Stream.mapEffect(Stream.range(0, parts * epochs - 1), (i) => Effect.succeed(all[i % parts]))
    })
  }
