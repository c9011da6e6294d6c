import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "vitest"
import { readSamples, samplesFile, samplesName, stepOf } from "./samples_file.ts"

const read = (text: string) => {
  const file = join(mkdtempSync(join(tmpdir(), "rlif-samples-")), "step_000001.jsonl")
  writeFileSync(file, text)
  return Effect.runPromise(Effect.provide(Effect.result(readSamples(file)), NodeServices.layer))
}

const text = samplesFile([{
  group: {
    problem: { id: "p", problem: "1 + 1 =", gold: "2" },
    prompt: Int32Array.of(1, 2),
    rollouts: [{
      tokens: Int32Array.of(3, 4),
      text: "2",
      finish: "stop",
      signals: { logprob: Float32Array.of(-0.5, NaN) },
    }],
    temperature: 1,
    version: 0,
  },
  rewards: Float64Array.of(NaN),
  components: { length: Float64Array.of(2) },
  advantages: Float64Array.of(0),
}])

it("is read back, null where a number is none", async () => {
  expect(await read(text)).toMatchObject({
    success: [{
      problem: "p",
      prompt: [1, 2],
      tokens: [3, 4],
      reward: null,
      rewards: { length: 2 },
      signals: { logprob: [-0.5, null] },
    }],
  })
})

it.each([
  ["{}\n", /^Cannot read ".*step_000001.jsonl": line 1: /],
  [`${text}not JSON\n`, /: line 2: /],
  [text.replace("[3,4]", '["3",4]'), /: line 1: /],
  [text.replace("[3,4]", "[3]"), /: line 1: a signal has not one number a token$/],
])("says of %j which line is wrong", async (wrong, message) => {
  expect(await read(wrong)).toMatchObject({ failure: { message: expect.stringMatching(message) } })
})

it("has a name that says its update, and no other file has one", () => {
  expect(samplesName(7)).toBe("samples/step_000007.jsonl")
  expect(["step_000007.jsonl", "step_1234567.jsonl", "step_7.jsonl.partial", "x"].map(stepOf))
    .toEqual([7, 1234567, undefined, undefined])
})
