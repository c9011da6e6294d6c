// The budget of false alarms: how often all of these tests together may fail although nothing is wrong. It is stated here
// once; each test has an equal share of it, which it divides among its checks, and a check's bound is proved, not fitted. Taken
// for granted is that a generator's numbers are random; of seeds, which have 32 bits, a handful coincide among 200,000.
import { randomInt } from "node:crypto"

/** The chance that any check of a whole run fails by bad luck: below one in a million. */
const falseAlarms = 1e-6

/** The tests that share it. */
const tests = [
  "uniform",
  "normal",
  "integer",
  "completions at 1",
  "completions at 0.7",
  "completions among two",
  "completions of a nucleus",
  "self-certainty, standardized",
  "log-probability, leave one out",
  "entropy at 0.7, centered",
  "majority vote, standardized",
] as const

/** A test that has a share. */
export type Statistical = (typeof tests)[number]

/** How often each of so many checks of a test may fail by bad luck. */
export const chance = (test: Statistical, checks: number): number => {
  if (!tests.includes(test)) throw new Error(`Cannot share the budget of false alarms: "${test}" has none`)
  return falseAlarms / tests.length / checks
}

/** Fresh in every run, so that no mistake hides behind lucky numbers; `RLIF_STATISTICS_SEED` runs the same numbers again. */
export const runSeed = Number(process.env.RLIF_STATISTICS_SEED ?? randomInt(2 ** 32))
console.log(`statistics: RLIF_STATISTICS_SEED=${runSeed} draws the same again`)
