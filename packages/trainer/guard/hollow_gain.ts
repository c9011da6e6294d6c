import { type Guard, proceed } from "./guard.ts"

/**
 * Metrics of the run's first step.
 * @stability unstable
 * @since 0.1.0
 */
export type Start = Readonly<Record<"reward" | "entropy" | "length", number>> | undefined

/**
 * Stops a run that is paid for the wrong thing: the reward is above its start, while the entropy has fallen below `share`
 * of its start or the mean length has left [share, 1 / share] times its start.
 *
 * @example
 * ```ts
 * import { hollowGain, replay } from "@rlif/trainer/guard"
 *
 * const log = [0.5, 0.4, 0.04].map((entropy, i) => ({ reward: i, entropy, "completions/mean_length": 20 }))
 * replay(hollowGain(), log).decisions[2] // { _tag: "stop", reason: "the reward rose while entropy has fallen to 0.080 of its start", ... }
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const hollowGain = ({ share = 0.1 }: { readonly share?: number } = {}): Guard<Start> => ({
  init: undefined,
  check: (metrics, start) => {
    const now = { reward: metrics.reward, entropy: metrics.entropy, length: metrics["completions/mean_length"] }
    if (Object.values(now).some((value) => value === undefined)) return [proceed, start]
    if (start === undefined || now.reward <= start.reward) return [proceed, start ?? now]
    const ratio = (key: "entropy" | "length") => now[key] / start[key]
    const found = ratio("entropy") < share
      ? `entropy has fallen to ${ratio("entropy").toPrecision(2)} of its start`
      : ratio("length") < share || ratio("length") > 1 / share
      ? `mean length is ${ratio("length").toPrecision(2)} times its start`
      : undefined
    if (found === undefined) return [proceed, start]
    const numbers = { ...now, rewardAtStart: start.reward, entropyAtStart: start.entropy, lengthAtStart: start.length }
    return [{ _tag: "stop", reason: `the reward rose while ${found}`, numbers }, start]
  },
})
