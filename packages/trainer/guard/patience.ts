import { type Guard, proceed } from "./guard.ts"

/**
 * The best value so far and how many measurements ago it was.
 * @stability unstable
 * @since 0.1.0
 */
export interface Best {
  readonly value: number
  readonly since: number
}

/**
 * Rolls a run back when a metric (the larger the better) has not beaten its best by more than `margin` for `patience`
 * measurements. Steps without the metric do not count, so the metric may be measured now and then.
 * @stability unstable
 * @since 0.1.0
 */
export const patience = (
  { metric = "eval/accuracy", patience = 3, margin = 0 }: {
    readonly metric?: string
    readonly patience?: number
    readonly margin?: number
  } = {},
): Guard<Best> => ({
  init: { value: -Infinity, since: 0 },
  check: (metrics, best) => {
    const value = metrics[metric]
    if (value === undefined) return [proceed, best]
    if (value > best.value + margin) return [proceed, { value, since: 0 }]
    const next = { value: best.value, since: best.since + 1 }
    return next.since < patience ? [proceed, next] : [{
      _tag: "rollback",
      reason: `${metric} has not beaten ${best.value.toPrecision(3)} in ${next.since} measurements`,
    }, next]
  },
})
