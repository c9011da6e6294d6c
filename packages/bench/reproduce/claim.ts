import type { Claim } from "../report/drawing.ts"
import type { Summary } from "./summary.ts"

/** A number as it is printed: with a true minus sign, and none before 0. */
const fixed = (value: number, digits: number): string =>
  value.toFixed(digits).replace(/^-(?=.*[1-9])/, "−").replace("-", "")

/** `0.123 [0.100, 0.140]`; with one seed there is no interval. */
export const show = ({ mean, low, high, seeds }: Summary, digits = 3): string =>
  seeds === 0
    ? "not run"
    : seeds === 1
    ? `${fixed(mean, digits)} (one seed)`
    : `${fixed(mean, digits)} ${interval({ low, high }, digits)}`

/** `[0.100, 0.140]`, which no line break cuts. */
export const interval = ({ low, high }: Pick<Summary, "low" | "high">, digits = 3): string =>
  Number.isFinite(low) ? `[${fixed(low, digits)},\u00a0${fixed(high, digits)}]` : "none: one seed"

/**
 * A claim that a number is above `bound` (or below it): decided where every seed is on the same side, and with them the
 * whole interval. By chance five seeds are all on a given side once in 32 times.
 */
export const claim = (
  text: string,
  summary: Summary,
  { is, bound = 0, of, ...about }: {
    readonly is: "above" | "below"
    readonly bound?: number
    readonly of: string
    readonly subject?: string
    readonly ours?: boolean
  },
): Claim => {
  const { mean, least, most, seeds } = summary
  const [yes, no] = is === "above" ? [least > bound, most < bound] : [most < bound, least > bound]
  return {
    claim: text,
    ...about,
    saw: `${of}: ${seeds === 0 ? "not run" : fixed(mean, 3)}, ${seeds} seeds`,
    interval: seeds === 0 ? "" : interval(summary),
    verdict: seeds < 2 ? "undecided" : yes ? "reproduced" : no ? "not reproduced" : "undecided",
    brief: seeds === 0
      ? "not run"
      : `${mean < 0 ? "" : "+"}${fixed(mean, 2)}${seeds < 2 ? "" : `\u00a0${interval(summary, 2)}`}`,
  }
}
