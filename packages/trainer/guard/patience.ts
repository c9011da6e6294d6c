import { type Guard, proceed } from "./guard.ts"

/**
 * The best value so far, and how many measurements and lines ago it was.
 * @stability unstable
 * @since 0.1.0
 */
export interface Best {
  readonly value: number
  readonly since: number
  readonly lines: number
}

/**
 * Rolls a run back when a metric (the larger the better) has not beaten its best by more than `margin` for `patience`
 * measurements. Steps without the metric do not count, so the metric may be measured now and then. A metric that reads labels,
 * as the default does, makes a run one that labels ended.
 *
 * @example
 * ```ts
 * import { patience, replay } from "@rlif/trainer/guard"
 *
 * const log = [0.4, 0.5, 0.45].map((value) => ({ "eval/accuracy": value }))
 * replay(patience({ patience: 1 }), log).decisions.map(({ _tag }) => _tag) // ["continue", "continue", "rollback"]
 * ```
 *
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
  init: { value: -Infinity, since: 0, lines: 0 },
  reads: [metric],
  check: (metrics, best) => {
    const value = metrics[metric]
    if (value === undefined) return [proceed, { ...best, lines: best.lines + 1 }]
    if (value > best.value + margin) return [proceed, { value, since: 0, lines: 0 }]
    const next = { value: best.value, since: best.since + 1, lines: best.lines + 1 }
    return next.since < patience ? [proceed, next] : [{
      _tag: "rollback",
      reason: `${metric} has not beaten ${best.value.toPrecision(3)} in ${next.since} measurements`,
      numbers: { [metric]: value, best: best.value, measurements: next.since },
      back: next.lines,
    }, next]
  },
})
