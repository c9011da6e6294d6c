import { expect, it } from "vitest"
import { workDone } from "./work_done.ts"

it("counts what was computed, says what is, and how many tokens a second were in the last half minute", () => {
  let time = 0
  const { begins, now } = workDone(() => time)
  expect(now()).toEqual({ doing: "waits", computed: 0, rate: 0 })
  const [first, second] = [begins("a"), begins("b")]
  expect(now().doing).toBe("a, b")
  time = 10_000
  first(500)
  second()
  // 500 tokens in 10 seconds; what was not computed does not count.
  expect(now()).toEqual({ doing: "waits", computed: 1, rate: 50 })
  time = 30_000
  begins("c")(1000)
  expect(now().rate).toBe(50)
  time = 45_000
  expect(now()).toMatchObject({ computed: 2, rate: 1000 / 30 })
  time = 90_000
  expect(now()).toMatchObject({ computed: 2, rate: 0 })
})
