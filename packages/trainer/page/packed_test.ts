import { describe, expect, it } from "vitest"
import { chosen } from "./browser/choice.js"
import { nothing, promptOf, told, valuesOf, wordsOf } from "./browser/state.js"
import { levelsOf, scaleOf } from "./levels.ts"
import { packed } from "./packed.ts"
import { page } from "./page.ts"
import { reading, samplesOf, words } from "./testing/made_up.ts"
import { noWords } from "./words.ts"

const begun = { kind: "run", run: 0, name: "a" } as const

describe("what a page is told", () => {
  it("is what was sampled, read back by the browser's own code", () => {
    const all = noWords()
    const steps = [1, 2].map((step) => packed({ run: 0, step, samples: samplesOf(step) }, all, reading))
    expect(steps[0].words.length).toBeGreaterThan(10)
    // What the first message said is not said again.
    expect(steps[1].words.filter((word) => steps[0].words.includes(word))).toEqual([])
    const state = [begun, ...steps].reduce(told, nothing())
    expect(state.completions.map(({ step }) => step)).toEqual([...Array(48).fill(1), ...Array(48).fill(2)])
    for (const [k, sample] of [...samplesOf(1), ...samplesOf(2)].entries()) {
      const { group, i, scales } = state.completions[k]
      expect(wordsOf(state, group.tokens[i])).toEqual(sample.tokens.map((token) => words[token!]))
      expect([group.reward[i], group.advantage[i], group.gold]).toEqual([sample.reward, sample.advantage, sample.gold])
      expect(group.cut[i]).toBe(sample.finish === "length")
      expect(promptOf(state, group)).toBe(sample.prompt.map((token) => words[token!]).join("").trim())
      for (const [name, values] of Object.entries(sample.signals)) {
        const read = valuesOf(group.signals[name][i], scales[name])
        expect(read).toHaveLength(values.length)
        values.forEach((value, j) =>
          value === null ? expect(read[j]).toBeUndefined() : expect(Math.abs(read[j]! - value)).toBeLessThan(0.03)
        )
      }
    }
  })

  it("has as many words as a page may need, each by its number", () => {
    const all = noWords()
    const many = Array.from({ length: 70_000 }, (_, i) => `w${i}`)
    const numbered = all.numbered(many)
    expect(numbered.isWellFormed()).toBe(true)
    expect(wordsOf({ ...nothing(), words: all.fresh() }, JSON.parse(JSON.stringify(numbered)))).toEqual(many)
  })

  it("rounds the least where a model is certain, and says of nothing that it is none", () => {
    const scale = scaleOf("logprob", [[-8, null], [0, -0.001]])
    expect(scale).toEqual({ from: 0, to: -8 })
    const [a, b, c, none] = valuesOf(levelsOf([0, -0.001, -8, null], scale), scale)
    expect([a, c, none]).toEqual([0, -8, undefined])
    expect(Math.abs(b! + 0.001)).toBeLessThan(0.0005)
    expect(valuesOf(levelsOf([3, 3], scaleOf("x", [[3, 3]])), { from: 3, to: 3 })).toEqual([3, 3])
    expect(scaleOf("x", [[null], []])).toEqual({ from: 0, to: 0 })
  })

  it("knows who is apart from the majority, and that a tie has none", () => {
    const of = (answers: ReadonlyArray<string>) => {
      const samples = answers.map((text) => ({ ...samplesOf(1)[0], text }))
      return packed({ run: 0, step: 1, samples }, noWords(), reading).groups[0].apart
    }
    expect(of(["A 1", "A 1", "A 2", "none"])).toEqual([false, false, true, true])
    expect(of(["A 1", "A 2"])).toEqual([false, false])
    expect(of(["none", "none"])).toEqual([false, false])
  })

  it("keeps the text where tokens do not spell it, or have no words", () => {
    const samples = [samplesOf(1)[0], { ...samplesOf(1)[0], text: "something else" }]
    const text = (how: typeof reading) => packed({ run: 0, step: 1, samples }, noWords(), how).groups[0].text
    expect(text(reading)).toEqual([null, "something else"])
    expect(text({ ...reading, spelling: undefined })).toEqual([samples[0].text, "something else"])
  })

  it("is sorted with what is no number last", () => {
    const samples = [3, null, 1].map((reward) => ({ ...samplesOf(1)[0], reward }))
    const state = [begun, packed({ run: 0, step: 1, samples }, noWords(), reading)].reduce(told, nothing())
    const rewards = (order: string) =>
      chosen(state, { set: "training", run: "", step: "", filter: "all", order, text: "" }).map(({ group, i }) =>
        group.reward[i]
      )
    expect(rewards("lowest reward")).toEqual([1, 3, null])
    expect(rewards("highest reward")).toEqual([3, 1, null])
  })

  it("takes less than 3 MB for 60 updates of 256 completions whose signals are all noise", () => {
    let seed = 1
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647
    const all = noWords()
    const steps = Array.from({ length: 60 }, (_, step) => {
      const samples = Array.from({ length: 256 }, (_, k) => {
        const tokens = Array.from({ length: 25 }, () => Math.floor(16 * random()))
        const noise = () => tokens.map(() => 3 * random() ** 2)
        const signals = { logprob: noise().map((x) => -x), entropy: noise(), selfCertainty: noise() }
        return {
          ...samplesOf(1)[0],
          problem: `p${k >> 3} of ${step}`,
          tokens,
          reward: random(),
          advantage: random(),
          signals,
        }
      })
      return packed({ run: 0, step, samples }, all, reading)
    })
    expect(page({ runs: [], messages: [begun, ...steps], pairs: [] }).length).toBeLessThan(3_000_000)
  })
})
