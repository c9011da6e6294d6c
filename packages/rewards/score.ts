import { type Group, groupAttributes } from "@rlif/core/sample/group"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import type { ErrorOf, ServicesOf, SignalsOf } from "./combine.ts"
import type { Reward } from "./reward.ts"
import { MiscountedReward, NonFiniteReward } from "./reward_error.ts"

/**
 * A group with its rewards: what advantages compare.
 * @since 0.1.0
 */
export interface Scored<S extends string = never> {
  readonly group: Group<S>
  /** The reward that trains, one number per completion. */
  readonly rewards: Float64Array
  /** Unweighted values of every basic reward by name, rewards of `beside` included. */
  readonly components: Readonly<Record<string, Float64Array>>
}

/**
 * The stage Group -> Scored, batch by batch. Rewards of `beside` only watch: their values are logged and train nothing,
 * such as the true accuracy beside an internal reward. If a reward of `beside` has the name of a component of the training
 * reward, the component is logged. The stream must carry the signals of all rewards. Fails with `NonFiniteReward` on NaN
 * or infinity, and with `MiscountedReward` where a reward has not one number a completion. `step` counts the updates of the run before the first batch; it names spans only.
 * @since 0.1.0
 */
export const score = <
  S extends string,
  E,
  R,
  const B extends ReadonlyArray<Reward<string, unknown, unknown>> = readonly [],
>(reward: Reward<S, E, R>, { beside, step = 0 }: { readonly beside?: B; readonly step?: number } = {}) => {
  type All = S | SignalsOf<B[number]>
  const others = (beside ?? []) as unknown as ReadonlyArray<
    Reward<All, ErrorOf<B[number]>, ServicesOf<B[number]>>
  >
  const batch = Effect.fnUntraced(
    function* (groups: ReadonlyArray<Group<All>>) {
      const scores = yield* counted(reward, groups)
      const extras = yield* Effect.forEach(others, (other) => counted(other, groups))
      const scored = groups.map((group, g): Scored<All> => ({
        group,
        rewards: scores[g].total,
        components: Object.assign({}, ...extras.map((extra) => extra[g].components), scores[g].components),
      }))
      const problem = scored.values().map((group) => nonFinite(group, reward.name)).find((found) => found !== undefined)
      return problem === undefined ? scored : yield* problem
    },
  )
  return <E0, R0>(groups: Stream.Stream<ReadonlyArray<Group<All>>, E0, R0>) =>
    Stream.mapEffect(groups, (some, i) => {
      const attributes = { "rlif.step": step + i + 1, "rlif.reward": reward.name, ...groupAttributes(some) }
      // `withSpan` would note this place in failures, which are to stay the reward's own.
      return Effect.useSpan("score", { attributes }, (span) =>
        Effect.provideService(batch(some), Tracer.ParentSpan, span))
    })
}

/** The scores of a reward: one a group, with one number a completion in all of its parts. */
const counted = Effect.fnUntraced(function* <S extends string, E, R>(
  { name, score }: Reward<S, E, R>,
  groups: ReadonlyArray<Group<S>>,
) {
  const scores = yield* score(groups)
  const off = (of: string, expected: number, actual: number) =>
    expected === actual ? Effect.void : new MiscountedReward({ reward: name, of, expected, actual })
  yield* off("groups", groups.length, scores.length)
  for (const [g, { problem, rollouts }] of groups.entries()) {
    for (const values of [scores[g].total, ...Object.values(scores[g].components)]) {
      yield* off(`completions of problem "${problem.id}"`, rollouts.length, values.length)
    }
  }
  return scores
})

const nonFinite = ({ group, rewards, components }: Scored, name: string): NonFiniteReward | undefined => {
  for (const [reward, values] of [...Object.entries(components), [name, rewards] as const]) {
    const completion = values.findIndex((value) => !Number.isFinite(value))
    if (completion < 0) continue
    return new NonFiniteReward({
      reward,
      problem: group.problem.id,
      completion,
      value: values[completion],
    })
  }
  return undefined
}
