import type { Group, Rollout } from "@rlif/core/sample/group"
import type { Signal } from "@rlif/core/sample/signal"
import { Effect } from "effect"

/**
 * One number per completion of a group. The type says which signals it reads: a stream that was not sampled with them
 * does not compile. A batch of groups is one effect, so that a reward may use a service or a worker.
 */
export interface Reward<out S extends Signal = never, E = never, R = never> {
  /** How metrics spell it: `rewards/<name>/mean`. */
  readonly name: string
  readonly needs: ReadonlyArray<Signal>
  readonly score: (groups: ReadonlyArray<Group<S>>) => Effect.Effect<ReadonlyArray<Float64Array>, E, R>
}

/** A reward that looks at one completion at a time. */
export const perRollout = <S extends Signal = never>(
  name: string,
  needs: ReadonlyArray<S>,
  of: (rollout: Rollout<S>, group: Group<S>) => number,
): Reward<S> =>
  perGroup(name, needs, (group) => Float64Array.from(group.rollouts, (rollout) => of(rollout as Rollout<S>, group)))

/** A reward that compares the completions of a group. */
export const perGroup = <S extends Signal = never>(
  name: string,
  needs: ReadonlyArray<S>,
  of: (group: Group<S>) => Float64Array,
): Reward<S> => ({ name, needs, score: (groups) => Effect.sync(() => groups.map(of)) })
