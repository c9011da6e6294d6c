import { config } from "@rlif/core/testing/tiny_model.ts"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { trainSettingsOf } from "../settings/train_settings.ts"
import { memory } from "./_memory.ts"

/** MiB of a line of the estimate; undefined where there is none. */
const mebibytes = async (what: string, json: object, wordings = 1) => {
  const shape = { config, longest: { asked: 40, evaluated: 0 }, signals: [], wordings }
  const given = { problems: 256, completions: 8, maxTokens: 64, evalProblems: 0, threads: 1, saveEvery: 0, ...json }
  const settings = Effect.runSync(trainSettingsOf({ json: { microBatchTokens: 10_000_000, ...given }, where: "here" }))
  const [table] = await Effect.runPromise(memory(settings, shape))
  const found = new RegExp(`^\\s*${what} +([\\d,.]+)`, "m").exec(table)
  return found === null ? undefined : Number(found[1].replaceAll(",", ""))
}

it("is that of the largest part of a batch that is learned from at once", async () => {
  const whole = (await mebibytes("learning", {}))!
  const half = (await mebibytes("learning", { minibatches: 2, steps: 60 }))!
  expect(half).toBeGreaterThan(0.45 * whole)
  expect(half).toBeLessThan(0.6 * whole)
  // 256 problems in 3 parts: 86 at most.
  expect(await mebibytes("learning", { minibatches: 3, steps: 60 })).toBe(await mebibytes("learning", { problems: 86 }))
  expect(await mebibytes("sampling", { minibatches: 2, steps: 60 })).toBe(await mebibytes("sampling", {}))
})

it("is that of all wordings of a problem", async () =>
  expect(await mebibytes("learning", { problems: 128 }, 2)).toBe(await mebibytes("learning", {})))

it("has a teacher where there is one", async () => {
  expect(await mebibytes("teacher", {})).toBeUndefined()
  expect(await mebibytes("teacher", { teacher: "frozen", reward: "log-ratio" })).toBeGreaterThan(0)
})
