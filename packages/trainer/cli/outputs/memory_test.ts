import { Effect } from "effect"
import { expect, it } from "vitest"
import { config } from "@rlif/core/testing/tiny_model.ts"
import { memoryFor } from "./memory.ts"

it("says how to begin what the machine does not seem to have, and not where a limit was named", () => {
  const run = { config: { ...config, vocab: 2 ** 50 } }
  const refused = (memoryLimit: number) =>
    Effect.runSync(Effect.flip(memoryFor(run, { provider: "cpu", memoryLimit, lower: { weights: "the model" } })))
  expect(refused(0)).toMatchObject({ _tag: "@rlif/core/MemoryError", needed: expect.any(Number) })
  expect(refused(0).message).toMatch(/; lower the model, or begin anyway by --memory-limit$/)
  expect(refused(99).message).toMatch(/ 99 MiB are available \(.*\); lower the model$/)
})
