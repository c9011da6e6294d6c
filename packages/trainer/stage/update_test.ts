// What goes from advantages to the policy: advantage i to every token of completion i, as it is, and to no other.
import { groups, type KnownGroup } from "../equivalence/groups.ts"
import { Arbitrary, Effect } from "effect"
import { expect, it } from "vitest"
import { tokenColumn } from "../loss/column.ts"
import { training } from "./update.ts"

const drawn: ReadonlyArray<KnownGroup> = Effect.runSync(
  Arbitrary.sampleEffect(groups({ least: 2, most: 4, tokens: 4 }), { count: 20, seed: 11, size: 100 }),
)

// No two advantages of the whole batch are the same, and single precision holds each.
const batch = drawn.map((group, g) => ({
  group,
  rewards: new Float64Array(group.rollouts.length),
  components: {},
  advantages: Float64Array.from(group.rollouts, (_, i) => (g + 1) * 8 - i - 40.5),
}))

it("gives every token of a completion its advantage, unscaled, and its own log-probability", () => {
  const { groups: given, learningRate } = training(batch, 0.25)
  expect(learningRate).toBe(0.25)
  given.forEach(({ prompt, rows }, g) => {
    const { group, advantages } = batch[g]
    expect(prompt).toBe(group.prompt)
    expect(rows).toHaveLength(group.rollouts.length)
    rows.forEach(({ tokens, columns }, i) => {
      expect(tokens).toBe(group.rollouts[i].tokens)
      expect([...columns.advantage!]).toEqual([...tokens].map(() => advantages[i]))
      expect(columns.old).toBe(group.rollouts[i].signals.logprob)
    })
  })
})

it("gives every completion the column that was computed of it", () => {
  const place = tokenColumn({
    name: "place",
    signals: [],
    of: (batch) =>
      batch.map(({ group }, g) =>
        group.rollouts.map(({ tokens }, i) => Float32Array.from(tokens, (_, t) => 100 * g + 10 * i + t))
      ),
  })
  training(batch, 1, [place]).groups.forEach(({ rows }, g) =>
    rows.forEach(({ tokens, columns }, i) =>
      expect([...columns.place!]).toEqual(Array.from(tokens, (_, t) => 100 * g + 10 * i + t))
    )
  )
})
