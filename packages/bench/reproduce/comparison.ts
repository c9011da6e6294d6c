import type { Group } from "@rlif/core/sample/group"
import { standardized } from "@rlif/trainer/advantage/standardized"
import type { Metrics } from "@rlif/trainer/stage/step"
import { Effect } from "effect"
import { setting } from "./experiment.ts"
import { objective, type ObjectiveName } from "./objectives.ts"

/** Pairs whose advantages are compared on the same completions. Theory calls the first equal (E1, E10), the others not. */
export const pairs = [
  ["token-entropy", "forward-certainty"],
  ["token-entropy", "self-certainty"],
  ["token-entropy", "trajectory-mean"],
  ["self-certainty", "trajectory-mean"],
  ["trajectory-mean", "trajectory-sum"],
  ["majority-vote", "exact-answer"],
] as const satisfies ReadonlyArray<readonly [ObjectiveName, ObjectiveName]>

/** The name of a pair's metrics. */
export const pairName = ([a, b]: (typeof pairs)[number]): string => `${a}~${b}`

const advantage = standardized({ eps: setting.eps })

/**
 * How far the advantages are apart that two objectives give to the same completions: the largest difference as
 * `gap/<pair>`, and the root of the mean square as `rms/<pair>`; standardized advantages have a mean square of about 1.
 * They are those that train, with their eps: without it, rounding is all that a group shows whose rewards hardly differ.
 */
export const compare = Effect.fn("compare")(function* (groups: ReadonlyArray<Group>) {
  const names = [...new Set(pairs.flat())]
  const scored = yield* Effect.forEach(names, (name) => objective(name, 0).score(groups))
  const advantages = new Map(names.map((name, i) => [name, scored[i].map(({ total }) => advantage(total))]))
  return Object.fromEntries(pairs.flatMap((pair) => {
    const [left, right] = pair.map((name) => advantages.get(name)!)
    const gaps = left.flatMap((values, g) => Array.from(values, (a, i) => Math.abs(a - right[g][i])))
    const square = gaps.reduce((sum, gap) => sum + gap * gap, 0) / gaps.length
    return [[`gap/${pairName(pair)}`, Math.max(...gaps)], [`rms/${pairName(pair)}`, Math.sqrt(square)]]
  })) as Metrics
})
