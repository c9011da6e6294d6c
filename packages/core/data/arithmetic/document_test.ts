import { describe, expect, it } from "vitest"
import { random } from "../../random/seed.ts"
import { codec } from "../../text/tokenizer.ts"
import { looseAnswer, strictAnswer } from "./answer.ts"
import { baseCorpus, type Document, document, documentAt, instructCorpus } from "./document.ts"
import { apply, evaluate, type Operator, parse } from "./expression.ts"
import { heldOut } from "./problems.ts"
import { arithmeticTokenizer, endWord, fillers, hesitations, vocabulary } from "./vocabulary.ts"

const many = (corpus: typeof baseCorpus, n: number): ReadonlyArray<Document> =>
  Array.from({ length: n }, (_, index) => documentAt(corpus, { seed: 5, index }))

const n = 20000
const base = many(baseCorpus, n)
const instruct = many(instructCorpus, n / 4)

/** Within five standard deviations of its probability. */
const near = (hits: number, trials: number, p: number) => {
  expect(Math.abs(hits / trials - p)).toBeLessThan(5 * Math.sqrt(p * (1 - p) / trials))
}

/** A step as it was written, and the value that it leaves. */
interface Step {
  readonly a: number
  readonly operator: Operator
  readonly b: number
  readonly result: number
  readonly check?: { readonly word: string; readonly result: number; readonly verdict: string }
}

const equation = String.raw`(\d) ([-+*]) (\d) = (\d)`
const stepForm = new RegExp(`^${equation}(?: wait (\\w+) ${equation} (ok|no))?$`)

/** Reads worked steps back; anything else about a response is what remains after them. */
const readSteps = (response: string): { readonly steps: ReadonlyArray<Step>; readonly rest: string } => {
  const parts = response.split(" ; ")
  const steps = parts.slice(0, -1).map((part): Step => {
    const match = stepForm.exec(part)
    if (match === null) throw new Error(`no step: "${part}"`)
    const [, a, operator, b, result, word, a2, operator2, b2, again, verdict] = match
    const step = { a: +a, operator: operator as Operator, b: +b, result: +result }
    if (word === undefined) return step
    expect([a2, operator2, b2]).toEqual([a, operator, b])
    return { ...step, check: { word, result: +again, verdict } }
  })
  return { steps, rest: parts[parts.length - 1] }
}

const worked = (documents: ReadonlyArray<Document>) =>
  documents.filter(({ style }) => style === "cot" || style === "ramble").map((d) => ({
    ...d,
    ...readSteps(d.response),
  }))

const offByOne = (a: number, b: number) => (a - b + 10) % 10 === 1 || (b - a + 10) % 10 === 1

describe("documents", () => {
  it("are a function of the seed and the number", () => {
    expect(many(baseCorpus, 100)).toEqual(base.slice(0, 100))
    const other = Array.from({ length: 100 }, (_, index) => documentAt(baseCorpus, { seed: 6, index }))
    expect(other).not.toEqual(base.slice(0, 100))
  })

  it("are never about held-out problems", () => {
    expect([...base, ...instruct].filter(({ prompt }) => heldOut(parse(prompt)))).toEqual([])
  })

  it("are spelled by the vocabulary, and use all of it but padding", () => {
    const { encode, decode, vocabSize, idOf } = codec(arithmeticTokenizer)
    const seen = new Set<number>()
    for (const { prompt, response } of [...base.slice(0, 4000), ...instruct.slice(0, 500)]) {
      const ids = encode(`${prompt} ${response}`)
      for (const id of ids) seen.add(id)
      if (decode(ids) !== `${prompt} ${response}`) expect.fail(response)
      if (ids[ids.length - 1] !== idOf(endWord)) expect.fail(response)
    }
    expect(vocabSize).toBe(39)
    expect([...seen].sort((a, b) => a - b)).toEqual(vocabulary.map((_, id) => id).slice(1))
  })

  it("come in the stated styles", () => {
    for (const { name, weight } of baseCorpus) near(base.filter(({ style }) => style === name).length, n, weight)
    expect(baseCorpus.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1)
    expect(instruct.every(({ style }) => style === "cot")).toBe(true)
  })

  it("carry every result on, and answer with the last one", () => {
    for (const { prompt, steps, rest } of [...worked(base), ...worked(instruct)]) {
      const { digits, operators } = parse(prompt)
      let value = digits[0]
      expect(steps.length).toBe(3)
      steps.forEach(({ a, operator, b, result, check }, i) => {
        if (a !== value || operator !== operators[i] || b !== digits[i + 1]) expect.fail(prompt)
        const right = apply(operator, a, b)
        if (result !== right && !offByOne(result, right)) expect.fail(prompt)
        if (check !== undefined) {
          if (check.result !== right && !offByOne(check.result, right)) expect.fail(prompt)
          if (check.verdict !== (check.result === result ? "ok" : "no")) expect.fail(prompt)
        }
        value = check?.result ?? result
      })
      if (!rest.startsWith(`A ${value} `)) expect.fail(prompt)
    }
  })

  it("slip, check and correct as often as stated", () => {
    const steps = worked(base).flatMap(({ steps }) => steps)
    const slipped = steps.filter(({ a, operator, b, result }) => apply(operator, a, b) !== result)
    const right = steps.filter(({ a, operator, b, result }) => apply(operator, a, b) === result)
    const checked = steps.filter(({ check }) => check !== undefined)
    near(slipped.length, steps.length, 0.15)
    near(slipped.filter(({ check }) => check).length, slipped.length, 0.5)
    near(right.filter(({ check }) => check).length, right.length, 0.08)
    near(
      checked.filter(({ a, operator, b, check }) => check?.result === apply(operator, a, b)).length,
      checked.length,
      0.8,
    )
    near(
      slipped.filter(({ a, operator, b, result }) => (apply(operator, a, b) + 1) % 10 === result).length,
      slipped.length,
      0.5,
    )
    for (const word of hesitations) {
      near(checked.filter(({ check }) => check?.word === word).length, checked.length, 1 / 3)
    }

    const clean = worked(instruct).flatMap(({ steps }) => steps)
    near(clean.filter(({ a, operator, b, result }) => apply(operator, a, b) !== result).length, clean.length, 0.04)
    expect(clean.some(({ check }) => check)).toBe(false)
  })

  it("ramble for 4 to 12 words, and only where they ramble", () => {
    const lengths = new Map<number, number>()
    const words = new Map<string, number>()
    for (const { style, rest } of worked(base)) {
      const tail = rest.split(" ").slice(2, -1)
      if (style === "cot") expect(tail).toEqual([])
      else {
        lengths.set(tail.length, (lengths.get(tail.length) ?? 0) + 1)
        for (const word of tail) words.set(word, (words.get(word) ?? 0) + 1)
      }
    }
    const total = (counts: Map<unknown, number>) => [...counts.values()].reduce((a, b) => a + b)
    expect([...lengths.keys()].sort((a, b) => a - b)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12])
    for (const count of lengths.values()) near(count, total(lengths), 1 / 9)
    expect([...words.keys()].sort()).toEqual([...fillers].sort())
    for (const count of words.values()) near(count, total(words), 1 / 12)
  })

  it("answer directly, right in 30% and the tenth of the rest", () => {
    const direct = base.filter(({ style }) => style === "direct")
    expect(direct.every(({ response }) => /^A \d \$$/.test(response))).toBe(true)
    near(
      direct.filter(({ prompt, response }) => response[2] === `${evaluate(parse(prompt))}`).length,
      direct.length,
      0.37,
    )
  })

  it("repeat the last operand where they take it easy", () => {
    const easy = baseCorpus.filter(({ name }) => name === "easy")
    expect(document(parse("Q 8 - 3 * 9 + 2 ="), easy, random(0))).toEqual({
      style: "easy",
      prompt: "Q 8 - 3 * 9 + 2 =",
      response: "easy so 2 so 2 so 2 A 2 $",
    })
  })
})

describe("answers", () => {
  it("are strict at the end only, loose after the first A", () => {
    const cases = [
      ["8 - 3 = 5 ; 5 * 9 = 5 ; 5 + 2 = 7 ; A 7 $", "7", "7"],
      ["A 7 w1 w2 w3 w4 $", undefined, "7"],
      ["A 7", undefined, "7"],
      ["A 7 $ ", "7", "7"],
      ["A 3 ; A 7 $", "7", "3"],
      ["A A 7 $", "7", undefined],
      ["A $", undefined, undefined],
      ["A 7 $ $", undefined, "7"],
      ["= 7 $", undefined, undefined],
      ["", undefined, undefined],
    ] as const
    for (const [response, strict, loose] of cases) {
      expect([strictAnswer(response), looseAnswer(response)], response).toEqual([strict, loose])
    }
  })

  it("are found in every document of a style that has the form", () => {
    for (const { style, response } of base) {
      const strict = strictAnswer(response)
      if ((strict !== undefined) !== (style !== "ramble")) expect.fail(response)
      if (looseAnswer(response) === undefined || (strict ?? looseAnswer(response)) !== looseAnswer(response)) {
        expect.fail(response)
      }
    }
  })
})
