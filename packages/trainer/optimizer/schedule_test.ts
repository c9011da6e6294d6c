import { describe, expect, it } from "vitest"
import { constant, cosine, warmUp } from "./schedule.ts"

const rates = (schedule: (step: number) => number, steps: ReadonlyArray<number>) => steps.map(schedule)

describe("schedules", () => {
  it("constant stays", () => expect(rates(constant(0.3), [1, 2, 1000])).toEqual([0.3, 0.3, 0.3]))

  it("cosine falls from its rate to its floor and stays there", () => {
    const schedule = cosine(2, { steps: 100, floor: 0.5 })
    expect(rates(schedule, [0, 50, 100, 101, 1e6])).toEqual([2, 1.25, 0.5, 0.5, 0.5])
    for (let step = 0; step < 100; step++) expect(schedule(step)).toBeGreaterThan(schedule(step + 1))
  })

  it("a warm-up rises in equal steps, never from 0, and meets its schedule without a jump", () => {
    const schedule = warmUp(4, cosine(8, { steps: 10 }))
    expect(rates(schedule, [1, 2, 3, 4, 14])).toEqual([2, 4, 6, 8, 0])
    expect(schedule(9)).toBe(cosine(8, { steps: 10 })(5))
  })

  it("a cosine over no steps is its rate, then its floor", () =>
    expect(rates(cosine(2, { steps: 0, floor: 0.5 }), [0, 1, 2])).toEqual([2, 0.5, 0.5]))

  it("no warm-up is the schedule itself", () => {
    const schedule = cosine(1, { steps: 7 })
    for (let step = 1; step < 9; step++) expect(warmUp(0, schedule)(step)).toBe(schedule(step))
  })
})
