import { Effect, Exit } from "effect"
import { expect, it } from "vitest"
import { memoryOf } from "./memory.ts"
import { requireMemory } from "./require_memory.ts"

const mebibyte = 2 ** 20
const held = [{ what: "weights", bytes: 10 * mebibyte }, { what: "gradients", bytes: 30 * mebibyte }]
const phases = [{ what: "learning", held: 20 * mebibyte, programs: [] }]
const estimate = memoryOf({ held, phases, retain: false })

it("lets a run begin that fits", () => {
  expect(Effect.runSync(requireMemory(estimate, { available: estimate.total }))).toBeUndefined()
  expect(Effect.runSync(requireMemory(estimate))).toBeUndefined() // 60 MiB of this machine's
})

it("refuses one that does not, with the numbers and what to lower where most goes", () => {
  const lower = { learning: "maxTokens", gradients: "what is trained", weights: "the model" }
  const error = Effect.runSync(Effect.flip(requireMemory(estimate, { available: 59 * mebibyte, lower })))
  expect(error).toMatchObject({ _tag: "@rlif/core/MemoryError", needed: 60 * mebibyte, available: 59 * mebibyte })
  expect(error.message).toBe(
    "Cannot start: it would take about 60 MiB, and 59 MiB are available (gradients 30, learning 20, weights 10); " +
      "lower what is trained, or maxTokens",
  )
})

it("refuses what no machine has", () => {
  const huge = memoryOf({ held: [{ what: "weights", bytes: 2 ** 60 }], phases: [], retain: false })
  expect(Exit.isFailure(Effect.runSyncExit(requireMemory(huge)))).toBe(true)
})
