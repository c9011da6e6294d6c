// Answers among themselves: the relation is reflexive, symmetric and transitive, so that clusters are the same in any order.
import { Effect } from "effect"
import fc from "fast-check"
import { expect, it } from "vitest"
import { clustersBy } from "../clusters.ts"
import { same } from "../../testing/pairs.ts"
import { different, unreadable } from "../../testing/pairs_apart.ts"
import { alike, unlike } from "../../testing/pairs_of_forms.ts"
import { changed, counted } from "../../testing/pairs_of_words.ts"
import { layerWorker } from "./engine/worker.ts"
import { mathematically } from "./mathematically.ts"

const tex = String.raw
const layer = layerWorker({ limit: "1 minute" })
const clustersOf = (answers: ReadonlyArray<string>) =>
  clustersBy(answers, { answer: (text) => text, compare: mathematically })

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
  [["x_1=1, x_2=2", "2,1", "(1,2)", "x_1=2,x_2=1"], [0, 0, 2, 0]],
  [["(1, 2]", "(1 cm, 2 cm]", "(1,2)"], [0, 0, 2]],
  [["y=2x+1", "2x+1", "f(x)=2x+1", "2x-y=-1", "x=2y+1", "x-2y=1"], [0, 0, 0, 0, 4, 4]],
  [["P(0)", "0", "P", "p(0)"], [0, 1, 2, 3]],
  [["x^", "x^", "", "1"], [-1, -1, -1, 3]],
])("%j", async (answers, labels) => {
  const both = Effect.all([clustersOf(answers), clustersOf(answers.toReversed())]).pipe(Effect.provide(layer))
  const [found, reversed] = await Effect.runPromise(both)
  expect(found).toEqual(labels)
  expect(partition(answers.toReversed(), reversed)).toEqual(partition(answers, labels))
})

const pool = [...new Set([same, different, alike, unlike, counted, changed, unreadable].flat(2))]

/** The answers that pairs connect, list by list, each with those that are nearly one of them. */
const families = () => {
  const families: Array<Set<string>> = []
  for (const pair of [same, alike, counted].flat()) {
    const met = families.filter((family) => pair.some((text) => family.has(text)))
    for (const family of met) families.splice(families.indexOf(family), 1)
    families.push(new Set([...met.flatMap((family) => [...family]), ...pair]))
  }
  const near = [different, unlike, changed].flat()
  return families.map((family) => [
    ...new Set([...family, ...near.filter((pair) => pair.some((text) => family.has(text))).flat()]),
  ])
}

it("is reflexive, symmetric and transitive in every family", () =>
  Effect.gen(function* () {
    for (const family of families()) {
      const holds = yield* Effect.forEach(
        family,
        (a) => Effect.forEach(family, (b) => Effect.map(mathematically(a, b), (is) => is === "correct")),
      )
      const odd = family.flatMap((a, i) =>
        family.flatMap((b, j) =>
          holds[i][j] !== holds[j][i]
            ? [[a, b]]
            : holds[i][j]
            ? family.filter((_, k) => holds[j][k] !== holds[i][k]).map((c) => [a, b, c])
            : []
        )
      )
      expect(odd).toEqual([])
    }
  }).pipe(Effect.provide(layer), Effect.runPromise), 120_000)

it("equals itself, whatever can be read and has a value", () =>
  Effect.gen(function* () {
    const none = yield* Effect.filter(pool, (text) => Effect.map(mathematically(text, text), (is) => is === "wrong"))
    expect(none).toEqual(["1/0", tex`\frac00`])
  }).pipe(Effect.provide(layer), Effect.runPromise))

it("gives votes and grades alike: a cluster is what equals its first answer", () =>
  Effect.gen(function* () {
    for (const family of families().filter(({ length }) => length > 2)) {
      const labels = yield* clustersOf(family)
      for (const [i, given] of family.entries()) {
        const grade = yield* mathematically(family[0], given)
        expect([given, grade === "correct"]).toEqual([given, labels[0] >= 0 && labels[i] === labels[0]])
      }
    }
  }).pipe(Effect.provide(layer), Effect.runPromise))

it("makes the same clusters of any answers in any order", () => {
  const some = fc.uniqueArray(fc.constantFrom(...pool), { minLength: 2, maxLength: 10 })
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
