import * as Stream from "effect/Stream"
import { leaving } from "./_left.ts"
import type { Weighted } from "./advantage.ts"

/**
 * The stage Weighted -> Weighted that leaves whole groups out of learning, unless they are to be kept: a problem whose answers are too
 * much alike or too little teaches nothing that is meant (EMPO, arXiv:2504.05812, keeps those whose entropy of clusters is
 * between two bounds). Groups that are left out count in the batch's metrics, but in no loss and in nothing that a loss is
 * divided by. Where no group is kept nothing is learned: all advantages are 0.
 *
 * @example
 * ```ts
 * import { selected } from "@rlif/trainer/stage/selected"
 *
 * // -mean log f over completions with f the share of their cluster: the entropy of clusters, in nats.
 * export const uncertain = selected(({ components: { cluster_frequency: f } }) => {
 *   const entropy = f.reduce((sum, x) => sum - (x > 0 ? Math.log(x) : 0), 0) / f.length
 *   return entropy > 0.1 && entropy < 1.5
 * })
 * ```
 *
 * @since 0.1.0
 */
export const selected = (keep: (group: Weighted) => boolean) =>
<S extends string, E, R>(
  batches: Stream.Stream<ReadonlyArray<Weighted<S>>, E, R>,
): Stream.Stream<ReadonlyArray<Weighted<S>>, E, R> =>
  Stream.map(batches, (batch) =>
    leaving(batch, (group) => {
      const left = !keep(group as unknown as Weighted)
      return group.group.rollouts.map(() => left)
    }))
