import * as NodeServices from "@effect/platform-node/NodeServices"
import type { Verdict } from "@rlif/rewards/answer/verdict"
import { Effect } from "effect"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import type { Answered } from "../evaluate/answered.ts"
import { newFolder } from "../testing/invoke.ts"
import { readVerdicts, verdictsText } from "./verdicts_file.ts"

const answered = (id: string, verdict: Verdict, gold = "1"): Answered => ({
  problem: { id, problem: `${id}?`, gold },
  completions: [{ text: "", tokens: 1, finish: "stop", verdict }],
})
const read = (text: string) => {
  const file = join(newFolder(), "verdicts.jsonl")
  writeFileSync(file, text)
  return readVerdicts(file).pipe(Effect.provide(NodeServices.layer), Effect.runPromise)
}

it("has a letter a problem, and tells problems apart by what was asked", async () => {
  const all = [answered("a", "correct"), answered("b", "wrong"), answered("c", "unparsable")]
  const others = [answered("a", "wrong"), answered("b", "wrong"), answered("c", "correct")]
  const elsewhere = [answered("a", "wrong"), answered("b", "wrong", "2"), answered("c", "correct")]
  const lines = await read(
    [all, others, elsewhere, all.toReversed()].map((some, step) => verdictsText(step, some)).join("") + '{"step":',
  )
  expect(lines.map(({ step, verdicts }) => [step, verdicts])).toEqual([[0, "cwu"], [1, "wwc"], [2, "wwc"], [3, "uwc"]])
  expect(lines[1].problems).toBe(lines[0].problems)
  expect(new Set(lines.map(({ problems }) => problems)).size).toBe(3)
})

it("says which line is wrong", async () => {
  await expect(read('{"step":1,"problems":"x","verdicts":"cx"}\n')).rejects.toThrow(/verdicts.jsonl": line 1: /)
  await expect(
    readVerdicts(newFolder()).pipe(Effect.provide(NodeServices.layer), Effect.runPromise),
  ).rejects.toThrow(/^Cannot read /)
})
