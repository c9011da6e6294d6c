// What rewards give to completions whose distributions are known.
import { feedsOf } from "@rlif/core/graph/feeds-of"
import { value } from "@rlif/core/graph/value"
import type { Group, Rollout } from "@rlif/core/sample/group"
import { allSignals, type Signal } from "@rlif/core/signals"
import type { Reward, Score } from "@rlif/rewards/reward"
import * as Effect from "effect/Effect"
import { byVocabulary, forcedOf, logitsOf, signalGraph, widest } from "./_positions.ts"
import type { KnownRollout } from "./_rollouts.ts"
import type { Measured, ProgramError } from "./measured.ts"

/**
 * The scores of groups by a reward. Signals that completions of this library do not carry (all but the three that ship with
 * formulas) are computed first, from the distributions that the completions were drawn from.
 */
export const scorer = <E>(
  reward: Reward<string, E>,
): Measured<ReadonlyArray<Group>, E | ProgramError, ReadonlyArray<Score>> => {
  const others = reward.needs.filter((signal) => !allSignals.some((known) => known === signal))
  if (others.length === 0) return Effect.succeed((groups) => reward.score(groups))
  return Effect.map(
    signaled(others),
    (signaled) => (groups) => Effect.flatMap(Effect.forEach(groups, signaled), reward.score),
  )
}

/** The group with these signals, too. */
const signaled = (signals: ReadonlyArray<Signal>) =>
  Effect.map(byVocabulary((v) => signalGraph(signals, v)), (programOf) =>
    Effect.fnUntraced(function* (group: Group) {
      const known = group.rollouts.filter(isKnown)
      const cells = known.flatMap(({ path }) => path)
      if (cells.length === 0) return group
      const distributions = cells.map(({ p }) => p)
      const v = widest(distributions)
      const { closed, program } = yield* programOf(v)
      const out = yield* program.run(feedsOf(closed, {
        logits: logitsOf(distributions, v),
        targets: value("int32", [cells.length], Int32Array.from(cells, ({ token }) => token)),
        forced: forcedOf(distributions),
      }))
      let start = 0
      const rollouts = group.rollouts.map((rollout): Rollout => {
        if (!isKnown(rollout)) return rollout
        const [from, to] = [start, start += rollout.path.length]
        const own = signals.map(({ name }) => [name, Float32Array.from(out[name].data.subarray(from, to), Number)])
        return { ...rollout, signals: { ...rollout.signals, ...Object.fromEntries(own) } }
      })
      return { ...group, rollouts }
    }))

const isKnown = (rollout: Rollout): rollout is KnownRollout => "path" in rollout
