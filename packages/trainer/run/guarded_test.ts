import { Effect, Stream } from "effect"
import { expect, it } from "vitest"
import { entropyFloor } from "../guard/entropy_floor.ts"
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
