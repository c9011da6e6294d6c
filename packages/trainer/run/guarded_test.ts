import { Effect, Stream } from "effect"
import { expect, it } from "vitest"
import { acting } from "../guard/acting.ts"
import { entropyFloor } from "../guard/entropy_floor.ts"
import { replay } from "../guard/replay.ts"
import { step } from "../testing/steps.ts"
import { guarded, type Objection } from "./guarded.ts"

const run = (entropies: ReadonlyArray<number>) => {
  const pulled: Array<number> = []
  const objections: Array<readonly [Objection["_tag"], number]> = []
  const steps = Stream.fromIterable(entropies.entries()).pipe(
    Stream.mapEffect(([i, entropy]) => Effect.sync(() => (pulled.push(i + 1), step(i + 1, { entropy })))),
    guarded(
      entropyFloor({ floor: 0.1, steps: 2 }),
      ({ _tag }, at) => Effect.sync(() => void objections.push([_tag, at.step])),
    ),
    Stream.runCollect,
  )
  return { passed: Effect.runSync(steps).map((one) => one.step), pulled, objections }
}

it("ends the run at the step that a guard objects to, and asks for no other", () =>
  expect(run([1, 0.05, 0.05, 1, 1])).toEqual({ passed: [1, 2, 3], pulled: [1, 2, 3], objections: [["stop", 3]] }))

it("lets a healthy run through", () =>
  expect(run([1, 0.05, 0.5])).toEqual({ passed: [1, 2, 3], pulled: [1, 2, 3], objections: [] }))

it("goes on after a warning, and from the state of the steps before", () => {
  const guard = acting(entropyFloor({ floor: 0.1, steps: 2 }), "warn")
  const seen: Array<number> = []
  const passed = (values: ReadonlyArray<number>, options?: { readonly state: typeof guard.init }) =>
    Stream.fromIterable(values.entries()).pipe(
      Stream.map(([i, entropy]) => step(i + 1, { entropy })),
      guarded(guard, (_, at) => Effect.sync(() => void seen.push(at.step)), options),
      Stream.runCollect,
      Effect.runSync,
    )
  expect(passed([1, 0, 0, 0, 1])).toHaveLength(5)
  expect(seen.splice(0)).toEqual([3])
  passed([0, 0, 1], { state: replay(guard, [{ entropy: 1 }, { entropy: 0 }]).state })
  expect(seen).toEqual([1])
})
