import type { Group } from "@rlif/core/sample/group"
import * as Effect from "effect/Effect"
import type { Reward, Scope, Score } from "./reward.ts"
import { DuplicateReward } from "./reward_error.ts"

type Any = Reward<string, unknown, unknown>
/**
 * The signals that some of the rewards need.
 * @since 0.1.0
 */
export type SignalsOf<P> = P extends Reward<infer S, unknown, unknown> ? S
  : never
/**
 * The errors that some of the rewards may fail with.
 * @since 0.1.0
 */
export type ErrorOf<P> = P extends Reward<string, infer E, unknown> ? E : never
/**
 * The services that some of the rewards use.
 * @since 0.1.0
 */
export type ServicesOf<P> = P extends Reward<string, unknown, infer R> ? R
  : never

/**
 * `sum_k w_k R_k`, which needs the signals of all its parts. The parts' raw values stay visible as components, so each part
 * logs its own mean. Two parts of one name fail with `DuplicateReward`; `renamed` tells them apart.
 *
 * @example
 * ```ts
 * import { weighted } from "@rlif/rewards/combine"
 * import { length } from "@rlif/rewards/length"
 * import { selfCertainty } from "@rlif/rewards/self-certainty"
 *
 * export const reward = weighted([[selfCertainty(), 1], [length, -0.01]])
 * reward.needs.map(({ name }) => name) // ["selfCertainty"]
 * ```
 *
 * @since 0.1.0
 */
export const weighted = <
  const P extends ReadonlyArray<readonly [reward: Any, weight: number]>,
>(parts: P, { name = "weighted" }: { readonly name?: string } = {}): Reward<
  SignalsOf<P[number][0]>,
  ErrorOf<P[number][0]> | DuplicateReward,
  ServicesOf<P[number][0]>,
  P[number][0]["scope"]
> => {
  type S = SignalsOf<P[number][0]>
  type E = ErrorOf<P[number][0]>
  type R = ServicesOf<P[number][0]>
  const rewards = parts as unknown as ReadonlyArray<
    readonly [Reward<S, E, R>, number]
  >
  const grouped: Scope = rewards.some(([reward]) => reward.scope === "group") ? "group" : "completion"
  return {
    name,
    scope: grouped as P[number][0]["scope"],
    needs: [...new Set(rewards.flatMap(([reward]) => reward.needs))],
    score: (groups) =>
      Effect.flatMap(
        Effect.forEach(rewards, ([reward]) => reward.score(groups), { concurrency: "unbounded" }),
        (scores) =>
          Effect.forEach(
            groups,
            (group, g) => mix(group, scores.map((score, k) => [score[g], rewards[k][1]] as const)),
          ),
      ),
  }
}

const mix = Effect.fnUntraced(function* (group: Group<never>, parts: ReadonlyArray<readonly [Score, number]>) {
  const total = new Float64Array(group.rollouts.length) // (G)
  for (const [score, weight] of parts) {
    for (let i = 0; i < total.length; i++) total[i] += weight * score.total[i]
  }
  const components: Record<string, Float64Array> = {}
  for (const [name, values] of parts.flatMap(([score]) => Object.entries(score.components))) {
    if (Object.hasOwn(components, name)) return yield* new DuplicateReward({ reward: name })
    components[name] = values
  }
  const score: Score = { total, components }
  return score
})

/**
 * `factor * R`, with R's raw values as components.
 * @since 0.1.0
 */
export const scaled = <S extends string, E, R, C extends Scope>(
  reward: Reward<S, E, R, C>,
  factor: number,
): Reward<S, E, R, C> => ({
  ...reward,
  score: (groups) =>
    Effect.map(
      reward.score(groups),
      (scores) => scores.map((score) => ({ ...score, total: score.total.map((value) => factor * value) })),
    ),
})

/**
 * `-R`, to minimize what a reward measures.
 * @since 0.1.0
 */
export const negated = <S extends string, E, R, C extends Scope>(reward: Reward<S, E, R, C>): Reward<S, E, R, C> =>
  scaled(reward, -1)

/**
 * A reward under another name, its total as its only component.
 * @since 0.1.0
 */
export const renamed = <S extends string, E, R, C extends Scope>(
  reward: Reward<S, E, R, C>,
  name: string,
): Reward<S, E, R, C> => ({
  ...reward,
  name,
  score: (groups) =>
    Effect.map(
      reward.score(groups),
      (scores) => scores.map(({ total }) => ({ total, components: { [name]: total } })),
    ),
})

/**
 * (R - mean) / (deviation + eps) within each group, with R's raw values as components: rewards of any scale are then summed
 * alike by `weighted`, as arXiv:2605.22620 does. Where all completions have the same reward, all have 0.
 *
 * @since 0.1.0
 */
export const withinGroup = <S extends string, E, R>(
  reward: Reward<S, E, R>,
  { eps = 1e-6 }: { readonly eps?: number } = {},
): Reward<S, E, R, "group"> => ({
  ...reward,
  scope: "group",
  score: (groups) =>
    Effect.map(
      reward.score(groups),
      (scores) =>
        scores.map((score) => {
          const { total } = score
          // Sorted, so that the order of completions changes no bit.
          const sorted = total.toSorted()
          // What all have alike is no difference, whatever rounding makes of its mean.
          if (sorted[0] === sorted.at(-1)) return { ...score, total: new Float64Array(total.length) }
          const mean = sorted.reduce((sum, x) => sum + x, 0) / total.length
          const deviation = Math.sqrt(sorted.reduce((sum, x) => sum + (x - mean) ** 2, 0) / total.length)
          return { ...score, total: total.map((x) => (x - mean) / (deviation + eps)) }
        }),
    ),
})
