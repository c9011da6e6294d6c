import { expect, it } from "vitest"
import { pairedAt, pairedVerdicts } from "./paired.ts"
import { samplesOf } from "./testing/made_up.ts"

it("compares what two runs sampled of the same problems at an update, and nothing else", () => {
  const [a, b] = [samplesOf(1), samplesOf(4)]
  const right = (all: typeof a) => all.filter(({ rewards }) => rewards["exact_answer"] === 1).length / all.length
  expect(pairedAt({ step: 1, a, b })).toMatchObject({
    problems: 12,
    accuracies: [right(a), right(b)].map((share) => expect.closeTo(share, 12)),
    difference: expect.closeTo(right(b) - right(a), 12),
    test: "sign-flip",
  })
  expect(pairedAt({ step: 1, a, b: b.slice(8, 24) })?.problems).toBe(4)
  const elsewhere = b.map((sample) => ({ ...sample, prompt: [1] }))
  expect(pairedAt({ step: 1, a, b: elsewhere })).toBeUndefined()
  const unjudged = b.map((sample) => ({ ...sample, rewards: {} }))
  expect(pairedAt({ step: 1, a, b: unjudged })).toBeUndefined()
  // One completion fewer of a problem.
  expect(pairedAt({ step: 1, a, b: b.slice(1) })).toBeUndefined()
})

it("compares all held-out problems where two runs were asked the same, letter by letter", () => {
  const line = (verdicts: string, problems = "same") => ({ step: 5, problems, verdicts })
  expect(pairedVerdicts(line("ccwwu"), line("cwccw"))).toMatchObject({
    problems: 5,
    accuracies: [0.4, 0.6],
    difference: expect.closeTo(0.2, 12),
    better: { a: 1, b: 2, alike: 2 },
    test: "mcnemar",
  })
  expect(pairedVerdicts(line("ccwwu"), line("cwccw", "others"))).toBeUndefined()
})
