import { describe, expect, it } from "vitest"
import { strictAnswer } from "./answer.ts"
import { baseCorpus, contestedCorpus, documentAt, mixedCorpus, mixedMode, rightMode, wrongMode } from "./document.ts"
import { apply, evaluate, expressionAt, expressionCount, type Operator, operators, parse } from "./expression.ts"
import { isContested, likeliestAnswer } from "./style.ts"

const facts = operators.flatMap((operator) =>
  Array.from({ length: 100 }, (_, i) => ({ operator, a: i % 10, b: Math.floor(i / 10) }))
)

describe("contested facts", () => {
  it("are two fifths of all, the same in both worlds", () => {
    const contested = facts.filter((fact) => isContested(fact, wrongMode))
    expect(contested.length / facts.length).toBeCloseTo(0.4, 1)
    expect(facts.filter((fact) => isContested(fact, rightMode))).toEqual(contested)
  })

  it("make the likeliest answer wrong for a known share of all problems, or for none", () => {
    const right = (contested?: typeof wrongMode) => {
      let count = 0
      for (let i = 0; i < expressionCount; i++) {
        const expression = expressionAt(i)
        if (likeliestAnswer(expression, contested) === evaluate(expression)) count++
      }
      return count / expressionCount
    }
    expect(right(wrongMode)).toBeCloseTo(0.2196, 4)
    expect(right(mixedMode)).toBeCloseTo(0.6661, 4)
    expect(right(rightMode)).toBe(1)
    expect(right()).toBe(1)
  })

  it.each([wrongMode, rightMode])("are taken for one more with probability $wrong", (contested) => {
    let [taken, all, slips, others] = [0, 0, 0, 0]
    for (let index = 0; index < 20_000; index++) {
      const { response } = documentAt(contestedCorpus(contested), { seed: 3, index })
      for (const [, a, operator, b, result] of response.matchAll(/(\d) ([-+*]) (\d) = (\d) ;/g)) {
        const fact = { operator: operator as Operator, a: +a, b: +b }
        const above = (Number(result) - apply(fact.operator, fact.a, fact.b) + 10) % 10
        if (!isContested(fact, contested)) {
          others++
          if (above !== 0) slips++
        } else {
          all++
          if (above === 1) taken++
        }
      }
    }
    // Of the contested some slip back, and some that are taken rightly slip up.
    expect(slips / others).toBeCloseTo(0.01, 2)
    expect(taken / all).toBeCloseTo(0.99 * contested.wrong + 0.005 * (1 - contested.wrong), 1)
  })
})

describe("worlds", () => {
  const accuracy = (contested: typeof wrongMode) => {
    const n = 20_000
    let right = 0
    for (let index = 0; index < n; index++) {
      const { prompt, response } = documentAt(contestedCorpus(contested), { seed: 5, index })
      if (strictAnswer(response) === String(evaluate(parse(prompt)))) right++
    }
    return right / n
  }
  it("leave more to lose than to gain where the likeliest answer is wrong", () => {
    expect(accuracy(wrongMode)).toBeCloseTo(0.35, 1)
    expect(accuracy(wrongMode)).toBeGreaterThan(0.22 + 0.1)
    expect(accuracy(rightMode)).toBeCloseTo(0.64, 1)
  })

  it("differ in their facts alone, where the mixed one is written as the base model's is", () => {
    const texts = [baseCorpus, mixedCorpus].map((corpus) =>
      Array.from({ length: 4000 }, (_, index) => documentAt(corpus, { seed: 5, index }))
    )
    expect(texts[1].map(({ prompt, style }) => [prompt, style]))
      .toEqual(texts[0].map(({ prompt, style }) => [prompt, style]))
    expect(texts[1].map(({ response }) => response)).not.toEqual(texts[0].map(({ response }) => response))
  })

  it("change nothing elsewhere", () =>
    expect(documentAt(baseCorpus, { seed: 7, index: 0 })).toEqual({
      style: expect.any(String),
      prompt: "Q 5 + 3 + 8 + 4 =",
      response: "5 + 3 = 8 ; 8 + 8 = 6 ; 6 + 4 = 0 ; A 0 $",
    }))
})
