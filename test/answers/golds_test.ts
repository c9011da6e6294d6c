// Every gold answer of two public sets, itself and rewritten, and what is almost it. Rewritings are made here and now: the
// sets are for measuring, and nothing of them is kept.
import { clustersBy } from "@rlif/rewards/answer/clusters.ts"
import { mathematically } from "@rlif/rewards/answer/math"
import * as Engine from "@rlif/rewards/answer/math/engine"
import type { Verdict } from "@rlif/rewards/answer/verdict"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { problems } from "../_problems.ts"
import { nearMisses } from "./_near_misses.ts"
import { labeled, respaced, respelled } from "./_rewritings.ts"

/** The pairs that do not get the verdict that they should. */
const exceptions = (pairs: ReadonlyArray<readonly [gold: string, answer: string]>, expected: Verdict) =>
  Effect.filter(pairs, ([gold, answer]) => Effect.map(mathematically(gold, answer), (is) => is !== expected)).pipe(
    Effect.provide(Engine.layerWorker({ limit: "1 minute" })),
    Effect.runPromise,
  )

const rewritings: Readonly<Record<string, (gold: string, i: number) => string>> = {
  itself: (gold) => gold,
  "itself in another spelling": respelled,
  "itself with other spaces and delimiters": respaced,
  "itself with a unit or text": labeled,
}

it.for(
  (["math500", "gsm8k_test"] as const).flatMap((set) =>
    Object.entries(rewritings).map(([name, rewrite]) => ({ set, name, rewrite }))
  ),
)("every gold answer of $set equals $name", async ({ set, name, rewrite }, context) => {
  const golds = problems(set, context).map(({ gold }) => gold)
  const pairs = golds.map((gold, i) => [gold, rewrite(gold, i)] as const)
  if (name !== "itself") expect(pairs.filter(([gold, answer]) => gold === answer)).toEqual([])
  expect(await exceptions(pairs, "correct")).toEqual([])
})

it.for(["math500", "gsm8k_test"] as const)(
  "every gold answer of %s is one cluster with all of these",
  async (set, context) => {
    const families = problems(set, context).map(({ gold }, i) =>
      Object.values(rewritings).map((rewrite) => rewrite(gold, i))
    )
    const answers = { answer: (text: string) => text, compare: mathematically }
    const apart = Effect.filter(
      families,
      (family) => Effect.map(clustersBy(family.toReversed(), answers), (labels) => labels.some((label) => label !== 0)),
    )
    const found = apart.pipe(Effect.provide(Engine.layerWorker({ limit: "1 minute" })), Effect.runPromise)
    expect(await found).toEqual([])
  },
)

it("near misses, 500 and more, are wrong", async (context) => {
  const golds = (["math500", "gsm8k_test"] as const).flatMap((set) => problems(set, context).map(({ gold }) => gold))
  const all = nearMisses([...new Set(golds)])
  expect(all.length).toBeGreaterThanOrEqual(500)
  const kinds = Object.groupBy(all, ({ change }) => change)
  expect(Object.keys(kinds).sort()).toEqual(["bracket", "digit", "numerator", "order", "sign"])
  expect(await exceptions(all.map(({ gold, answer }) => [gold, answer]), "wrong")).toEqual([])
})
