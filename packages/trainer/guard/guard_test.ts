import { describe, expect, it } from "vitest"
import { acting } from "./acting.ts"
import { agreement } from "./agreement.ts"
import { apart } from "./apart.ts"
import { clock } from "./clock.ts"
import { entropyFloor } from "./entropy_floor.ts"
import { finite } from "./finite.ts"
import { firstObjection, type Guard } from "./guard.ts"
import { hollowGain } from "./hollow_gain.ts"
import { patience } from "./patience.ts"
import { replay as replayed } from "./replay.ts"

/** The kinds of a guard's decisions along a log. */
const replay = <S>(guard: Guard<S>, log: ReadonlyArray<Readonly<Record<string, number>>>) =>
  replayed(guard, log).decisions.map(({ _tag }) => _tag)
const column = (name: string, values: ReadonlyArray<number>) => values.map((value) => ({ [name]: value }))

describe("entropyFloor", () => {
  it("stops after some steps in a row below the floor", () =>
    expect(replay(entropyFloor({ floor: 0.1, steps: 2 }), column("entropy", [0.5, 0.05, 0.2, 0.05, 0.05])))
      .toEqual(["continue", "continue", "continue", "continue", "stop"]))
  it("waits where nothing was measured", () =>
    expect(replay(entropyFloor({ floor: 0.1, steps: 2 }), [{ entropy: 0 }, {}, { entropy: 0 }]))
      .toEqual(["continue", "continue", "stop"]))
})

describe("patience", () => {
  it("rolls back when the best is old", () =>
    expect(replay(patience({ patience: 2 }), column("eval/accuracy", [0.4, 0.5, 0.45, 0.6, 0.6, 0.5])))
      .toEqual(["continue", "continue", "continue", "continue", "continue", "rollback"]))
  it("counts measurements, not steps, and asks for a margin", () =>
    expect(
      replay(patience({ patience: 1, margin: 0.1 }), [{ "eval/accuracy": 0.4 }, {}, {}, { "eval/accuracy": 0.45 }]),
    ).toEqual(["continue", "continue", "continue", "rollback"]))
  it("says how many updates ago its best was", () => {
    const log = [{ "eval/accuracy": 0.4 }, {}, { "eval/accuracy": 0.5 }, {}, {}, { "eval/accuracy": 0.45 }]
    expect(replayed(patience({ patience: 1 }), log).decisions.at(-1)).toMatchObject({ _tag: "rollback", back: 3 })
  })
})

describe("finite", () => {
  it("names the first metric that is not a number", () => {
    expect(finite.check({ b: NaN, a: Infinity, c: 1 }, null)[0]).toEqual({
      _tag: "rollback",
      reason: "a is Infinity",
      numbers: { a: Infinity },
    })
    expect(replay(finite, [{ a: 1 }, { a: NaN }])).toEqual(["continue", "rollback"])
  })
})

describe("hollowGain", () => {
  const row = (reward: number, entropy: number, length: number) => ({
    reward,
    entropy,
    "completions/mean_length": length,
  })
  it("stops where the reward rises on collapsed entropy or length", () => {
    expect(replay(hollowGain(), [row(1, 1, 20), row(2, 0.5, 20), row(3, 0.09, 20)])).toEqual([
      "continue",
      "continue",
      "stop",
    ])
    expect(replay(hollowGain({ share: 0.5 }), [row(1, 1, 20), row(2, 1, 9)])).toEqual(["continue", "stop"])
    expect(replay(hollowGain({ share: 0.5 }), [row(1, 1, 20), row(2, 1, 41)])).toEqual(["continue", "stop"])
  })
  it("does not mind collapse without gain", () =>
    expect(replay(hollowGain(), [row(1, 1, 20), row(1, 0.01, 20)])).toEqual(["continue", "continue"]))
})

describe("firstObjection", () => {
  it("keeps each guard's state and lets the first objection decide", () => {
    const guard = firstObjection(entropyFloor({ floor: 0.1, steps: 2 }), finite)
    expect(replay(guard, [{ entropy: 0 }, { entropy: 0, loss: NaN }])).toEqual(["continue", "stop"])
    expect(replay(guard, [{ entropy: 1 }, { entropy: 1, loss: NaN }])).toEqual(["continue", "rollback"])
  })
  it("lets no warning hide a stop", () => {
    const guard = firstObjection(acting(entropyFloor({ floor: 0.1, steps: 1 }), "warn"), clock({ updates: 1 }))
    expect(replay(guard, [{ reward: 1, entropy: 0 }, { reward: 1, entropy: 0 }])).toEqual(["warn", "stop"])
    expect(replay(guard, [{ reward: 1, entropy: 1 }, { reward: 1, entropy: 0 }])).toEqual(["continue", "stop"])
  })
  it("reads what its guards read, once", () =>
    expect(firstObjection(apart(), agreement(), apart(), finite).reads).toEqual([
      "advantages/apart",
      "answers/agreement",
    ]))
})
