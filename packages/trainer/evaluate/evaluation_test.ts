import type { Group } from "@rlif/core/sample/group"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { evaluationMetrics, judge as judging, type JudgeOptions } from "./evaluation.ts"
import { clusteredWilson } from "./clustered_wilson.ts"
import { wilson } from "./wilson.ts"

const answer = (text: string) => text.match(/A (\d+) \$/)?.[1]
const options = { answer, temperature: 1 }

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
    interval: "wilson",
    ...wilson(15, 20),
  })
})

it("counts problems and not completions: copies of an answer add no certainty", () => {
  const groups = (copies: number) =>
    Array.from({ length: 30 }, (_, i) => group(`${i}`, Array(copies).fill(i % 2 ? right : "A 4 $")))
  const [few, many] = [judge(groups(2), options), judge(groups(8), options)]
  expect([few.low, few.high]).toEqual([many.low, many.high])
  expect(few.low).toBeCloseTo(wilson(15, 30).low, 12)
  expect(few.interval).toBe("clustered-wilson")
})

it("has a width where nothing is right, and where everything is", () => {
  const groups = (text: string, copies: number) =>
    Array.from({ length: 6 }, (_, i) => group(`${i}`, Array(copies).fill(text)))
  for (const copies of [1, 4]) {
    expect(judge(groups("A 4 $", copies), options)).toMatchObject({ accuracy: 0, ...wilson(0, 6) })
    expect(judge(groups(right, copies), options)).toMatchObject({ accuracy: 1, ...wilson(6, 6) })
  }
})

it("asks whether one of k is right, and whether most of k agree on what is", () => {
  const groups = [
    group("a", [right, "A 3 $", "A 4 $", "?"]),
    group("b", [right, right, "A 3 $", "A 3 $"]),
    group("c", ["A 3 $", "A 3 $", "A 3 $", "A 3 $"]),
  ]
  const found = judge(groups, { ...options, passAt: [1, 2, 4], majAt: [1, 4] })
  const values = (all: ReadonlyArray<{ readonly value: number }>) => all.map(({ value }) => value)
  // One of 4: half of the pairs have it. Two of 4: all pairs but one of six.
  expect(values(found.passAt).map((value) => 3 * value)).toEqual(
    [0.75, 0.5 + 5 / 6, 2].map((x) => expect.closeTo(x, 12)),
  )
  // Three answers of one vote each, then two of two.
  expect(values(found.majAt).map((value) => 3 * value)).toEqual([0.75, 1 / 3 + 1 / 2].map((x) => expect.closeTo(x, 12)))
  expect(found.passAt[0].value).toBeCloseTo(found.accuracy, 12)
  expect(found.passAt[2]).toMatchObject(clusteredWilson([1, 1, 0]))
  expect(judge(groups, options)).toMatchObject({ passAt: [], majAt: [] })
})

it("keeps what was answered", () => {
  const { answered } = judge([group("a", [right, "?"])], options)
  expect(answered).toEqual([{
    problem: { id: "a", problem: "1 + 1 =", gold: "2" },
    completions: [
      { text: right, tokens: 1, finish: "stop", verdict: "correct" },
      { text: "?", tokens: 2, finish: "length", verdict: "unparsable" },
    ],
  }])
})

it("becomes metrics", () => {
  const metrics = evaluationMetrics(judge([group("a", [right, "?"])], options))
  expect(metrics).toMatchObject({ "eval/accuracy": 0.5, "eval/unparsable": 0.5, "eval/length": 1.5 })
})
