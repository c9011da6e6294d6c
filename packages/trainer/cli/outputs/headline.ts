// The numbers of a step in one line.
import type { Metrics } from "../../stage/step.ts"

/** Progress, most important first: what a batch was like, and the latest accuracy on held-out problems. */
export const headline = (metrics: Metrics, latest: Metrics = metrics): ReadonlyArray<string> =>
  [
    ["reward", metrics["reward"], 3] as const,
    ["batch entropy", metrics["entropy"], 3] as const,
    ["length", metrics["completions/mean_length"] ?? metrics["eval/length"], 1] as const,
    ["accuracy", latest["eval/accuracy"], 3] as const,
    ["95%", latest["eval/accuracy"] === undefined ? undefined : bounds(latest)] as const,
    ["held-out entropy", latest["eval/entropy"], 3] as const,
    ["exact_answer", metrics["rewards/exact_answer/mean"], 3] as const,
    ["grad_norm", metrics["grad_norm"], 2] as const,
  ].flatMap(([name, value, digits]) =>
    value === undefined ? [] : [`${name} ${typeof value === "string" ? value : fixed(value, digits)}`]
  )

/** The interval of an accuracy. */
export const bounds = (metrics: Metrics): string =>
  `[${fixed(metrics["eval/accuracy_low"], 3)}, ${fixed(metrics["eval/accuracy_high"], 3)}]`

/** As `toFixed`, without a minus before zero. */
export const fixed = (value: number | undefined, digits = 3): string =>
  value === undefined ? "" : value.toFixed(digits).replace(/^-(?=[0.]+$)/, "")
