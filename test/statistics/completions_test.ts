// Whole completions are as frequent as the model says, and no two draws know of each other: those of one group, of
// neighboring problems, of the same problem at two steps.
import { sample } from "@rlif/core/sample/sample"
import type { Group } from "@rlif/core/sample/group"
import { Effect, Stream } from "effect"
import { expect, it } from "vitest"
import { hits } from "./_bounds.ts"
import { chance, runSeed, type Statistical } from "./_budget.ts"
import { everyCompletion, type Known, layers, maxTokens, problem } from "./_world.ts"

const problems = 12_000

/** Two completions a problem, at two steps. */
const drawn = (choice: { readonly temperature: number; readonly topK?: number; readonly topP?: number }) =>
  Stream.fromIterable([0, 1]).pipe(
    Stream.map(() => Array.from({ length: problems }, (_, i) => ({ id: `${i}`, problem, gold: "" }))),
    sample({ completions: 2, maxTokens, seed: runSeed, ...choice }),
    Stream.runCollect,
    Effect.provide(layers),
    Effect.runPromise,
  )

/** The likeliest tokens of a distribution: so many, or the fewest that reach a share; renormalized. */
const cut = (
  p: ReadonlyArray<number>,
  { topK = p.length, topP = 1 }: { readonly topK?: number; readonly topP?: number },
) => {
  const order = p.map((_, i) => i).sort((a, b) => p[b] - p[a]).slice(0, topK)
  let reached = 0
  const kept = order.filter((i) => {
    const inside = topP === 1 || reached < topP
    if (inside) reached += p[i]
    return inside
  })
  const whole = kept.reduce((sum, i) => sum + p[i], 0)
  return p.map((x, i) => kept.includes(i) ? x / whole : 0)
}

const said = ({ rollouts }: Group<never>, i: number) => rollouts[i].tokens.join()
/** What arithmetic in single precision may do to a chance. */
const rounding = 1e-6

it.each<[Statistical, { readonly temperature: number; readonly topK?: number; readonly topP?: number }]>([
  ["completions at 1", { temperature: 1 }],
  ["completions at 0.7", { temperature: 0.7 }],
  ["completions among two", { temperature: 1, topK: 2 }],
  ["completions of a nucleus", { temperature: 1, topP: 0.75 }],
])("%s", async (test, choice) => {
  const known = await everyCompletion(choice.temperature)
  const left = ({ tokens, distributions }: Known) =>
    tokens.reduce((product, token, t) => product * cut(distributions[t], choice)[token], 1)
  const chances = new Map(known.map((one) => [one.tokens.join(), left(one)]))
  expect([...chances.values()].reduce((a, b) => a + b)).toBeCloseTo(1, 5)
  const [first, second] = await drawn(choice)
  const each = chance(test, chances.size + 4)
  // The bound of the nearest chance within rounding.
  const likely = (k: number, { n, p }: { readonly n: number; readonly p: number }, what: string) => {
    const near = Math.min(Math.max(k / n, p - rounding), p + rounding)
    if (near !== k / n) {
      expect(hits({ k, n, p: near }), `${what}: ${k} of ${n}, expected ${n * p}`).toBeGreaterThan(each)
    }
  }

  const all = [...first, ...second].flatMap((group) => [said(group, 0), said(group, 1)])
  const counts = new Map<string, number>()
  for (const tokens of all) counts.set(tokens, (counts.get(tokens) ?? 0) + 1)
  expect([...counts.keys()].filter((tokens) => !((chances.get(tokens) ?? 0) > 0))).toEqual([])
  for (const [tokens, p] of chances) likely(counts.get(tokens) ?? 0, { n: all.length, p }, tokens)

  // Independent draws agree as often as two tickets of one lottery.
  const agree = [...chances.values()].reduce((sum, p) => sum + p * p, 0)
  const pairs = {
    "of one group": first.map((group) => [said(group, 0), said(group, 1)]),
    "of one group, later": second.map((group) => [said(group, 0), said(group, 1)]),
    "of neighboring problems": first.flatMap((group, i) =>
      i % 2 === 0 ? [[said(group, 1), said(first[i + 1], 0)]] : []
    ),
    "of two steps": first.map((group, i) => [said(group, 0), said(second[i], 0)]),
  }
  for (const [what, list] of Object.entries(pairs)) {
    likely(list.filter(([a, b]) => a === b).length, { n: list.length, p: agree }, `completions ${what} that agree`)
  }
})
