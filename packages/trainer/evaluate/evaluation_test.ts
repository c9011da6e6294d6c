import type { Group } from "@rlif/core/sample/group"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { evaluationMetrics, judge as judging, type JudgeOptions } from "./evaluation.ts"
import { wilson } from "./wilson.ts"

const answer = (text: string) => text.match(/A (\d+) \$/)?.[1]
const options = { answer, temperature: 1, seed: 1 }

/** One group whose completions say what is given; completion i has i + 1 tokens. */
const group = (id: string, texts: ReadonlyArray<string>): Group<"entropy"> => ({
  problem: { id, problem: "1 + 1 =", gold: "2" },
  prompt: Int32Array.of(1),
  temperature: 1,
  version: 0,
  rollouts: texts.map((text, i) => ({
    tokens: new Int32Array(i + 1),
    text,
    finish: i === 1 ? "length" : "stop",
    signals: { logprob: new Float32Array(i + 1), entropy: new Float32Array(i + 1).fill(i) },
  })),
})
const right = "A 2 $"
const judge = (groups: ReadonlyArray<Group<"entropy">>, how: JudgeOptions) => Effect.runSync(judging(groups, how))

it("averages over problems and counts what cannot be read apart from what is wrong", () => {
  const groups = [group("a", [right, right]), group("b", ["A 3 $", right]), group("c", ["2", "A $"])]
  const found = judge(groups, options)
  expect(found).toMatchObject({ accuracy: 0.5, problems: 3, completions: 2, temperature: 1 })
  expect(found).toMatchObject({ correct: 3, wrong: 1, unparsable: 2 })
  expect(found.low).toBeLessThan(0.5)
  expect(found.high).toBeGreaterThan(0.5)
  // Three completions of one token at 0 nats and three of two at 1.
  expect(found.entropy).toBeCloseTo(6 / 9, 12)
  expect([found.length, found.clipped]).toEqual([1.5, 0.5])
})

it("takes any of several gold answers", () => {
  const one = group("a", [right, "A 3 $", "A 4 $", "3"])
  const several = { ...one, problem: { ...one.problem, alsoGold: ["3"] } }
  expect(judge([several], options)).toMatchObject({ accuracy: 0.5, correct: 2, wrong: 1, unparsable: 1 })
})

it("uses Wilson's interval for one completion a problem", () => {
  const groups = Array.from({ length: 20 }, (_, i) => group(`${i}`, [i < 15 ? right : "A 4 $"]))
  expect(judge(groups, { ...options, temperature: 0 })).toMatchObject({
    accuracy: 0.75,
    completions: 1,
    ...wilson(15, 20),
  })
})

it("resamples problems and not completions: copies of an answer add no certainty", () => {
  const groups = (copies: number) =>
    Array.from({ length: 30 }, (_, i) => group(`${i}`, Array(copies).fill(i % 2 ? right : "A 4 $")))
  const [few, many] = [judge(groups(2), options), judge(groups(8), options)]
  expect([few.low, few.high]).toEqual([many.low, many.high])
})

it("becomes metrics", () => {
  const metrics = evaluationMetrics(judge([group("a", [right, "?"])], options))
  expect(metrics).toMatchObject({ "eval/accuracy": 0.5, "eval/unparsable": 0.5, "eval/length": 1.5 })
})
