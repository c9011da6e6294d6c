import { type Guard, proceed } from "./guard.ts"

/**
 * Stops a run whose policy has collapsed: entropy (nats, mean over tokens) below `floor` for `steps` steps in a row.
 * Steps without the metric do not count.
 *
 * @example
 * ```ts
 * import { entropyFloor, replay } from "@rlif/trainer/guard"
 *
 * const log = [{ entropy: 0.5 }, { entropy: 0.01 }, { entropy: 0.01 }]
 * replay(entropyFloor({ steps: 2 }), log).decisions.map(({ _tag }) => _tag) // ["continue", "continue", "stop"]
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const entropyFloor = (
  { floor = 0.02, steps = 3, metric = "entropy" }: {
    readonly floor?: number
    readonly steps?: number
    readonly metric?: string
  } = {},
): Guard<number> => ({
  init: 0,
  check: (metrics, below) => {
    const value = metrics[metric]
    if (value === undefined) return [proceed, below]
    const next = value < floor ? below + 1 : 0
    return next < steps ? [proceed, next] : [{
      _tag: "stop",
      reason: `${metric} has been below ${floor} for ${next} steps: it is ${value.toPrecision(3)}`,
      numbers: { [metric]: value, floor, steps: next },
    }, next]
  },
})
