import { expect, it } from "vitest"
import type { MetricsLine } from "../../run/metrics_file.ts"
import { headline } from "./headline.ts"
import { report } from "./report.ts"

/** A line that was evaluated to be `accuracy` give or take 0.05. */
const evaluated = (step: number, accuracy: number, more: MetricsLine["metrics"] = { reward: step }): MetricsLine => ({
  step,
  metrics: {
    ...more,
    "eval/accuracy": accuracy,
    "eval/accuracy_low": accuracy - 0.05,
    "eval/accuracy_high": accuracy + 0.05,
    "eval/entropy": 1 - step / 10,
    "eval/length": 20,
  },
})
const start = (accuracy: number) => evaluated(0, accuracy, {})
const told = (...lines: ReadonlyArray<MetricsLine>) => report(lines, { title: "a run", temperature: 1 }).text

it("tells of a rise and a fall", () => {
  const batch = { reward: 2, entropy: 9, "completions/mean_length": 99 }
  const between = { step: 1, metrics: { reward: 1.5, entropy: 7 } }
  expect(told(start(0.3), between, evaluated(2, 0.5, batch), evaluated(4, 0.1, { reward: -0.0001 }))).toBe(
    `
step  reward  held-out entropy  held-out accuracy (95%)  length
────  ──────  ────────────────  ───────────────────────  ──────
   0                     1.000     0.300 [0.250, 0.350]    20.0
   2   2.000             0.800     0.500 [0.450, 0.550]    20.0
   4   0.000             0.600     0.100 [0.050, 0.150]    20.0

Held-out accuracy went from 0.300 [0.250, 0.350] to its peak of 0.500 [0.450, 0.550] at step 2: clearly above the start.
It ended at 0.100 [0.050, 0.150], step 4: clearly below the start, clearly below the peak.
The reward went from 1.500 at step 1 to 2.000 at step 2, then to 0.000 at step 4.
The entropy of held-out completions, in nats a token, went from 1.000 at step 0 to 0.800 at step 2, then to 0.600 at step 4.
Accuracy: one sample a problem at temperature 1; "clearly": the 95% intervals do not overlap. By chance alone, the highest of 3 measurements is a little high.`
      .trimStart(),
  )
})

it.each([
  ["a peak at the end", [0.3, 0.3, 0.45], [
    "from 0.300 [0.250, 0.350] to 0.450 [0.400, 0.500] at step 2: clearly above the start.\nIt was highest at the end.",
    "The reward went from 1.000 at step 1 to 2.000 at step 2.",
  ]],
  ["a peak that is within the noise", [0.3, 0.35, 0.32], [
    "to its peak of 0.350 [0.300, 0.400] at step 1: not clearly apart from the start",
    "ended at 0.320 [0.270, 0.370], step 2: not clearly apart from the start, not clearly apart from the peak",
  ]],
  ["a fall", [0.3, 0.1, 0.1], [
    "was never above its start, 0.300 [0.250, 0.350].\nIt ended at 0.100 [0.050, 0.150], step 2: clearly below the start.",
    "went from 1.000 at step 0 to 0.800 at step 2.",
    "do not overlap.",
  ]],
  ["a fall and a return", [0.3, 0.1, 0.3], ["never above its start", "step 2: not clearly apart from the start"]],
  ["the first of equal peaks", [0.3, 0.5, 0.5], ["its peak of 0.500 [0.450, 0.550] at step 1: clearly above"]],
  ["one that is not a number", [NaN, 0.3, 0.5, NaN], ["from 0.300 [0.250, 0.350] to 0.500 [0.450, 0.550] at step 2"]],
])("tells of %s", (_, accuracies, sentences) => {
  const text = told(...accuracies.map((accuracy, step) => step === 0 ? start(accuracy) : evaluated(step, accuracy)))
  for (const sentence of sentences) expect(text).toContain(sentence)
})

it("claims nothing about an accuracy that was not measured, or once", () => {
  const updates = [1, 2, 3].map((step) => ({ step, metrics: { reward: step, entropy: 1 / step } }))
  const lines = [{ step: 0, metrics: {} }, ...updates]
  expect(told(...lines)).toBe(`
step  reward  batch entropy  length
────  ──────  ─────────────  ──────
   1   1.000          1.000
   3   3.000          0.333

The reward went from 1.000 at step 1 to 3.000 at step 3.`.trimStart())
  expect(told(...lines.slice(0, 2))).not.toContain("went")
  expect(told(start(0.3), ...updates)).toContain("Held-out accuracy was measured once: 0.300 [0.250, 0.350] at step 0.")
  expect(told({ step: 0, metrics: { "eval/accuracy": NaN } })).not.toContain("ccuracy")
})

it("says at which temperature it was measured", () =>
  expect(report([start(0.3), evaluated(1, 0.3)], { title: "", temperature: 0.7 }).text)
    .toContain("one sample a problem at temperature 0.7"))

it("has a headline of what there is, with the latest accuracy", () => {
  expect(headline(start(0.3).metrics)).toEqual([
    "length 20.0",
    "accuracy 0.300",
    "95% [0.250, 0.350]",
    "held-out entropy 1.000",
  ])
  expect(headline({ reward: 1.23456, entropy: 0.5, grad_norm: NaN }, start(0.3).metrics)).toEqual([
    "reward 1.235",
    "batch entropy 0.500",
    "accuracy 0.300",
    "95% [0.250, 0.350]",
    "held-out entropy 1.000",
    "grad_norm NaN",
  ])
})
