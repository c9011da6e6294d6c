import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { newFolder } from "../testing/invoke.ts"
import { guardLineOf, guardText, readGuard } from "./guard_file.ts"

const file = join(newFolder(), "guard.jsonl")
const read = (text: string) => {
  writeFileSync(file, text)
  return readGuard(file).pipe(Effect.provide(NodeServices.layer), Effect.result, Effect.runPromise)
}
const lines = (["warn", "stop"] as const).map((_tag, i) =>
  guardLineOf("clock", { _tag, step: i + 2, kept: 2, reason: "so", numbers: { updates: 1, loss: NaN } })
)

it("reads back what it wrote; what is not finite is null", async () => {
  expect(await read(lines.map(guardText).join(""))).toMatchObject({ success: lines })
  expect(lines[1]).toEqual({
    step: 3,
    guard: "clock",
    decision: "stop",
    kept: 2,
    reason: "so",
    numbers: { updates: 1, loss: null },
  })
})

it("leaves out what a crash cut off, and names what is no decision", async () => {
  expect(await read(guardText(lines[0]) + '{"step":3')).toMatchObject({ success: [lines[0]] })
  expect(await read(`${guardText(lines[0])}{"step":3}\n`)).toMatchObject({
    failure: { message: expect.stringMatching(/Cannot read ".*guard.jsonl": line 2: /) },
  })
  const none = readGuard(`${file}.none`).pipe(Effect.provide(NodeServices.layer), Effect.runPromise)
  expect(await none).toEqual([])
})
