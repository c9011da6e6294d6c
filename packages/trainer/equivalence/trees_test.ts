import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import { Arbitrary, Effect } from "effect"
import { describe, expect, it } from "vitest"
import { refuted } from "./assert.ts"
import { claim } from "./claim.ts"
import { everyCompletion, expectation, nodes, trajectories, type Tree, treePairs, trees } from "./trees.ts"

const end = undefined
/** A stops; B goes to uniform over two. */
const small: Tree = { p: [1 / 3, 2 / 3], next: [end, { p: [1 / 2, 1 / 2], next: [end, end] }] }

describe("a tree", () => {
  it("has each of its completions once", () => {
    expect(
      trajectories(small).map(({ path, probability, nodes }) => [path.map(({ token }) => token), probability, nodes]),
    )
      .toEqual([[[0], 1 / 3, [0]], [[1, 0], 1 / 3, [0, 1]], [[1, 1], 1 / 3, [0, 1]]])
    expect(expectation(small, ({ path }) => path.length)).toBeCloseTo(5 / 3, 15)
  })

  it("has one state where one node stands in two places", () => {
    const shared: Tree = { p: [1 / 2, 1 / 2], next: [end, end] }
    const twice: Tree = { p: [1 / 4, 3 / 4], next: [shared, shared] }
    expect(nodes(twice)).toHaveLength(2)
    expect(trajectories(twice).map(({ nodes }) => nodes)).toEqual([[0, 1], [0, 1], [0, 1], [0, 1]])
  })

  it("is scored as a group of all its completions", () => {
    const [{ total }] = Effect.runSync(trajectoryEntropy().score([everyCompletion(small)]))
    total.forEach((r) => expect(r).toBeCloseTo(Math.log(1 / 3), 6))
  })
})

describe("trees", () => {
  const drawn = Effect.runSync(Arbitrary.sampleEffect(trees(), { count: 200, seed: 5, size: 100 }))

  it("have probabilities that sum to 1, lengths up to the depth, and all kinds of ends", () => {
    for (const tree of drawn) expect(expectation(tree, () => 1)).toBeCloseTo(1, 12)
    const lengths = drawn.map((tree) => trajectories(tree).map(({ path }) => path.length))
    expect(new Set(lengths.flat())).toEqual(new Set([1, 2, 3, 4, 5, 6]))
    expect(lengths.some((all) => new Set(all).size === 6)).toBe(true)
    expect(Math.max(...lengths.map((all) => all.length))).toBeGreaterThan(24)
    expect(Math.max(...lengths.map((all) => all.length))).toBeLessThanOrEqual(31)
  })

  it("come near vertices, near uniform, to uniform itself, and force tokens anywhere but not everywhere", () => {
    const all = drawn.flatMap(nodes).map(({ p }) => p)
    const largest = all.map((p) => Math.max(...p))
    expect(largest.some((x) => x < 1 && 1 - x < 1e-6)).toBe(true)
    expect(all.some((p, i) => largest[i] > 1 / p.length && largest[i] - 1 / p.length < 1e-4)).toBe(true)
    expect(all.some((p, i) => p.length > 1 && largest[i] === 1 / p.length)).toBe(true)
    const forced = all.filter(({ length }) => length === 1).length / all.length
    expect(forced).toBeGreaterThan(0.05)
    expect(forced).toBeLessThan(0.5)
    const whole = trajectories(drawn.find((tree) => nodes(tree).some(({ p, next }) => p.length === 1 && next[0]))!)
    expect(whole.some(({ path }) => path.slice(0, -1).some(({ p }) => p.length === 1))).toBe(true)
  })

  it("shrink to a small one of equal weights", async () => {
    const short = claim("never three tokens", trees(), {
      of: (tree) => Math.max(...trajectories(tree).map(({ path }) => path.length)),
      within: 2,
    })
    const { counterexample } = await refuted<Tree>(short)
    expect(nodes(counterexample).map(({ p }) => p)).toEqual(Array(3).fill([1 / 2, 1 / 2]))
  })
})

it("pairs have one form and each its own probabilities", () => {
  const form = (tree: Tree): string => `(${tree.next.map((child) => child === undefined ? "." : form(child)).join("")})`
  const pairs = Effect.runSync(Arbitrary.sampleEffect(treePairs(), { count: 100, seed: 5 }))
  for (const { tree, reference } of pairs) expect(form(reference)).toBe(form(tree))
  const free = pairs.filter(({ tree }) => nodes(tree).some(({ p }) => p.length > 1))
  const chances = (tree: Tree) => nodes(tree).map(({ p }) => p.join()).join()
  expect(free.length).toBeGreaterThan(90)
  const different = free.filter(({ tree, reference }) => chances(tree) !== chances(reference))
  expect(different.length).toBeGreaterThan(0.9 * free.length)
  expect(new Set(pairs.map(({ tree }) => form(tree))).size).toBeGreaterThan(20)
})
