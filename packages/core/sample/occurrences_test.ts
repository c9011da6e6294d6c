import { expect, it } from "vitest"
import { occurrences } from "./occurrences.ts"

it("counts those of the same id that came before, and no other name of an object", () => {
  const ids = (text: string) => text.split(" ").map((id) => ({ id }))
  expect(occurrences(ids("a b a a b c"))).toEqual([0, 0, 1, 2, 1, 0])
  expect(occurrences(ids("__proto__ constructor __proto__"))).toEqual([0, 0, 1])
  expect(occurrences([])).toEqual([])
})
