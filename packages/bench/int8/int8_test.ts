import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { value } from "@rlif/core/graph/value"
import { Effect } from "effect"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { expect, it } from "vitest"
import { subjects } from "./_subject.ts"
import { difference } from "./difference.ts"

const [all, found] = await Effect.gen(function* () {
  const all = yield* subjects
  return [all, yield* Effect.forEach(all, difference)] as const
}).pipe(Effect.provide([Cpu.layer, NodeServices.layer]), Effect.runPromise)

it("changes little of what a model says and of what its adapter learns, and most of its size", () => {
  expect(found.length).toBe(6)
  for (const { tokens, logprob, gradient, worst, bytes } of found) {
    expect(tokens).toBeGreaterThan(30)
    expect(logprob.mean).toBeGreaterThan(1e-5)
    expect(logprob.mean).toBeLessThan(0.05)
    expect(logprob.max).toBeLessThan(0.25)
    expect(gradient.cosine).toBeGreaterThan(0.998)
    expect(gradient.error).toBeLessThan(0.06)
    expect(worst.error).toBeGreaterThanOrEqual(gradient.error)
    expect(bytes.int8 / bytes.float32).toBeLessThan(0.6)
  }
})

it("changes nothing where the weights are integers already", async () => {
  const [subject] = all
  const round = Object.entries(subject.parameters).map(([name, { dims, data }]) => {
    if (!name.endsWith("_proj.weight")) return [name, value("float32", dims, data)]
    // 127 in every row makes the scale a power of 2.
    const integer = (x: number) => Math.max(-127, Math.min(127, Math.round(200 * x)))
    return [name, value("float32", dims, data.map((x, i) => (i % dims[1] === 0 ? 127 : integer(x)) / 512))]
  })
  const { logprob, gradient } = await difference({ ...subject, parameters: Object.fromEntries(round) }).pipe(
    Effect.provide(Cpu.layer),
    Effect.runPromise,
  )
  expect(logprob.max).toBe(0)
  expect(gradient.error).toBe(0)
})

it("has no flags, and says so", () => {
  const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, "..", "main.ts"), "int8", "--json"])
  expect([status, `${stderr}`]).toEqual([2, 'Cannot measure int8 with "--json": it has no flags\n'])
})
