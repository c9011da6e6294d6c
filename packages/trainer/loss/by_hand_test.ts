// Losses and aggregations case by case, by plain ifs and loops: values and gradients on both sides of every bound.
import { backward } from "@rlif/core/grad/backward"
import { feedsOf } from "@rlif/core/graph/feeds-of"
import { graph } from "@rlif/core/graph/graph"
import { input, reduceSum } from "@rlif/core/graph/ops"
import { value, type Values } from "@rlif/core/graph/value"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { layoutOf, padded, type Rows } from "../testing/padded.ts"
import type { Aggregate } from "./aggregate.ts"
import { cispo, cispoCapped } from "./cispo.ts"
import { clipped } from "./clipped.ts"
import { corrected } from "./corrected.ts"
import { dualClipped } from "./dual_clipped.ts"
import { fixedLength } from "./fixed_length.ts"
import { gspo } from "./gspo.ts"
import type { Loss } from "./loss.ts"
import { reinforce } from "./reinforce.ts"
import { sequenceMean } from "./sequence_mean.ts"
import { sequenceSum } from "./sequence_sum.ts"
import { tokenMean } from "./token_mean.ts"

const grid = ["R", "T"]
const column = (name: string) => input(name, grid, "float64")
const mask = column("mask")
const lengths = input("lengths", ["R", 1], "float64")

const run = (outputs: Parameters<typeof graph>[0], feeds: Values) =>
  Effect.gen(function* () {
    const closed = graph(outputs)
    const program = yield* (yield* Runtime).compile(closed)
    return yield* program.run(feedsOf(closed, feeds))
  }).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)

/** A loss and its gradient by the log-probability, token by token. */
const losses = async (
  loss: Loss<"old" | "advantage">,
  { logprob, old, advantage }: { readonly logprob: Rows; readonly old: Rows; readonly advantage: Rows },
) => {
  const x = column("logprob")
  const of = loss.of({
    logprob: x,
    signal: () => x,
    old: column("old"),
    advantage: column("advantage"),
    mask,
    lengths,
  })
  const [slope] = backward(reduceSum(of), [x])
  const out = await run({ of, slope }, {
    ...layoutOf(logprob),
    logprob: padded(logprob),
    old: padded(old),
    // Columns are masked before a loss sees them.
    advantage: padded(advantage, 0),
  })
  return { of: Array.from(out.of.data, Number), slope: Array.from(out.slope.data, Number) }
}

// Every side of every bound, and small advantages beside large ones.
const ratios = [0.01, 0.5, 0.79, 0.81, 1, 1.1, 1.27, 1.29, 1.9, 2.1, 2.9, 3.1, 5, 8.9, 9.1, 20]
const advantages = [-2, -1, -0.3, -0.1, -0.01, 0, 0.01, 0.1, 0.2, 0.24, 0.3, 1, 2]
const cells = advantages.flatMap((a) => ratios.map((r) => ({ a, r })))
const logprob = -1.5

const [low, high, cap] = [0.2, 0.28, 3]
const inside = (r: number) => Math.min(Math.max(r, 1 - low), 1 + high)

/** Value and slope, where d r / d logprob = r. */
type Case = (cell: { readonly a: number; readonly r: number }) => readonly [value: number, slope: number]
const byRatio =
  (weight: (cell: { readonly a: number; readonly r: number }) => readonly [number, moves: boolean]): Case => (cell) => {
    const [w, moves] = weight(cell)
    return [-cell.a * w, moves ? -cell.a * w : 0]
  }

const table: ReadonlyArray<readonly [string, Loss<"old" | "advantage">, Case]> = [
  [
    "clipped",
    clipped({ low, high }),
    byRatio(({ a, r }) => {
      if (a > 0) return r < 1 + high ? [r, true] : [1 + high, false]
      return r > 1 - low ? [r, true] : [1 - low, false]
    }),
  ],
  [
    "dual clip",
    dualClipped({ low, high, cap }),
    byRatio(({ a, r }) => {
      if (a > 0) return r < 1 + high ? [r, true] : [1 + high, false]
      if (r > cap) return [cap, false]
      return r > 1 - low ? [r, true] : [1 - low, false]
    }),
  ],
  ["CISPO", cispo({ low, high }), ({ a, r }) => [-inside(r) * a * logprob, -inside(r) * a]],
  ["CISPO, capped", cispoCapped(2), ({ a, r }) => [-Math.min(r, 2) * a * logprob, -Math.min(r, 2) * a]],
]

it.each(table)("%s on both sides of every bound", async (_, loss, by) => {
  const { of, slope } = await losses(loss, {
    logprob: cells.map(() => [logprob]),
    old: cells.map(({ r }) => [logprob - Math.log(r)]),
    advantage: cells.map(({ a }) => [a]),
  })
  cells.forEach((cell, i) => {
    const [value, expected] = by(cell)
    expect(of[i], `A = ${cell.a}, r = ${cell.r}`).toBeCloseTo(value, 10)
    expect(slope[i], `slope at A = ${cell.a}, r = ${cell.r}`).toBeCloseTo(expected, 10)
  })
})

it("GSPO has one ratio a completion, of its mean difference", async () => {
  const bounds = { low: 0.05, high: 0.08 }
  const rows = {
    logprob: [[-1, -2, -0.5], [-0.7], [-1, -1], [-2, -0.1]],
    // Means of the differences: inside, inside, above and below the bounds.
    old: [[-1.1, -1.9, -0.49], [-0.72], [-1.3, -0.9], [-1.8, -0.1]],
    advantage: [[0.5, 0.5, 0.5], [-0.2], [1, 1], [-1, -1]],
  }
  const { of, slope } = await losses(gspo(bounds), rows)
  rows.logprob.forEach((row, i) => {
    let sum = 0
    for (const [t, x] of row.entries()) sum += x - rows.old[i][t]
    const [s, a] = [Math.exp(sum / row.length), rows.advantage[i][0]]
    const held = a > 0 ? s > 1 + bounds.high : s < 1 - bounds.low
    const weight = held ? (a > 0 ? 1 + bounds.high : 1 - bounds.low) : s
    row.forEach((_, t) => {
      expect(of[3 * i + t]).toBeCloseTo(-a * weight, 10)
      // T losses, each of slope s / T by every token.
      expect(slope[3 * i + t]).toBeCloseTo(held ? 0 : -a * s, 10)
    })
  })
})

describe("importance weights", () => {
  const rows = {
    logprob: [[-1, -2, -0.5], [-0.7], [-1, -1], [-2, -0.1]],
    old: [[-1.1, -1.9, -3.5], [-0.72], [-3, -0.2], [-0.2, -2]],
    advantage: [[0.5, 0.5, 0.5], [-0.2], [1, 1], [-1, -1]],
  }
  const weights = (per: "token" | "completion") =>
    rows.logprob.map((row, i) => {
      const each = row.map((x, t) => x - rows.old[i][t])
      let sum = 0
      for (const d of each) sum += d
      return each.map((d) => Math.exp(per === "token" ? d : sum))
    })
  it.each(
    (["token", "completion"] as const).flatMap((per) =>
      (["truncate", "mask"] as const).map((beyond) => [per, beyond] as const)
    ),
  )("by %s, beyond the cap: %s", async (per, beyond) => {
    const limit = 3
    const { of, slope } = await losses(
      corrected(reinforce, { per, cap: limit, beyond }) as Loss<"old" | "advantage">,
      rows,
    )
    let [held, free] = [0, 0]
    rows.logprob.forEach((row, i) =>
      row.forEach((x, t) => {
        const w = weights(per)[i][t]
        const inside = w <= limit && w >= 1 / limit
        if (inside) free++
        else held++
        const weight = beyond === "truncate" ? Math.min(w, limit) : inside ? w : 0
        expect(of[3 * i + t], `${i}, ${t}`).toBeCloseTo(-weight * rows.advantage[i][t] * x, 10)
        // The weight is a constant.
        expect(slope[3 * i + t], `${i}, ${t}`).toBeCloseTo(-weight * rows.advantage[i][t], 10)
      })
    )
    expect([held, free].every((count) => count > 0)).toBe(true)
  })
  it("are 1 on-policy, and need a cap of 1 or more", async () => {
    const same = { ...rows, old: rows.logprob }
    const plain = await losses(reinforce as Loss<"old" | "advantage">, same)
    for (const per of ["token", "completion"] as const) {
      for (const beyond of ["truncate", "mask"] as const) {
        expect(await losses(corrected(reinforce, { per, beyond, cap: 1 }) as Loss<"old" | "advantage">, same)).toEqual(
          plain,
        )
      }
    }
    for (const wrong of [0.9, 0, NaN]) expect(() => corrected(reinforce, { cap: wrong })).toThrow(/not 1 or more/)
    expect(corrected(clipped()).needs).toEqual(["old", "advantage"])
  })
})

describe("aggregations", () => {
  // One token, two, an absent completion, and the longest; the batch is larger than this part of it.
  const rows = [[3], [0.5, -1], [], [2, 1, -4, 0.25], [-0.125]]
  const whole = { tokens: 20, sequences: 9 }
  const aggregations: ReadonlyArray<readonly [string, Aggregate, () => number]> = [
    ["token mean", tokenMean, () => {
      let sum = 0
      for (const row of rows) for (const x of row) sum += x
      return sum / 20
    }],
    ["sequence sum", sequenceSum, () => {
      let sum = 0
      for (const row of rows) for (const x of row) sum += x
      return sum / 9
    }],
    ["sequence mean", sequenceMean, () => {
      let sum = 0
      for (const row of rows) for (const x of row) sum += x / row.length
      return sum / 9
    }],
    ["fixed length", fixedLength(5), () => {
      let sum = 0
      for (const row of rows) for (const x of row) sum += x / 5
      return sum / 9
    }],
  ]
  it.each(aggregations)("%s", async (_, aggregate, by) => {
    const scalar = (name: "tokens" | "sequences") => input(name, [], "float64")
    const sizes = { mask, lengths, tokens: scalar("tokens"), sequences: scalar("sequences") }
    const x = column("x")
    const total = aggregate(x, sizes)
    const [slope] = backward(total, [x])
    const out = await run({ total, slope }, {
      ...layoutOf(rows),
      x: padded(rows),
      tokens: value("float64", [], Float64Array.of(whole.tokens)),
      sequences: value("float64", [], Float64Array.of(whole.sequences)),
    })
    expect(out.total.data[0]).toBeCloseTo(by(), 12)
    // Linear: the slopes times the values are the whole again, and the padding has none.
    let sum = 0
    rows.forEach((row, i) =>
      Array.from({ length: 4 }, (_, t) => {
        const dx = Number(out.slope.data[4 * i + t])
        if (t < row.length) sum += dx * row[t]
        else expect(dx).toBe(0)
      })
    )
    expect(sum).toBeCloseTo(by(), 12)
  })
})
