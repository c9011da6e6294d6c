import { describe, expect, it } from "vitest"
import { advice, adviceBounds, type Shown } from "./advice.ts"

const noisy: Shown = { entropy: 0.5, vocabulary: 39, agreement: 0.6, unparsable: 0.1, cut: 0.1 }
const all = (count: number, value: number) => Array.from({ length: count }, () => value)

describe("without labels", () => {
  it.each<readonly [string, Partial<Shown>, string, RegExp]>([
    ["a noisy model", {}, "help", /agree to 60%.*no signal without labels tells that/],
    ["a certain one", { entropy: 0.1 }, "little", /0\.100 nats a token, below 0\.03 log 39 = 0\.110/],
    ["one that agrees with itself", { agreement: 0.93 }, "little", /agree to 93%/],
    ["one that gives no answers", { unparsable: 0.8 }, "little", /80% of the completions hold no readable answer/],
    ["one that is cut", { cut: 0.7 }, "little", /70% of the completions are cut/],
  ])("%s", (_, shown, expected, why) => {
    const { expect: found, because } = advice({ ...noisy, ...shown })
    expect(found).toBe(expected)
    expect(because).toMatch(why)
  })

  it("asks for more entropy of a larger vocabulary, in the ratio of logarithms", () => {
    const least = (vocabulary: number) => adviceBounds.certain * Math.log(vocabulary)
    for (const vocabulary of [39, 150_000]) {
      expect(advice({ ...noisy, vocabulary, entropy: least(vocabulary) * 1.01 }).expect).toBe("help")
      expect(advice({ ...noisy, vocabulary, entropy: least(vocabulary) * 0.99 }).expect).toBe("little")
    }
  })
})

describe("with labels", () => {
  const by = (sampled: ReadonlyArray<number>, greedy: ReadonlyArray<number>, shown = noisy) =>
    advice({ ...shown, labels: { sampled, greedy } })
  it("asks whether the likeliest is right more often than a sample", () => {
    expect(by(all(8, 0.4), [1, 1, 1, 1, 1, 1, 0, 0]).expect).toBe("help")
    expect(by(all(8, 0.4), all(8, 0)).expect).toBe("harm")
    // 3 of 8 and .4: no difference that eight problems would show.
    expect(by(all(8, 0.4), [1, 1, 1, 0, 0, 0, 0, 0]).expect).toBe("little")
  })
  it("is the paired difference with its standard error", () => {
    // Differences .5, .5, -.5, .5: mean .25, standard deviation .5, error .25.
    expect(by(all(4, 0.5), [1, 1, 0, 1]).because).toContain("+0.25 [-0.24, +0.74]")
  })
  it("overrides what answers look like, and not a certain model", () => {
    expect(by(all(8, 0.4), all(8, 1), { ...noisy, unparsable: 0.9 }).expect).toBe("help")
    expect(by(all(8, 0.4), all(8, 1), { ...noisy, entropy: 0.01 }).expect).toBe("little")
  })
  it("needs more than one of them", () => expect(by([0.4], [0]).expect).toBe("help"))
})
