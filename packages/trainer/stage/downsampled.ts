import type { Scored } from "@rlif/rewards/score"
import * as Stream from "effect/Stream"

/**
 * The stage Scored -> Scored that goes on with the first completions of each group only, where a reward needed more of them than
 * training does: a majority of 64 pays 32 (TTRL, arXiv:2504.16084, section 3). Between `score` and `advantage`, so that what is
 * learned from is compared with itself alone. A group of fewer completions stays as it is.
 *
 * @example
 * ```ts
 * import type { Scored } from "@rlif/rewards/score"
 * import { downsampled } from "@rlif/trainer/stage/downsampled"
 * import { Effect, Stream } from "effect"
 *
 * const group = { rollouts: ["a", "b", "c"] }
 * const scored = { group, rewards: Float64Array.of(1, 0, 1), components: {} } as unknown as Scored
 * const [[first]] = await Effect.runPromise(Stream.make([scored]).pipe(downsampled(2), Stream.runCollect))
 * first.rewards // [1, 0]
 * ```
 *
 * @since 0.1.0
 */
export const downsampled = (completions: number) =>
<S extends string, E, R>(
  batches: Stream.Stream<ReadonlyArray<Scored<S>>, E, R>,
): Stream.Stream<ReadonlyArray<Scored<S>>, E, R> =>
  Stream.map(batches, (batch) =>
    batch.map(({ group, rewards, components }) => ({
      group: { ...group, rollouts: group.rollouts.slice(0, completions) },
      rewards: rewards.slice(0, completions),
      components: Object.fromEntries(
        Object.entries(components).map(([name, values]) => [name, values.slice(0, completions)]),
      ),
    })))
