import { random, seed } from "@rlif/core/random/seed"
import { expect, it } from "vitest"
import { majorityAt } from "./majority_at.ts"

/** Every order of every k of n things. */
const orders = (n: number, k: number): ReadonlyArray<ReadonlyArray<number>> =>
  k === 0
    ? [[]]
    : orders(n, k - 1).flatMap((before) =>
      Array.from({ length: n }, (_, i) => i).filter((i) => !before.includes(i)).map((i) => [...before, i])
    )

/** By all orders: the answer given first among the most frequent ones counts, and its first completion's verdict. */
const counted = (k: number, labels: ReadonlyArray<number>, right: ReadonlyArray<boolean>): number => {
  const all = orders(labels.length, k)
  return all.filter((order) => {
    const votes = (label: number) => order.filter((i) => labels[i] === label).length
    const voters = order.filter((i) => labels[i] >= 0)
    const most = Math.max(...voters.map((i) => votes(labels[i])))
    const first = voters.find((i) => votes(labels[i]) === most)
    return first !== undefined && right[first]
  }).length / all.length
}

it("is the vote of every order of every subset", () => {
  for (let trial = 0; trial < 60; trial++) {
    const { integer } = random(seed("majority", trial))
    const n = 1 + integer(6)
    const kinds = Array.from({ length: n }, () => integer(4) - 1)
    const labels = kinds.map((kind) => kind < 0 ? -1 : kinds.indexOf(kind))
    // Completions of one answer are right or wrong together, but for an odd equivalence.
    const right = labels.map((label) => label >= 0 && (trial % 5 === 0 ? integer(2) === 0 : label % 2 === trial % 2))
    for (let k = 1; k <= n; k++) {
      expect(majorityAt(k, { labels, right })).toBeCloseTo(counted(k, labels, right), 12)
    }
  }
})

it("is the share of right ones at 1, and the whole vote at n", () => {
  const labels = [0, 0, 0, 3, 3, -1, 6, 3]
  const right = [true, true, true, false, false, false, false, false]
  expect(majorityAt(1, { labels, right })).toBeCloseTo(3 / 8, 12)
  // Three against three: a tie.
  expect(majorityAt(8, { labels, right })).toBeCloseTo(1 / 2, 12)
  expect(majorityAt(2, { labels: [-1, -1, -1], right: [false, false, false] })).toBe(0)
})

it("stays a number for hundreds of completions, as a simulation says", () => {
  const n = 400
  const labels = Array.from({ length: n }, (_, i) => i < 150 ? 0 : i < 290 ? 150 : i < 380 ? 290 : -1)
  const right = labels.map((label) => label === 0)
  expect(majorityAt(n, { labels, right })).toBeCloseTo(1, 12)
  const { integer } = random(seed("many votes"))
  const k = 31
  let won = 0
  for (let trial = 0; trial < 20_000; trial++) {
    const order = labels.map((_, i) => i)
    for (let i = 0; i < k; i++) {
      const j = i + integer(n - i)
      ;[order[i], order[j]] = [order[j], order[i]]
    }
    const votes = [0, 150, 290].map((label) => order.slice(0, k).filter((i) => labels[i] === label).length)
    const most = Math.max(...votes)
    if (votes[0] === most) won += 1 / votes.filter((count) => count === most).length
  }
  // Standard deviation of the simulation below 0.0036.
  expect(Math.abs(majorityAt(k, { labels, right }) - won / 20_000)).toBeLessThan(0.015)
})
