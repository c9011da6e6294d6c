import { expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { describe } from "vitest"
import { evaluate, expressionAt, expressionCount, parse } from "./expression.ts"
import { heldOut, heldOutProblems, toProblem, trainingProblems } from "./problems.ts"

const take = (seed: number, n: number, start = 0) =>
  Stream.runCollect(Stream.take(trainingProblems(seed, { start }), n))

describe("heldOut", () => {
  it("holds a tenth of all expressions out", () => {
    let held = 0
    for (let i = 0; i < expressionCount; i++) if (heldOut(expressionAt(i))) held++
    expect(held / expressionCount).toBeCloseTo(0.1, 2)
  })
})

describe("toProblem", () => {
  it("has the prompt, the right digit, and a name of its own", () => {
    expect(toProblem(parse("Q 8 - 3 * 9 + 2 ="))).toEqual({ id: "8-3*9+2", problem: "Q 8 - 3 * 9 + 2 =", gold: "7" })
  })
})

describe("trainingProblems", () => {
  it.effect("is a function of the seed, and starts anywhere", () =>
    Effect.gen(function* () {
      const problems = yield* take(7, 50)
      expect(yield* take(7, 50)).toEqual(problems)
      expect(yield* take(7, 20, 30)).toEqual(problems.slice(30))
      expect(yield* take(8, 50)).not.toEqual(problems)
      for (const { problem, gold } of problems) expect(gold).toBe(`${evaluate(parse(problem))}`)
    }))

  it.effect("never holds a held-out problem", () =>
    Effect.gen(function* () {
      const held = new Set(heldOutProblems(1, 20000).map(({ id }) => id))
      const problems = yield* take(3, 20000)
      expect(problems.filter(({ id, problem }) => held.has(id) || heldOut(parse(problem)))).toEqual([])
      // 20,000 uniform draws out of N = 243,000 give about N (1 - e^(-20/243)) = 19,200 different ones.
      expect(new Set(problems.map(({ id }) => id)).size).toBeGreaterThan(19050)
    }))
})

describe("heldOutProblems", () => {
  it("is a fixed list without duplicates, of held-out problems only", () => {
    const problems = heldOutProblems(7, 2400)
    expect(heldOutProblems(7, 2400)).toEqual(problems)
    expect(heldOutProblems(7, 100)).toEqual(problems.slice(0, 100))
    expect(heldOutProblems(8, 100)).not.toEqual(problems.slice(0, 100))
    expect(new Set(problems.map(({ id }) => id)).size).toBe(2400)
    expect(problems.every(({ problem }) => heldOut(parse(problem)))).toBe(true)
    expect(problems.every(({ problem, gold }) => gold === `${evaluate(parse(problem))}`)).toBe(true)
  })

  it("has every one of them at its end", () => {
    const all = Array.from({ length: expressionCount }, (_, i) => expressionAt(i)).filter(heldOut).map(toProblem)
    const ids = (problems: ReadonlyArray<{ readonly id: string }>) => problems.map(({ id }) => id).toSorted()
    expect(ids(heldOutProblems(7, all.length))).toEqual(ids(all))
  })

  it("cannot be longer than there are problems", () => {
    expect(() => heldOutProblems(7, 30000)).toThrow(/Cannot take 30000 held-out problems: there are 2\d{4}/)
  })
})
