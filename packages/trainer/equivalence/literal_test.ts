import { Arbitrary, Effect } from "effect"
import { runInThisContext } from "node:vm"
import { expect, it } from "vitest"
import { answerGroups } from "./answer_groups.ts"
import { batches } from "./batches.ts"
import { distributionPairs, logits } from "./distributions.ts"
import { groupOf, groups, rewardGroups } from "./groups.ts"
import { literal, plain } from "./literal.ts"
import { paddedGroups } from "./padded_groups.ts"
import { treePairs, trees } from "./trees.ts"

const evaluated = (text: string): unknown => runInThisContext(`(groupOf) => (${text})`)(groupOf)

it.each<[string, Arbitrary.Arbitrary<unknown>]>([
  ["distributions", distributionPairs()],
  ["logits", logits()],
  ["trees", trees()],
  ["pairs of trees", treePairs()],
  ["groups", groups()],
  ["groups of answers", answerGroups()],
  ["padded groups", paddedGroups()],
  ["rewards", rewardGroups()],
  ["batches", batches()],
])("%s are themselves again, to the last bit", (_, cases) => {
  const drawn = Effect.runSync(Arbitrary.sampleEffect(cases, { count: 40, seed: 5, size: 100 }))
  for (const one of drawn) {
    expect(evaluated(literal(one))).toEqual(one)
    // JSON says as much, but for arrays of numbers.
    expect(JSON.parse(JSON.stringify(plain(one)))).toEqual(plain(one))
  }
})

it("writes numbers as quotients where these are the same double", () => {
  expect([1 / 3, 4 / 6, 0.1, -0.75, 5, 0.1 + 0.2, Math.PI, 1e-9].map(literal)).toEqual(
    ["1 / 3", "2 / 3", "1 / 10", "-3 / 4", "5", "0.30000000000000004", "3.141592653589793", "1e-9"],
  )
  expect([NaN, Infinity, -0].map((x) => Object.is(evaluated(literal(x)), x))).toEqual([true, true, true])
})

it("writes fields, holes and texts as the language does", () => {
  expect(literal({ "a b": 'x "y"', none: undefined, r: Float64Array.of(0.5, 2) })).toBe(
    '{ "a b": "x \\"y\\"", none: undefined, r: Float64Array.of(1 / 2, 2) }',
  )
  expect(plain({ none: undefined, x: [NaN, -Infinity], y: Int32Array.of(3) })).toEqual(
    { none: null, x: ["NaN", "-Infinity"], y: [3] },
  )
})

it("keeps a group short", () => {
  expect(literal(groupOf([[{ p: [1 / 4, 3 / 4], token: 1 }]]))).toBe("groupOf([[{ p: [1 / 4, 3 / 4], token: 1 }]])")
})
