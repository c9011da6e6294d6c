import { value } from "@rlif/core/graph/value"
import type { TrainingState } from "@rlif/core/learn/training"
import { Effect, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { acting } from "../guard/acting.ts"
import { clock } from "../guard/clock.ts"
import { firstObjection, type Guard, type Objection, proceed } from "../guard/guard.ts"
import { step } from "../testing/steps.ts"
import { meanState } from "./averaged.ts"
import { type Decided, type Kept, watched } from "./watched.ts"

const stateOf = (updates: number): TrainingState => ({
  updates,
  steps: updates,
  tensors: { "weight.w": value("float32", [1], Float32Array.of(updates)) },
  constants: "",
  reference: "",
})

/** A run of updates that a guard watches: what comes out, what is decided, and the updates of the weights at the end. */
const run = <G>(guard: Guard<G>, { from = 0, to = 6, kept = [] }: {
  readonly from?: number
  readonly to?: number
  /** Checkpoints, by their updates. */
  readonly kept?: ReadonlyArray<number>
} = {}) => {
  let now = stateOf(from)
  let made = 0
  const decisions: Array<Decided> = []
  const asked: Array<number> = []
  const training = {
    state: Effect.sync(() => now),
    restore: (state: TrainingState) => Effect.sync(() => void (now = state)),
  }
  const older = (updates: number) =>
    Effect.sync((): Kept | undefined => {
      asked.push(updates)
      const at = kept.findLast((step) => step <= updates)
      return at === undefined ? undefined : { step: at, state: stateOf(at) }
    })
  const passed = Stream.range(from + 1, to).pipe(
    Stream.rechunk(1),
    Stream.map((at) => (made = at, now = stateOf(at), step(at, { reward: at }))),
    watched({
      guard,
      training,
      step: from,
      older,
      decided: (decided) => Effect.sync(() => void decisions.push(decided)),
    }),
    Stream.runCollect,
    Effect.runSync,
  )
  return { passed: passed.map((one) => one.step), made, decisions, asked, updates: now.updates }
}

/** Objects at the n-th line. */
const at = (n: number, objection: Partial<Objection> = {}): Guard<number> => ({
  init: 1,
  check: (_, seen) => [
    seen === n ? { _tag: "stop", reason: "so", numbers: { seen }, ...objection } : proceed,
    seen + 1,
  ],
})

describe("watched", () => {
  it("takes back the update that is objected to, and hands on none of it", () => {
    const decided = { _tag: "stop", reason: "so", numbers: { seen: 4 }, step: 4, kept: 3 }
    expect(run(at(4))).toEqual({ passed: [1, 2, 3], made: 4, decisions: [decided], asked: [], updates: 3 })
    expect(run(at(1))).toMatchObject({ passed: [], made: 1, updates: 0 })
    expect(run(at(1), { from: 3 })).toMatchObject({
      passed: [],
      made: 4,
      decisions: [{ step: 4, kept: 3 }],
      updates: 3,
    })
    expect(run(at(6))).toMatchObject({ passed: [1, 2, 3, 4, 5], updates: 5 })
  })

  it("lets a run through that nothing is said against, or no more than a warning", () => {
    const whole = { passed: [1, 2, 3, 4, 5, 6], made: 6, updates: 6 }
    expect(run(at(7))).toMatchObject({ ...whole, decisions: [] })
    expect(run(at(4, { _tag: "warn" }))).toMatchObject({ ...whole, decisions: [{ _tag: "warn", step: 4, kept: 4 }] })
    const both = firstObjection(acting(clock({ updates: 1 }), "warn"), clock({ updates: 3 }))
    expect(run(both)).toMatchObject({ passed: [1, 2, 3], decisions: [{ step: 2 }, { step: 4, kept: 3 }], updates: 3 })
  })

  it("copies no state for a guard that only warns", () => {
    let copies = 0
    const training = { state: Effect.sync(() => (copies++, stateOf(0))), restore: () => Effect.void }
    const copied = <G>(guard: Guard<G>) => {
      copies = 0
      const decided = () => Effect.void
      Stream.range(1, 4).pipe(
        Stream.map((at) => step(at, { reward: 1 })),
        watched({ guard, training, older: () => Effect.undefined, decided }),
        Stream.runDrain,
        Effect.runSync,
      )
      return copies
    }
    const warning = acting(clock({ updates: 1 }), "warn")
    expect([copied(warning), copied(firstObjection(warning, warning))]).toEqual([0, 0])
    expect([copied(clock()), copied(firstObjection(warning, clock()))]).toEqual([5, 5])
  })

  it("returns to weights that are as old as the guard says", () => {
    const kept = [2, 4]
    expect(run(at(5, { _tag: "rollback" }), { kept })).toMatchObject({ passed: [1, 2, 3, 4], asked: [4], updates: 4 })
    expect(run(at(5, { _tag: "rollback", back: 2 }), { kept })).toMatchObject({
      asked: [3],
      decisions: [{ step: 5, kept: 2 }],
      updates: 2,
    })
    // As a stop, where there is no checkpoint.
    expect(run(at(5, { _tag: "rollback", back: 2 }))).toMatchObject({
      asked: [3],
      decisions: [{ kept: 4 }],
      updates: 4,
    })
    expect(run(at(5, { back: 2 }), { kept })).toMatchObject({ asked: [], updates: 4 })
  })
})

it("the mean of states is that of their weights, and otherwise the first", () => {
  const slot = value("float32", [1], Float32Array.of(9))
  const [a, b, c] = [1, 2, 6].map(stateOf)
  const mean = meanState([{ ...c, tensors: { ...c.tensors, "slot.m.w": slot } }, a, b])
  expect(mean).toEqual({ ...c, tensors: { "weight.w": value("float32", [1], Float32Array.of(3)), "slot.m.w": slot } })
})
