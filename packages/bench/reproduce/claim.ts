import type { Claim } from "../report/drawing.ts"
import type { Summary } from "./summary.ts"

/** `0.123 [0.100, 0.140]`; with one seed there is no interval. */
export const show = ({ mean, low, high, seeds }: Summary, digits = 3): string =>
  seeds === 0
    ? "not run"
    : seeds === 1
    ? `${mean.toFixed(digits)} (one seed)`
    : `${mean.toFixed(digits)} ${interval({ low, high }, digits)}`

/** `[0.100, 0.140]` */
export const interval = ({ low, high }: Pick<Summary, "low" | "high">, digits = 3): string =>
  Number.isFinite(low) ? `[${low.toFixed(digits)}, ${high.toFixed(digits)}]` : "none: one seed"

/** A claim that a number is above `bound` (or below it): decided where the whole interval lies on one side. */
export const claim = (
  paper: string,
  summary: Summary,
  { is, bound = 0, of }: { readonly is: "above" | "below"; readonly bound?: number; readonly of: string },
): Claim => {
  const { low, high, seeds } = summary
  const [yes, no] = is === "above" ? [low > bound, high < bound] : [high < bound, low > bound]
  return {
    paper,
    saw: `${of}: ${seeds === 0 ? "not run" : summary.mean.toFixed(3)}, ${seeds} seeds`,
    interval: seeds === 0 ? "" : interval(summary),
    verdict: seeds < 2 ? "undecided" : yes ? "reproduced" : no ? "not reproduced" : "undecided",
  }
}
