import type { Group, Rollout } from "@rlif/core/sample/group"
import type { Signal } from "@rlif/core/signals"
import * as Effect from "effect/Effect"

/**
 * A reward's result for one group: a number per completion, and the raw values of the rewards that it combines.
 * @since 0.1.0
 */
export interface Score {
  readonly total: Float64Array
  /** Unweighted values by the name of each basic reward; a basic reward lists itself. */
  readonly components: Readonly<Record<string, Float64Array>>
}

/**
 * The completions that a reward depends on: its own completion alone, or also the others of its group and its place there.
 * @since 0.1.0
 */
export type Scope = "completion" | "group"

/**
 * A reward gives each completion of a group a number. The type says which signals the reward reads: a stream that was
 * sampled without them does not compile. A batch of groups is one effect, so that a reward may use a service or a worker.
 * @since 0.1.0
 */
export interface Reward<
  out S extends string = never,
  out E = never,
  out R = never,
  out C extends Scope = Scope,
> {
  /** The name in metrics: `rewards/<name>/mean`. */
  readonly name: string
  readonly scope: C
  readonly needs: ReadonlyArray<Signal<S>>
  readonly score: (
    groups: ReadonlyArray<Group<S>>,
  ) => Effect.Effect<ReadonlyArray<Score>, E, R>
}

/**
 * A group as the reward of one completion sees it: everything but the completions.
 * @since 0.1.0
 */
export type Asked<S extends string = never> = Omit<Group<S>, "rollouts">

/**
 * A reward that looks at one completion, whatever the others of its group are and wherever it stands among them.
 * @since 0.1.0
 */
export const perRollout = <S extends string = never>(
  name: string,
  needs: ReadonlyArray<Signal<S>>,
  of: (rollout: Rollout<S | "logprob">, group: Asked<S>) => number,
): Reward<S, never, never, "completion"> => ({
  ...perGroup(name, needs, (group: Group<S>) => Float64Array.from(group.rollouts, (rollout) => of(rollout, group))),
  scope: "completion",
})

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
 *
 * @since 0.1.0
 */
export const perGroup = <S extends string = never>(
  name: string,
  needs: ReadonlyArray<Signal<S>>,
  of: (group: Group<S>) => Float64Array,
): Reward<S, never, never, "group"> => perGroupEffect(name, needs, (group) => Effect.sync(() => of(group)))

/**
 * A reward that asks a service about one completion at a time.
 * @since 0.1.0
 */
export const perRolloutEffect = <S extends string = never, E = never, R = never>(
  name: string,
  needs: ReadonlyArray<Signal<S>>,
  of: (rollout: Rollout<S | "logprob">, group: Asked<S>) => Effect.Effect<number, E, R>,
): Reward<S, E, R, "completion"> => ({
  ...perGroupEffect(
    name,
    needs,
    (group: Group<S>) =>
      Effect.map(
        Effect.forEach(group.rollouts, (rollout) => of(rollout, group)),
        (values) => Float64Array.from(values),
      ),
  ),
  scope: "completion",
})

/**
 * A reward that asks a service, a sandbox or a model behind a network. All groups of a batch are judged at once; the
 * reward's errors and services become part of the pipeline's type.
 * @since 0.1.0
 */
export const perGroupEffect = <S extends string = never, E = never, R = never>(
  name: string,
  needs: ReadonlyArray<Signal<S>>,
  of: (group: Group<S>) => Effect.Effect<Float64Array, E, R>,
): Reward<S, E, R, "group"> => ({
  name,
  scope: "group",
  needs,
  score: (groups) =>
    Effect.forEach(
      groups,
      (group) => Effect.map(of(group), (total): Score => ({ total, components: { [name]: total } })),
      { concurrency: "unbounded" },
    ),
})
