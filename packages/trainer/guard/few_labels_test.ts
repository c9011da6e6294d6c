// The promise of the test, exactly where all that can happen can be listed, and by simulation where it cannot.
import { random as drawn, seed } from "@rlif/core/random/seed"
import { describe, expect, it } from "vitest"
import { fewLabels } from "./few_labels.ts"
import { ends } from "./guard.ts"
import { replay } from "./replay.ts"

const check = (gained: number, lost: number) => ({ "labels/gained": gained, "labels/lost": lost })

interface Outcome {
  readonly p: number
  readonly gained: number
  readonly lost: number
}

/** The outcomes of a check with their probabilities, by the problems' chances at the start and now. */
const outcomes = (start: ReadonlyArray<number>, now: ReadonlyArray<number>): ReadonlyArray<Outcome> =>
  start.reduce<ReadonlyArray<Outcome>>(
    (sofar, from, i) =>
      merged(
        sofar.flatMap(({ p, gained, lost }) => [
          { p: p * (1 - from) * now[i], gained: gained + 1, lost },
          { p: p * from * (1 - now[i]), gained, lost: lost + 1 },
          { p: p * (from * now[i] + (1 - from) * (1 - now[i])), gained, lost },
        ]),
        ({ gained, lost }) => `${gained},${lost}`,
      ),
    [{ p: 1, gained: 0, lost: 0 }],
  )

/** What is the same but for its probability, once. */
const merged = <A extends { readonly p: number }>(all: ReadonlyArray<A>, key: (one: A) => string): ReadonlyArray<A> => {
  const found = new Map<string, A>()
  for (const one of all) {
    if (one.p > 0) found.set(key(one), { ...one, p: one.p + (found.get(key(one))?.p ?? 0) })
  }
  return [...found.values()]
}

type State = ReturnType<typeof fewLabels>["init"]
/** Orders of the same outcomes whose wealths differ by rounding alone are one. */
const stateKey = ({ state }: { readonly state: State }) => state.begun.map((one) => one.toPrecision(12)).join()

/** The exact probability that a run of such checks is stopped. */
const alarm = (
  alpha: number,
  { start, checks }: { readonly start: ReadonlyArray<number>; readonly checks: ReadonlyArray<ReadonlyArray<number>> },
): number => {
  const guard = fewLabels({ alpha })
  let runs: ReadonlyArray<{ readonly p: number; readonly state: State }> = [{ p: 1, state: guard.init }]
  let stopped = 0
  for (const now of checks) {
    const all = outcomes(start, now)
    const next = runs.flatMap(({ p, state }) =>
      all.flatMap(({ p: q, gained, lost }) => {
        const [decision, next] = guard.check(check(gained, lost), state)
        if (!ends(decision)) return [{ p: p * q, state: next }]
        stopped += p * q
        return []
      })
    )
    runs = merged(next, stateKey)
  }
  return stopped
}

describe("fewLabels", () => {
  it.each([0.05, 0.1, 0.2, 0.4])("stops a run at its start with a probability of at most %f, exactly", (alpha) => {
    for (const p of [0.1, 0.5, 0.9]) {
      const start = [p, 1 - p]
      expect(alarm(alpha, { start, checks: Array(6).fill(start) })).toBeLessThanOrEqual(alpha)
    }
  })

  it("does so where some problems are lost and others are gained", () => {
    // Each answer turned round: the mean is the same, and no answer is.
    const [start, now] = [[1, 0, 0.5], [0, 1, 0.5]]
    for (const alpha of [0.1, 0.3, 0.6]) {
      expect(alarm(alpha, { start, checks: Array(5).fill(now) })).toBeLessThanOrEqual(alpha)
    }
  })

  it("can stop by chance at all, so that the bound is not empty", () => {
    const start = [0.5, 0.5]
    expect(alarm(0.4, { start, checks: Array(6).fill(start) })).toBeGreaterThan(0.01)
    expect(alarm(0.05, { start: [0.9, 0.9], checks: Array(6).fill([0.05, 0.05]) })).toBeGreaterThan(0.5)
  })

  it("has an expected evidence of at most 1 after any check", () => {
    const guard = fewLabels({ alpha: 1e-300 })
    const start = [0.3, 0.6]
    const evidence = (state: typeof guard.init) =>
      state.begun.reduce((sum, one) => sum + one, 0) / state.begun.length + 1 / (state.checks + 1)
    let runs = [{ p: 1, state: guard.init }]
    for (let k = 0; k < 4; k++) {
      runs = runs.flatMap(({ p, state }) =>
        outcomes(start, start).map(({ p: q, gained, lost }) => ({
          p: p * q,
          state: guard.check(check(gained, lost), state)[1],
        }))
      )
      const mean = runs.reduce((sum, { p, state }) => sum + p * evidence(state), 0)
      expect(mean).toBeLessThanOrEqual(1 + 1e-12)
      expect(mean).toBeGreaterThan(0.5)
    }
  })

  it.each([16, 32, 64])("holds its promise over 20 checks of %i problems, and finds a collapse soon", (problems) => {
    const random = drawn(seed("few labels", problems))
    const draw = (now: (k: number) => number) => (_: unknown, k: number) => {
      let [gained, lost] = [0, 0]
      for (let i = 0; i < problems; i++) {
        const [before, after] = [random.uniform() < 0.45, random.uniform() < now(k)]
        if (after && !before) gained++
        if (before && !after) lost++
      }
      return check(gained, lost)
    }
    const stoppedAt = (now: (k: number) => number) =>
      replay(fewLabels(), Array.from({ length: 20 }, draw(now))).decisions.findIndex(ends)
    const runs = 400
    const alarms = Array.from({ length: runs }, () => stoppedAt(() => 0.45)).filter((at) => at >= 0).length
    // Four standard deviations above 0.05.
    expect(alarms / runs).toBeLessThan(0.05 + 4 * Math.sqrt(0.05 * 0.95 / runs))
    // Up for five checks, then down to a tenth.
    const late = Array.from({ length: 50 }, () => stoppedAt((k) => k < 5 ? 0.7 : 0.1))
    expect(late.filter((at) => at >= 5 && at < (problems === 16 ? 11 : 8)).length).toBeGreaterThan(40)
  })

  it("weighs bets and beginnings as it says", () => {
    const [mean, bets] = [(values: ReadonlyArray<number>) => values.reduce((a, b) => a + b, 0) / 4, [1, 2, 4, 6]]
    const won = (lost: number, gained: number) => (eighths: number) =>
      (1 + eighths / 8) ** lost * (1 - eighths / 8) ** gained
    const [first, second] = [won(2, 1), won(9, 1)]
    const { decisions } = replay(fewLabels({ alpha: 0.1 }), [check(1, 2), check(1, 9)])
    // Half begins at the first check, a sixth at the second, and a third has not begun.
    const evidence = mean(bets.map((bet) => (first(bet) / 2 + 1 / 6) * second(bet))) + 1 / 3
    expect(decisions).toMatchObject([{ _tag: "continue" }, {
      _tag: "stop",
      numbers: { gained: 1, lost: 9, checks: 2 },
    }])
    const [, stopped] = decisions
    expect(ends(stopped) && stopped.numbers.evidence).toBeCloseTo(evidence, 10)
  })

  it("counts checks, not lines", () => {
    const guard = fewLabels()
    const log = [check(0, 5), {}, { reward: 1 }, check(0, 9)]
    expect(replay(guard, log).state).toEqual(replay(guard, [log[0], log[3]]).state)
  })
})
