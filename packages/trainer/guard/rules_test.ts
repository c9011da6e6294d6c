// The rules that may stop a run, over logs that go each way a run can go; and what holds of every guard.
import { describe, expect, it } from "vitest"
import { acting } from "./acting.ts"
import { agreement } from "./agreement.ts"
import { apart } from "./apart.ts"
import { clock } from "./clock.ts"
import { decline } from "./decline.ts"
import { entropyBudget } from "./entropy_budget.ts"
import { entropyFloor } from "./entropy_floor.ts"
import { fewLabels } from "./few_labels.ts"
import { finite } from "./finite.ts"
import { ends, firstObjection, type Guard, type Numbers, opaque } from "./guard.ts"
import { hollowGain } from "./hollow_gain.ts"
import { patience } from "./patience.ts"
import { replay } from "./replay.ts"
import { twoSided } from "./two_sided.ts"

const column = (name: string) => (...values: ReadonlyArray<number>) => values.map((value) => ({ [name]: value }))
const entropy = column("entropy")

/** The line, from 1, at which a guard would first end a run, and why; nothing where it never would. */
const stop = <S>(guard: Guard<S>, log: ReadonlyArray<Numbers>) => {
  const { decisions } = replay(guard, log)
  const at = decisions.findIndex(ends)
  const decision = decisions[at]
  return at < 0 || !ends(decision) ? undefined : [at + 1, decision.reason]
}

describe("clock", () => {
  it("keeps as many updates as it says, by objecting to the next", () => {
    const log = [{ "eval/accuracy": 0.4 }, ...column("reward")(1, 1, 1, 1)]
    expect(stop(clock({ updates: 3 }), log)).toEqual([5, "3 updates are done"])
    expect(stop(clock({ updates: 4 }), log)).toBeUndefined()
    expect(stop(clock({ updates: 1 }), log)).toEqual([3, "1 update is done"])
    expect(stop(clock({ updates: 0 }), log)).toEqual([2, "0 updates are done"])
  })
})

describe("entropyBudget", () => {
  const budget = (options: object = {}) => entropyBudget({ share: 0.5, floor: 0.1, vocabulary: 10, ...options })
  it("stops at the first update with at most its share", () => {
    expect(stop(budget(), entropy(1, 0.51, 0.5, 0.1))).toEqual([
      3,
      "entropy is 0.500, at most 0.5 of its start, 1.00",
    ])
    expect(stop(budget(), entropy(1, 0.51, 1.4))).toBeUndefined()
  })
  it("lets nothing begin below its floor, in units of log V, and asks for the floor at the start alone", () => {
    expect(stop(budget(), entropy(0.23, 0.22))).toEqual([
      1,
      "entropy is 0.230 at the start, below 0.1 log 10 = 0.230: the model is too certain already to gain",
    ])
    expect(stop(budget(), entropy(0.231, 0.2))).toBeUndefined()
    expect(stop(budget({ floor: 0 }), entropy(0.01, 0.009))).toBeUndefined()
    expect(stop(budget({ vocabulary: 100 }), entropy(0.4, 0.4))?.[0]).toBe(1)
  })
  it("waits for so many updates in a row", () => {
    expect(stop(budget({ lag: 2 }), entropy(1, 0.4, 0.6, 0.4, 0.3))).toEqual([
      5,
      "entropy is 0.300, at most 0.5 of its start, 1.00 for 2 updates",
    ])
  })
  it("smooths by an exponential mean that begins at the first value", () => {
    // 1, 0.5, 0.25 of a mean that goes half of the way.
    expect(stop(budget({ smooth: 0.5 }), entropy(1, 0.2, 0.2))).toEqual([
      3,
      "entropy is 0.400, at most 0.5 of its start, 1.00",
    ])
  })
  it("does not count lines without entropy", () =>
    expect(
      stop(budget({ lag: 2 }), [{ "eval/entropy": 0 }, { entropy: 1 }, { entropy: 0.4 }, {}, { entropy: 0.4 }])?.[0],
    )
      .toBe(5))
})

describe("twoSided", () => {
  const row = (entropy: number, length: number) => ({ entropy, "completions/mean_length": length })
  it.each([
    ["entropy falls", [row(1, 20), row(0.49, 20)], "entropy is 0.490, not between 0.5 and 2.00 times its start, 1.00"],
    ["entropy rises", [row(1, 20), row(2.1, 20)], "entropy is 2.10, not between"],
    ["length falls", [row(1, 20), row(1, 9)], "completions/mean_length is 9.00, not between"],
    ["length rises", [row(1, 20), row(1, 41)], "completions/mean_length is 41.0, not between"],
  ])("stops where %s", (_, log, reason) => {
    expect(stop(twoSided({ share: 0.5 }), log)?.[0]).toBe(2)
    expect(stop(twoSided({ share: 0.5 }), log)?.[1]).toContain(reason)
    expect(stop(twoSided({ share: 0.5, lag: 2 }), log)).toBeUndefined()
  })
  it("goes on between the bounds, and waits where nothing was measured", () => {
    expect(stop(twoSided({ share: 0.5 }), [row(1, 20), row(0.5, 40), row(2, 10)])).toBeUndefined()
    expect(stop(twoSided({ share: 0.5, lag: 2 }), [row(1, 20), row(3, 20), {}, row(3, 20)])?.[0]).toBe(4)
  })
})

describe("agreement", () => {
  const log = column("answers/agreement")
  it("stops where samples agree, or no longer do", () => {
    expect(stop(agreement(), log(0.6, 0.9, 0.95))).toEqual([
      3,
      "agreement among samples is 0.950, at least 0.95",
    ])
    expect(stop(agreement({ share: 0.5 }), log(0.6, 0.3, 0.29))).toEqual([
      3,
      "agreement among samples is 0.290, below 0.5 of its start, 0.600",
    ])
    expect(stop(agreement({ lag: 2 }), log(0.6, 0.96, 0.9, 0.96, 0.97))?.[0]).toBe(5)
    expect(stop(agreement(), log(0.6, 0.5, 0.9))).toBeUndefined()
  })
})

describe("apart", () => {
  it("stops where advantages part from those of the trajectory mean", () => {
    const log = column("advantages/apart")
    expect(stop(apart(), log(0.5, 0.849, 0.85))).toEqual([
      3,
      "the advantages differ from those of the trajectory mean by 0.850 of their size, at least 0.85",
    ])
    expect(stop(apart({ smooth: 0.5 }), log(0.5, 0.9, 0.9))).toBeUndefined()
    expect(stop(apart({ lag: 2 }), log(0.9, 0.5, 0.9, 0.9))?.[0]).toBe(4)
  })
})

describe("decline", () => {
  const steady = decline({ share: 0.5, every: 1 })
  it("stops where the decline is below a share of its largest", () => {
    // By log 2, log 4, log 2, half of the largest.
    expect(stop(decline({ share: 0.51, every: 1 }), entropy(1, 0.5, 0.125, 0.0625))?.[0]).toBe(4)
    expect(stop(decline({ share: 0.49, every: 1 }), entropy(1, 0.5, 0.125, 0.0625))).toBeUndefined()
    expect(stop(steady, entropy(0.8, 0.4, 0.2, 0.18))).toEqual([
      4,
      "log-entropy fell by 0.105 in 1 update, less than 0.5 of 0.693",
    ])
  })
  it("remembers the largest, and not the last", () => {
    // By 0.69, 0.36, which is more than half of it, and 0.22, which is not.
    expect(stop(steady, entropy(1, 0.5, 0.35, 0.28))?.[0]).toBe(4)
  })
  it("stops at once where entropy does not fall", () => {
    expect(stop(steady, entropy(0.5, 0.5))).toEqual([
      2,
      "entropy did not fall in the first 1 update: it is 0.500, was 0.500",
    ])
    expect(stop(steady, entropy(0.5, 0.6))?.[0]).toBe(2)
    // A policy that is certain of everything has nothing left to lose.
    expect(stop(steady, entropy(0.5, 0, 0))?.[0]).toBe(3)
  })
  it("measures every so many updates, from the first", () => {
    const every = decline({ share: 0.5, every: 2 })
    expect(stop(every, entropy(1, 9, 0.5, 9, 0.25, 9))).toBeUndefined()
    expect(stop(every, entropy(1, 9, 0.5, 9, 0.45))?.[0]).toBe(5)
    expect(replay(every, entropy(1, 9, 2)).decisions.at(-1)).toMatchObject({ _tag: "stop", back: 3 })
  })
})

describe("acting", () => {
  it("is of one kind, and warns once", () => {
    const log = entropy(1, 0, 0, 1, 0)
    const floor = entropyFloor({ floor: 0.1, steps: 1 })
    const kinds = (kind: "warn" | "stop" | "rollback") =>
      replay(acting(floor, kind), log).decisions.map(({ _tag }) => _tag)
    expect(kinds("warn")).toEqual(["continue", "warn", "continue", "continue", "continue"])
    expect(kinds("rollback")).toEqual(["continue", "rollback", "rollback", "continue", "rollback"])
    expect(acting(apart(), "warn").reads).toEqual(["advantages/apart"])
    const [first] = replay(acting(decline({ every: 1 }), "rollback"), entropy(1, 2)).decisions.slice(-1)
    expect(first).toMatchObject({ _tag: "rollback", back: 2, numbers: { entropy: 2 } })
  })
})

/** A run that rises, collapses, and has measured all there is. */
const log: ReadonlyArray<Numbers> = Array.from({ length: 30 }, (_, i) => ({
  reward: i / 10,
  entropy: 0.5 * 0.9 ** Math.min(i, 18) + 0.01 * (i % 3),
  "completions/mean_length": 25 - i / 2,
  "answers/agreement": Math.min(1, 0.5 + i / 40),
  "advantages/apart": 0.4 + i / 50,
  ...i % 5 === 0 ? { "eval/accuracy": 0.5 + (i < 10 ? i : 20 - i) / 50, "labels/gained": 3, "labels/lost": i } : {},
}))

const all: Readonly<Record<string, Guard<unknown>>> = {
  acting: opaque(acting(apart(), "warn")),
  agreement: opaque(agreement()),
  apart: opaque(apart({ smooth: 0.5, lag: 2 })),
  clock: opaque(clock()),
  decline: opaque(decline({ every: 3 })),
  entropyBudget: opaque(entropyBudget({ vocabulary: 39, smooth: 0.5, lag: 3 })),
  entropyFloor: opaque(entropyFloor({ floor: 0.1 })),
  fewLabels: opaque(fewLabels()),
  finite: opaque(finite),
  hollowGain: opaque(hollowGain({ share: 0.5 })),
  patience: opaque(patience()),
  twoSided: opaque(twoSided()),
  several: opaque(firstObjection(decline({ every: 3, share: 0.3 }), apart(), fewLabels())),
}

describe.each(Object.entries(all))("%s", (name, guard) => {
  const whole = replay(guard, log)

  it("decides of a beginning as it decided of it in the whole, and the same again", () => {
    for (let n = 0; n <= log.length; n++) {
      const { decisions, state } = replay(guard, log.slice(0, n))
      expect(decisions).toEqual(whole.decisions.slice(0, n))
      // From there on as if it had never stopped.
      let now = state
      const rest = log.slice(n).map((line) => {
        const [decision, next] = guard.check(line, now)
        now = next
        return decision
      })
      expect(rest).toEqual(whole.decisions.slice(n))
      expect(now).toEqual(whole.state)
    }
  })

  it("changes neither line nor state", () => {
    const frozen = log.map((line) => Object.freeze({ ...line }))
    const deep = <A>(value: A): A => {
      if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(deep)
      return value
    }
    let state = deep(guard.init)
    for (const line of frozen) state = deep(guard.check(line, state)[1])
    expect(state).toEqual(whole.state)
  })

  it("has a state that JSON can carry, but for a best that is none yet", () =>
    expect(JSON.parse(JSON.stringify(whole.state ?? null))).toEqual(whole.state ?? null))

  it("objects to this run, with numbers, unless it looks for what is not there", () => {
    const objections = whole.decisions.filter(({ _tag }) => _tag !== "continue")
    expect(objections.length > 0).toBe(name !== "finite")
    for (const objection of objections) {
      expect(objection).toMatchObject({ reason: expect.any(String), numbers: expect.any(Object) })
    }
  })

  it("has nothing to say of lines that measure nothing", () =>
    expect(new Set(replay(guard, [{}, {}]).decisions.map(({ _tag }) => _tag))).toEqual(new Set(["continue"])))
})
