import type { Signal } from "@rlif/core/signals"
import type { Group, Rollout } from "@rlif/core/sample/group"
import { Effect } from "effect"

/** What a reward made of one group: a number per completion, and the raw values of the rewards it is built from. */
export interface Score {
  readonly total: Float64Array
  /** By the name of each basic reward, unweighted: a basic reward has itself here. */
  readonly components: Readonly<Record<string, Float64Array>>
}

/**
 * One number per completion of a group. The type says which signals it reads: a stream that was not sampled with them
 * does not compile. A batch of groups is one effect, so that a reward may use a service or a worker.
 */
export interface Reward<
  out S extends string = never,
  out E = never,
  out R = never,
> {
  /** How metrics spell it: `rewards/<name>/mean`. */
  readonly name: string
  /** The signals that it reads. */
  readonly needs: ReadonlyArray<Signal<S>>
  readonly score: (
    groups: ReadonlyArray<Group<S>>,
  ) => Effect.Effect<ReadonlyArray<Score>, E, R>
}

/** A reward that looks at one completion at a time; `i` is its place in the group. */
export const perRollout = <S extends string = never>(
  name: string,
  needs: ReadonlyArray<Signal<S>>,
  of: (rollout: Rollout<S | "logprob">, group: Group<S>, i: number) => number,
): Reward<S> =>
  perGroup(
    name,
    needs,
    (group) => Float64Array.from(group.rollouts, (rollout, i) => of(rollout, group, i)),
  )

/**
 * A reward that compares the completions of a group.
 *
 * @example
 * ```ts
 * import { perGroup } from "@rlif/rewards/reward"
 *
 * // 1 for the shortest completions of a group, 0 for the others.
 * export const shortest = perGroup("shortest", [], ({ rollouts }) => {
 *   const least = Math.min(...rollouts.map((rollout) => rollout.tokens.length))
 *   return Float64Array.from(rollouts, (rollout) => (rollout.tokens.length === least ? 1 : 0))
 * })
 * ```
 */
export const perGroup = <S extends string = never>(
  name: string,
  needs: ReadonlyArray<Signal<S>>,
  of: (group: Group<S>) => Float64Array,
): Reward<S> => perGroupEffect(name, needs, (group) => Effect.sync(() => of(group)))

/** A reward that looks at one completion at a time, and asks somebody about it. */
export const perRolloutEffect = <S extends string = never, E = never, R = never>(
  name: string,
  needs: ReadonlyArray<Signal<S>>,
  of: (rollout: Rollout<S | "logprob">, group: Group<S>) => Effect.Effect<number, E, R>,
): Reward<S, E, R> =>
  perGroupEffect(
    name,
    needs,
    (group) =>
      Effect.map(
        Effect.forEach(group.rollouts, (rollout) => of(rollout, group)),
        (values) => Float64Array.from(values),
      ),
  )

/**
 * A reward that asks somebody: a service, a sandbox, a model behind a network. All groups of a batch are asked at once;
 * what it may fail with and which services it uses become part of the pipeline's type.
 */
export const perGroupEffect = <S extends string = never, E = never, R = never>(
  name: string,
  needs: ReadonlyArray<Signal<S>>,
  of: (group: Group<S>) => Effect.Effect<Float64Array, E, R>,
): Reward<S, E, R> => ({
  name,
  needs,
  score: (groups) =>
    Effect.forEach(
      groups,
      (group) => Effect.map(of(group), (total): Score => ({ total, components: { [name]: total } })),
      { concurrency: "unbounded" },
    ),
})
