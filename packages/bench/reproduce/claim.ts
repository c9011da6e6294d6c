import type { Claim, Written } from "../report/drawing.ts"
import type { Summary } from "./summary.ts"

/** A number as it is printed: with a true minus sign, and none before 0. */
const fixed = (value: number, digits: number): string =>
  value.toFixed(digits).replace(/^-(?=.*[1-9])/, "−").replace("-", "")

/** How numbers of a claim are printed. */
export type Print = (value: number) => string

const digits = (count: number): Print => (value) => fixed(value, count)

/** `0.123 [0.100, 0.140]`; with one seed there is no interval. */
export const show = (summary: Summary, print = digits(3)): string => {
  const { mean, seeds } = summary
  return seeds === 0 ? "none" : seeds === 1 ? `${print(mean)} (one seed)` : `${print(mean)} ${interval(summary, print)}`
}

/** `[0.100, 0.140]`, which no line break cuts. */
export const interval = ({ low, high }: Pick<Summary, "low" | "high">, print = digits(3)): string =>
  Number.isFinite(low) ? `[${print(low)},\u00a0${print(high)}]` : "none: one seed"

/** Fewer seeds decide nothing. */
const enough = 5

/** What a claim says, and of what. */
export interface ClaimOptions {
  readonly is: "above" | "below"
  readonly bound?: number
  /** What number it is. */
  readonly of: string
  readonly subject?: string
  readonly ours?: boolean
  readonly written: Written
  /** Shown with the checks and never counted. */
  readonly check?: boolean
  readonly print?: Print
}

/**
 * A claim that a number is above `bound` (or below it): decided where every seed is on the same side, and with them the
 * whole interval. By chance five seeds are all on a given side once in 32 times.
 */
export const claim = (
  text: string,
  summary: Summary,
  { is, bound = 0, of, print = digits(3), ...about }: ClaimOptions,
): Claim => {
  const { mean, least, most, seeds } = summary
  const [yes, no] = is === "above" ? [least > bound, most < bound] : [most < bound, least > bound]
  return {
    claim: text,
    ...about,
    saw: `${of}: ${seeds === 0 ? "none" : print(mean)}${seeds === 1 ? ", one seed" : `, ${seeds} seeds`}`,
    interval: seeds === 0 ? "" : interval(summary, print),
    verdict: seeds < enough ? "undecided" : yes ? "reproduced" : no ? "not reproduced" : "undecided",
    brief: seeds === 0
      ? "none"
      : `${mean < 0 ? "" : "+"}${fixed(mean, 2)}${seeds < 2 ? "" : `\u00a0${interval(summary, digits(2))}`}`,
  }
}
