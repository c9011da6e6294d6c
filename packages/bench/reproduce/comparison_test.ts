import type { Group } from "@rlif/core/sample/group"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { compare } from "./comparison.ts"

type Told = {
  readonly entropy: ReadonlyArray<number>
  readonly selfCertainty: ReadonlyArray<number>
  readonly logprob: ReadonlyArray<number>
  readonly text: string
}

const group = (told: ReadonlyArray<Told>): Group<"entropy" | "selfCertainty"> => ({
  problem: { id: "0", problem: "Q 1 + 1 + 1 + 1 =", gold: "4" },
  prompt: Int32Array.of(1),
  version: 0,
  temperature: 1,
  rollouts: told.map(({ text, ...signals }) => ({
    tokens: new Int32Array(signals.entropy.length),
    text,
    finish: "stop" as const,
    signals: Object.fromEntries(
      Object.entries(signals).map(([name, values]) => [name, Float32Array.from(values)]),
    ) as Group<"entropy" | "selfCertainty">["rollouts"][number]["signals"],
  })),
})
const told = (entropy: ReadonlyArray<number>, selfCertainty: number, logprob: number, text = "A 4 $"): Told => ({
  entropy,
  selfCertainty: entropy.map(() => selfCertainty),
  logprob: entropy.map(() => logprob),
  text,
})
const gaps = (...groups: ReadonlyArray<ReadonlyArray<Told>>) => Effect.runPromise(compare(groups.map(group)))

it("finds no gap where theory has none, and the largest of two opposite orders where it has", async () => {
  // Two completions: standardized advantages are ±1/√2, whatever the rewards.
  const found = await gaps([told([0.2, 0.4], 7, -0.1), told([0.6, 0.8, 0.4], 9, -0.5)])
  expect(found["gap/token-entropy~forward-certainty"]).toBeLessThan(1e-5)
  // The first is surer by entropy and by its log-probability, the second by self-certainty.
  expect(found["gap/token-entropy~self-certainty"]).toBeCloseTo(Math.SQRT2, 4)
  expect(found["rms/token-entropy~self-certainty"]).toBeCloseTo(Math.SQRT2, 4)
  expect(found["gap/token-entropy~trajectory-mean"]).toBeCloseTo(0, 4)
})

it("finds means and sums of completions of one length to be the same, and of two lengths not", async () => {
  const same = await gaps([told([1, 1], 8, -0.3), told([1, 1], 8, -0.2), told([1, 1], 8, -0.7)])
  expect(same["gap/trajectory-mean~trajectory-sum"]).toBeLessThan(1e-4)
  const mixed = await gaps([told([1, 1, 1, 1, 1], 8, -0.3), told([1], 8, -0.5)])
  expect(mixed["gap/trajectory-mean~trajectory-sum"]).toBeCloseTo(Math.SQRT2, 4)
})

it("takes the largest gap of all groups, and the mean of squares over all completions", async () => {
  const apart = [told([0.2], 7, -0.1), told([0.6], 9, -0.5)]
  const alike = [told([0.2], 9, -0.1), told([0.6], 7, -0.5)]
  const found = await gaps(apart, alike)
  expect(found["gap/token-entropy~self-certainty"]).toBeCloseTo(Math.SQRT2, 4)
  expect(found["rms/token-entropy~self-certainty"]).toBeCloseTo(1, 4)
})
