// Losses of completions that a filter let through, by hand: which weight each token has, and what that makes of a mean.
import { backward } from "@rlif/core/grad/backward"
import { feedsOf } from "@rlif/core/graph/feeds-of"
import { graph } from "@rlif/core/graph/graph"
import { input, reduceSum } from "@rlif/core/graph/ops"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import type { Group } from "@rlif/core/sample/group"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { layoutOf, padded, type Rows } from "../testing/padded.ts"
import { clipped } from "./clipped.ts"
import { corrected } from "./corrected.ts"
import { reinforce } from "./reinforce.ts"
import { filtering, unfiltered } from "./unfiltered.ts"

const [log, grid] = [Math.log, ["R", "T"]]
const column = (name: string) => input(name, grid, "float64")

/** The slope of each token's loss by its log-probability. */
const slopes = (
  loss: ReturnType<typeof unfiltered<"old" | "advantage">>,
  rows: {
    readonly [K in "logprob" | "old" | "advantage" | "filtering"]: Rows
  },
) =>
  Effect.gen(function* () {
    const x = column("logprob")
    const batch = {
      logprob: x,
      signal: () => x,
      old: column("old"),
      advantage: column("advantage"),
      filtering: column("filtering"),
      mask: column("mask"),
      lengths: input("lengths", ["R", 1], "float64"),
    }
    const closed = graph({ slope: backward(reduceSum(loss.of(batch)), [x])[0] })
    const program = yield* (yield* Runtime).compile(closed)
    const names = ["logprob", "old", "advantage", "filtering"] as const
    const columns = Object.fromEntries(names.map((name) => [name, padded(rows[name], name === "logprob" ? 7 : 0)]))
    const { slope } = yield* program.run(feedsOf(closed, { ...layoutOf(rows.logprob), ...columns }))
    return Array.from(slope.data, Number)
  }).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)

describe("how tokens were drawn", () => {
  const group = (drawn: Float32Array | undefined): Group => ({
    problem: { id: "a", problem: "", gold: "" },
    prompt: Int32Array.of(1),
    temperature: 1,
    version: 0,
    rollouts: [{
      tokens: Int32Array.of(3, 4),
      text: "",
      finish: "stop",
      signals: { logprob: Float32Array.of(-1, -2) },
      ...(drawn === undefined ? {} : { drawn }),
    }],
  })
  const of = (drawn: Float32Array | undefined) =>
    filtering.of([{ group: group(drawn), advantages: Float64Array.of(1) }]).flat().map((row) => [...row])

  it("is their log-probability in the whole minus that in what the filter left", () => {
    expect(of(Float32Array.of(-0.5, -2.25))).toEqual([[-0.5, 0.25]])
    expect(of(undefined)).toEqual([[0, 0]])
  })
})

describe("a weight of p / q", () => {
  const rows = {
    logprob: [[-1, -2], [-0.5]],
    old: [[-1.1, -2], [-0.7]],
    advantage: [[2, 2], [-3]],
    filtering: [[log(0.5), log(1.5)], [log(8)]],
  }

  it("multiplies what a token's loss is, and its slope, but not its ratio", async () => {
    const found = await slopes(unfiltered(clipped({ low: 0.2, high: 0.2 }), { cap: 4 }), rows)
    // d(-r A) = -r A inside the region. The third is beyond the upper bound, which holds no completion that got worse.
    const [first, second, third] = [Math.exp(0.1) * 2 * 0.5, 2 * 1.5, Math.exp(0.2) * -3 * 4]
    ;[-first, -second, -third].forEach((slope, i) => expect(found[i]).toBeCloseTo(slope, 10))
  })

  it("is by completion the product of its tokens', and is left out where it is masked", async () => {
    const whole = await slopes(unfiltered(reinforce, { per: "completion", cap: 10 }) as never, rows)
    ;[-2 * 0.75, -2 * 0.75, 3 * 8].forEach((slope, i) => expect(whole[i]).toBeCloseTo(slope, 10))
    const masked = await slopes(unfiltered(reinforce, { cap: 1.8, beyond: "mask" }) as never, rows)
    ;[0, -2 * 1.5, 0].forEach((slope, i) => expect(masked[i]).toBeCloseTo(slope, 10))
  })

  it("is beside the weight of off-policy learning", async () => {
    const both = await slopes(unfiltered(corrected(reinforce, { cap: 100 }), { cap: 100 }) as never, rows)
    const expected = [-2 * Math.exp(0.1) * 0.5, -2 * 1.5, 3 * Math.exp(0.2) * 8]
    expected.forEach((slope, i) => expect(both[i]).toBeCloseTo(slope, 10))
  })

  it("needs a cap of 1 or more", () => {
    for (const cap of [0.5, NaN]) expect(() => unfiltered(reinforce, { cap })).toThrow(/not 1 or more/)
  })
})

// Each token once, as often as it is drawn: the mean over q of the weighted slopes is the mean over p of the slopes.
describe("in the mean over what is drawn", () => {
  const p = [0.4, 0.3, 0.2, 0.1]
  const advantages = [1, -2, 0.5, 3]
  const mean = async (q: ReadonlyArray<number>) => {
    const drawn = p.flatMap((_, i) => q[i] > 0 ? [i] : [])
    const found = await slopes(unfiltered(clipped(), { cap: 10 }), {
      logprob: drawn.map((i) => [log(p[i])]),
      old: drawn.map((i) => [log(p[i])]),
      advantage: drawn.map((i) => [advantages[i]]),
      filtering: drawn.map((i) => [log(p[i] / q[i])]),
    })
    return drawn.map((i, row) => q[i] * found[row])
  }
  it("every token has the slope that it has without a filter, but for those that are never drawn", async () => {
    const penalized = await mean([0.1, 0.5, 0.3, 0.1])
    penalized.forEach((slope, i) => expect(slope).toBeCloseTo(-p[i] * advantages[i], 10))
    const topTwo = await mean([4 / 7, 3 / 7, 0, 0])
    expect(topTwo).toHaveLength(2)
    topTwo.forEach((slope, i) => expect(slope).toBeCloseTo(-p[i] * advantages[i], 10))
  })
})
