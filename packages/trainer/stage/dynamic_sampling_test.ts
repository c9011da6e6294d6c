import type { Problem } from "@rlif/core/data"
import { Effect, Stream } from "effect"
import { expect, it } from "vitest"
import { weighted } from "../testing/steps.ts"
import type { Weighted } from "./advantage.ts"
import { dynamicSampling } from "./dynamic_sampling.ts"

/** A problem by its name; those in capitals have spread. */
const problemsOf = (names: string) => Array.from(names, (id): Problem => ({ id, problem: id, gold: "" }))

/** The names of the groups of each update, and of what was asked, in calls. */
const run = async (elements: ReadonlyArray<string>, problems: number, before = 0) => {
  const asked: Array<string> = []
  const sampling = (step: number) => (batches: Stream.Stream<ReadonlyArray<Problem>>) =>
    Stream.map(batches, (batch): ReadonlyArray<Weighted> => {
      asked.push(`${step}: ${batch.map(({ id }) => id).join("")}`)
      return batch.map((problem) => ({
        ...weighted[0],
        group: { ...weighted[0].group, problem },
        rewards: Float64Array.of(1, problem.id === problem.id.toUpperCase() ? 2 : 1),
      }))
    })
  const all = Stream.fromIterable(elements.map(problemsOf)).pipe(
    dynamicSampling(problems, sampling, { step: before }),
    Stream.runCollect,
  )
  const groups = await Effect.runPromise(all)
  return { asked, groups: groups.map((batch) => batch.map(({ group }) => group.problem.id).join("")) }
}

it("replaces problems without spread by the next ones, as many as are missing at once", async () => {
  expect(await run(["AbCdEFgH"], 4)).toEqual({ asked: ["0: AbCd", "0: EF"], groups: ["ACEF"] })
  expect(await run(["AbcdeFGh"], 3)).toEqual({ asked: ["0: Abc", "0: de", "0: FG"], groups: ["AFG"] })
})

it("asks nobody else where all have spread", async () =>
  expect(await run(["ABCDEF", "GHIJKL"], 3, 7)).toEqual({ asked: ["7: ABC", "8: GHI"], groups: ["ABC", "GHI"] }))

it("fills up with the first ones without spread where there are no more problems", async () => {
  expect(await run(["AbcdE"], 4)).toEqual({ asked: ["0: Abcd", "0: E"], groups: ["AEbc"] })
  expect(await run(["abc"], 2)).toEqual({ asked: ["0: ab", "0: c"], groups: ["ab"] })
  expect(await run(["Ab"], 4)).toEqual({ asked: ["0: Ab"], groups: ["Ab"] })
})

it("is the same for an update whatever was replaced before", async () => {
  const [first, second] = [await run(["abCD", "eFgH"], 2), await run(["ABCD", "eFgH"], 2)]
  expect(first.groups[1]).toBe(second.groups[1])
})
