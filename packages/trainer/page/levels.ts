// Signals of many tokens in little space: a character a number.

/**
 * The ends of a scale: most numbers are near the first.
 * @since 0.1.0
 */
export interface Scale {
  readonly from: number
  readonly to: number
}

/** Signals that are high where the model is certain; their scale begins at their highest number. */
const certain: ReadonlySet<string> = new Set(["logprob", "selfCertainty"])

/** How many steps a scale has. */
const steps = 90

/** A number that is none. */
const none = "!"

/**
 * The scale of a signal's numbers. It begins where the model is certain, so that whatever the signal, its far end is what to
 * look at.
 * @since 0.1.0
 */
export const scaleOf = (name: string, columns: ReadonlyArray<ReadonlyArray<number | null>>): Scale => {
  let [low, high] = [Infinity, -Infinity]
  for (const column of columns) {
    for (const value of column) {
      if (value === null) continue
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  if (low > high) return { from: 0, to: 0 }
  return certain.has(name) ? { from: high, to: low } : { from: low, to: high }
}

/**
 * Numbers as text, a character each: level q of 90 is the number from + (to - from) (q / 90)^2, as numbers near the beginning
 * are told apart best.
 *
 * @example
 * ```ts
 * import { levelsOf } from "@rlif/trainer/page"
 *
 * levelsOf([0, 0.5, 2], { from: 0, to: 2 }) // "#P~"
 * ```
 *
 * @since 0.1.0
 */
export const levelsOf = (values: ReadonlyArray<number | null>, { from, to }: Scale): string =>
  values.map((value) => {
    if (value === null) return none
    const share = to === from ? 0 : (value - from) / (to - from)
    return character(Math.round(steps * Math.sqrt(Math.min(1, Math.max(0, share)))))
  }).join("")

/** From # to ~, without the backslash, which JSON would write twice. */
const character = (level: number): string => String.fromCharCode(level < 57 ? 35 + level : 36 + level)
