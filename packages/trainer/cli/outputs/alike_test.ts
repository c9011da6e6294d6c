import { expect, it } from "vitest"
import { alikeWarning } from "./alike.ts"

it("warns after five updates in a row, and at the end of a run of which all were such", () => {
  const warned = (streaks: ReadonlyArray<number>) =>
    streaks.flatMap((streak, i) => {
      const [line] = alikeWarning(streak, { reward: "constant", step: i + 1, steps: streaks.length })
      return line === undefined ? [] : [[i + 1, /in (.*) the rewards \(constant\)/.exec(line)?.[1]]]
    })
  expect(warned([1, 2, 3, 4, 5, 6, 7])).toEqual([[5, "5 updates in a row"], [7, "all 7 updates"]])
  expect(warned([1, 2, 3, 4, 5])).toEqual([[5, "all 5 updates"]])
  expect(warned([0, 1, 2, 3, 4, 5, 0, 1])).toEqual([[6, "5 updates in a row"]])
  expect(warned([0, 1, 2])).toEqual([])
  expect(warned([1])).toEqual([[1, "the only update"]])
})
