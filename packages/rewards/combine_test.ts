import { Effect } from "effect"
import { expect, it } from "vitest"
import { sampleGroups } from "./testing/sample_groups.ts"
import { negated, renamed, scaled, weighted } from "./combine.ts"
import { length } from "./length.ts"
import { random } from "./random.ts"

const groups = sampleGroups()
const run = <A, E>(effect: Effect.Effect<A, E>) => Effect.runSync(effect)

it("adds weighted parts and keeps their raw values", () => {
  const noise = random({ seed: 3 })
  const [a, b, both] = [length, noise, weighted([[length, 2], [noise, -1]])]
    .map((reward) => run(reward.score(groups)))
  groups.forEach((_, g) => {
    both[g].total.forEach((value, i) => expect(value).toBe(2 * a[g].total[i] - b[g].total[i]))
    expect(both[g].components).toEqual({ length: a[g].total, random: b[g].total })
  })
})

it("keeps a part of weight 0 visible", () => {
  const [score] = run(weighted([[length, 0]]).score(groups))
  expect([...score.total]).toEqual([0, 0, 0, 0])
  expect([...score.components.length]).toEqual(groups[0].rollouts.map(({ tokens }) => tokens.length))
})

it("nests", () => {
  const inner = weighted([[length, 2]], { name: "inner" })
  const [score] = run(weighted([[inner, 3], [random({ seed: 1 }), 0]]).score(groups))
  expect([...score.total]).toEqual(groups[0].rollouts.map(({ tokens }) => 6 * tokens.length))
  expect(Object.keys(score.components)).toEqual(["length", "random"])
})

it("refuses two parts of one name, which renaming tells apart", () => {
  const error = run(Effect.flip(weighted([[length, 1], [length, 2]]).score(groups)))
  expect(error).toMatchObject({ reward: "length", message: expect.stringContaining(`two are named "length"`) })
  const [score] = run(weighted([[length, 1], [renamed(length, "again"), 2]]).score(groups))
  expect(Object.keys(score.components)).toEqual(["length", "again"])
})

it("scales and negates the total alone", () => {
  const lengths = groups[0].rollouts.map(({ tokens }) => tokens.length)
  const [twice] = run(scaled(length, 2).score(groups))
  const [minus] = run(negated(length).score(groups))
  expect([...twice.total]).toEqual(lengths.map((value) => 2 * value))
  expect([...minus.total]).toEqual(lengths.map((value) => -value))
  expect([...minus.components.length]).toEqual(lengths)
})
