import * as Stream from "effect/Stream"
import { standardized } from "../advantage/standardized.ts"
import type { Weighted } from "./advantage.ts"

/**
 * The stage Weighted -> Weighted that makes the advantages of a whole batch have mean 0 and standard deviation 1, over all its
 * completions: (A - mean) / (std + eps), std with divisor n - 1 (REINFORCE++, arXiv:2501.03262, on advantages that are the
 * rewards, or centered by group). A batch of equal advantages has exactly 0. Comes after `advantage`.
 *
 * @example
 * ```ts
 * import { whitened } from "@rlif/trainer/stage/whitened"
 * import type { Weighted } from "@rlif/trainer/stage/advantage"
 * import { Effect, Stream } from "effect"
 *
 * const batch = [{ advantages: Float64Array.of(0, 2) }, { advantages: Float64Array.of(4) }] as unknown as ReadonlyArray<Weighted>
 * const [[first]] = await Effect.runPromise(Stream.make(batch).pipe(whitened({ eps: 0 }), Stream.runCollect))
 * first.advantages // [-1, 0]
 * ```
 *
 * @since 0.1.0
 */
export const whitened = ({ eps = 1e-6 }: { readonly eps?: number } = {}) =>
<S extends string, E, R>(
  batches: Stream.Stream<ReadonlyArray<Weighted<S>>, E, R>,
): Stream.Stream<ReadonlyArray<Weighted<S>>, E, R> =>
  Stream.map(batches, (batch) => {
    const white = standardized({ eps })(Float64Array.from(batch.flatMap(({ advantages }) => Array.from(advantages))))
    let from = 0
    return batch.map((weighted) => ({
      ...weighted,
      advantages: white.slice(from, from += weighted.advantages.length),
    }))
  })
