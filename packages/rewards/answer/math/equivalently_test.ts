// Clusters of answers: the same in any order, by a relation that is symmetric and transitive.
import { Effect } from "effect"
import fc from "fast-check"
import { expect, it } from "vitest"
import { clustersBy } from "../clusters.ts"
import { same } from "./_pairs.ts"
import { different, unreadable } from "./_pairs_apart.ts"
import { engineWorker } from "./engine_worker.ts"
import { equivalently } from "./equivalently.ts"

const tex = String.raw
const layer = engineWorker({ limit: "1 minute" })
const options = { answer: (text: string) => text, compare: equivalently }
const clustersOf = (answers: ReadonlyArray<string>) => clustersBy(answers, options)

/** The answers of each cluster, in an order of their own; unread ones are in none. */
const partition = (answers: ReadonlyArray<string>, labels: ReadonlyArray<number>) =>
  Object.values(Object.groupBy(answers.map((text, i) => ({ text, label: labels[i] })), ({ label }) => label))
    .flatMap((cluster) => cluster![0].label < 0 ? [] : [cluster!.map(({ text }) => text).sort().join(" | ")]).sort()

it.each<readonly [ReadonlyArray<string>, ReadonlyArray<number>]>([
  [["50%", "50", "0.5", tex`\frac12`, tex`50\text{ percent}`], [0, 0, 2, 2, 0]],
  [["5 cm", "5", "5 km", tex`\$5`, "6 cm"], [0, 0, 0, 0, 4]],
  [["x = 5", "y=5", "5", "x=6", "2x=10", "4x = 20"], [0, 0, 0, 3, 4, 4]],
  [["A", tex`\text{(A)}`, "a", "(A)", tex`\text{a}`], [0, 0, 2, 0, 2]],
  [[tex`\text{Marta}`, "marta", "Marta ", "Mark"], [0, 0, 0, 3]],
  [[tex`\gamma`, tex`\Gamma`, "gamma", tex`\text{gamma}`], [0, 1, 2, 2]],
  [["Alice and Bob", tex`\text{Bob and Alice}`, tex`\text{Alice and Bob}`], [0, 0, 0]],
  [["x=1,y=2", "y=2, x=1 cm", "1,2", "2,1"], [0, 0, 2, 2]],
  [["(1,2)", "x=1,y=2", "b=2, a=1", "(x,y)=(1,2)", "x=2,y=1"], [0, 0, 0, 0, 4]],
  [["(1, 2]", "(1 cm, 2 cm]", "(1,2)"], [0, 0, 2]],
  [["x^", "x^", "", "1"], [-1, -1, -1, 3]],
])("%j", async (answers, labels) => {
  const both = Effect.all([clustersOf(answers), clustersOf(answers.toReversed())]).pipe(Effect.provide(layer))
  const [found, reversed] = await Effect.runPromise(both)
  expect(found).toEqual(labels)
  expect(partition(answers.toReversed(), reversed)).toEqual(partition(answers, labels))
})

/** The answers of the table that pairs connect, list by list: what a grader may be lenient about is in one of them. */
const families = () => {
  const families: Array<Set<string>> = []
  for (const pair of same) {
    const met = families.filter((family) => pair.some((text) => family.has(text)))
    for (const family of met) families.splice(families.indexOf(family), 1)
    families.push(new Set([...met.flatMap((family) => [...family]), ...pair]))
  }
  return families.map((family) => [...family])
}

it("is reflexive, symmetric and transitive in every family of rewritings", () =>
  Effect.gen(function* () {
    for (const family of families()) {
      const holds = yield* Effect.forEach(
        family,
        (a) => Effect.forEach(family, (b) => Effect.map(equivalently(a, b), (is) => is === "correct")),
      )
      const odd = family.flatMap((a, i) =>
        family.flatMap((b, j) =>
          family.flatMap((c, k) =>
            holds[i][i] && holds[i][j] === holds[j][i] && !(holds[i][j] && holds[j][k] && !holds[i][k])
              ? []
              : [[a, b, c]]
          )
        )
      )
      expect(odd).toEqual([])
    }
  }).pipe(Effect.provide(layer), Effect.runPromise))

it("forgives what a grader does, and units and names, but takes a percentage for no fraction, an equation for no other, and a product for no unit", () =>
  Effect.gen(function* () {
    const apart = yield* Effect.filter(same, ([a, b]) => Effect.map(equivalently(a, b), (is) => is !== "correct"))
    expect(apart).toEqual([
      [tex`\frac{1}{2}`, tex`50\%`],
      ["0.5", "50%"],
      ["12.5%", tex`\frac18`],
      ["y = 3x + 8", "y - 3x = 8"],
      ["2x=10", "x=5"],
      [tex`12\text{ m}`, "12 m"],
      ["1,-2", "x_1=1, x_2=-2"],
      ["5/2 m", tex`2.5\text{ m}`],
    ])
    const one = yield* Effect.filter(different, ([a, b]) => Effect.map(equivalently(a, b), (is) => is !== "wrong"))
    expect(one).toEqual([
      [tex`6.3 \text{ cents}`, "6.3 dollars"],
      [tex`22\mbox{ cm}^2`, tex`22\text{ cm}`],
      [tex`22\mbox{ cm}^2`, tex`22\text{ cm}^3`],
      [tex`85^\circ`, tex`85 \text{ cm}`],
      ["x=5", "y=5"],
      ["$5", "€5"],
      ["7 days", "7 weeks"],
      [tex`3:30\text{ p.m.}`, "3:30 a.m."],
      [tex`3 \pmod{7}`, tex`3 \pmod{5}`],
    ])
    for (const [a, b] of unreadable) expect(yield* equivalently(a, b)).toBe("unparsable")
  }).pipe(Effect.provide(layer), Effect.runPromise))

it("makes the same clusters of any answers in any order", () => {
  const all = [...new Set([...same, ...different, ...unreadable].flat())]
  const some = fc.uniqueArray(fc.constantFrom(...all), { minLength: 2, maxLength: 10 })
  const related = fc.constantFrom(...families().filter(({ length }) => length > 3))
    .chain((family) => fc.subarray(family, { minLength: 3 }))
  const more = fc.tuple(related, some).map(([family, others]) => [...new Set([...family, ...others])])
  const shuffled = more.chain((answers) =>
    fc.tuple(fc.constant(answers), fc.shuffledSubarray(answers, { minLength: answers.length }))
  )
  return Effect.gen(function* () {
    for (const [answers, order] of fc.sample(shuffled, { numRuns: 60, seed: 7 })) {
      const [one, other] = [yield* clustersOf(answers), yield* clustersOf(order)]
      expect(partition(order, other)).toEqual(partition(answers, one))
    }
  }).pipe(Effect.provide(layer), Effect.runPromise)
}, 120_000)
