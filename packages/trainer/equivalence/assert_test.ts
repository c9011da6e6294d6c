// What a test runner sees of a claim that is not as a test says, and that a case can be run again by seed and number.
import { expect, it } from "vitest"
import { ClaimError, refuted, verified } from "./assert.ts"
import { claim } from "./claim.ts"
import { rewardGroups } from "./groups.ts"
import { sameValue } from "./same_value.ts"

const failure = async (of: Promise<unknown>): Promise<ClaimError> => {
  const error: unknown = await of.then(() => undefined, (error: unknown) => error)
  if (!(error instanceof ClaimError)) throw new Error(`Cannot read failure: ${error} is no ClaimError`)
  return error
}

// Whoever has a reward of 7 or more gets one too many.
const wrong = sameValue("sevens", rewardGroups(), { sides: [(r) => r, (r) => r.map((x) => x >= 7 ? x + 1 : x)] })
const right = sameValue("itself", rewardGroups(), { sides: [(r) => r, (r) => r] })

it("verified gives what it found, or shows a counterexample with its seed, number and data", async () => {
  expect(await verified(right, { runs: 30, seed: 4 })).toEqual({ held: true, seed: 4, cases: 30, deviation: 0 })
  const { name, message, outcome, actual, expected } = await failure(verified(wrong, { seed: 4 }))
  expect(name).toBe("ClaimError")
  expect(message).toContain('"sevens" fails by')
  expect(message).toContain(`again: { seed: 4, only: ${outcome.cases} }`)
  // The smallest that there is.
  expect(message).toContain("case: Float64Array.of(0, 7)")
  expect([actual, expected]).toEqual([[0, 7], [0, 8]])
})

it("refuted gives the counterexample, or says that there is none", async () => {
  const { counterexample } = await refuted<Float64Array>(wrong)
  expect(counterexample).toEqual(Float64Array.of(0, 7))
  const { message, outcome } = await failure(refuted(right, { runs: 20 }))
  expect(message).toBe('Cannot refute "itself": held in 20 cases, deviation 0')
  expect(outcome.held).toBe(true)
})

it("a case that is below the tolerance neither holds nor fails", async () => {
  const silent = sameValue("nothing", rewardGroups(), { sides: [() => 0, () => 0] })
  expect((await failure(verified(silent))).message).toContain("says nothing")
  expect((await failure(refuted(silent))).message).toContain("says nothing")
})

it("a case is the same whatever is run before it, and however many", async () => {
  const seen: Array<ReadonlyArray<number>> = []
  const watching = claim("", rewardGroups(), { of: (r) => seen.push([...r]) && 0, within: 0 })
  await verified(watching, { runs: 12, seed: 9 })
  const all = seen.splice(0)
  expect(new Set(all.map(String)).size).toBeGreaterThan(10)
  for (const only of [1, 5, 12]) {
    expect(await verified(watching, { seed: 9, only })).toMatchObject({ cases: 1 })
    expect(seen.splice(0)).toEqual([all[only - 1]])
  }
  await verified(watching, { runs: 3, seed: 9 })
  expect(seen.splice(0)).toEqual(all.slice(0, 3))
  await verified(watching, { runs: 3, seed: 8 })
  expect(seen.splice(0)).not.toEqual(all.slice(0, 3))
})
