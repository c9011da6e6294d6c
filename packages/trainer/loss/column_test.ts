// Columns of a batch by hand: which tokens they choose, what losses make of them, and what does not compile.
import type { Group } from "@rlif/core/sample/group"
import { graph } from "@rlif/core/graph/graph"
import { input } from "@rlif/core/graph/ops"
import { value } from "@rlif/core/graph/value"
import { feedsOf } from "@rlif/core/graph/feeds-of"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import { Effect, Stream } from "effect"
import { describe, expect, it } from "vitest"
import type { Weighted } from "../stage/advantage.ts"
import { update, type UpdateOptions } from "../stage/update.ts"
import { covariances as tokenCovariances } from "./_tokens.ts"
import { clipCov } from "./clip_cov.ts"
import { clipped } from "./clipped.ts"
import { columnOf as computed, ownColumns, type Sampled, type TokenColumn, tokenColumn } from "./column.ts"
import { klCov } from "./kl_cov.ts"
import type { Loss, LossBatch } from "./loss.ts"
import { plus } from "./plus.ts"
import { reinforce } from "./reinforce.ts"
import { times } from "./times.ts"
import { topEntropy } from "./top_entropy.ts"
import { weighing } from "./weighing.ts"

/** Two groups; each completion a list of [log-probability, entropy]. */
const sampled = (
  groups: ReadonlyArray<ReadonlyArray<ReadonlyArray<readonly [number, number]>>>,
  advantages: ReadonlyArray<ReadonlyArray<number>>,
): ReadonlyArray<Sampled<"entropy">> =>
  groups.map((rollouts, b) => {
    const group: Group<"entropy"> = {
      problem: { id: `${b}`, problem: "", gold: "" },
      prompt: Int32Array.of(1),
      temperature: 1,
      version: 0,
      rollouts: rollouts.map((tokens) => ({
        tokens: new Int32Array(tokens.length),
        text: "",
        finish: "stop",
        signals: {
          logprob: Float32Array.from(tokens, ([logprob]) => logprob),
          entropy: Float32Array.from(tokens, ([, entropy]) => entropy),
        },
      })),
    }
    return { group, advantages: Float64Array.from(advantages[b]) }
  })

// Mean log-probability -2, mean advantage 0: covariances (logprob + 2) A.
const batch = sampled(
  [[[[-1, 0.5], [-3, 2]], [[-5, 0.1], [-1, 1]]], [[], [[0, 2], [-2, 0.3]]]],
  [[1, -1], [7, 0]],
)
const covariances = [1, -1, 3, -1, 0, 0]
const columnOf = <C extends string, S extends string>(loss: Loss<C, S>): TokenColumn<string, S> =>
  ownColumns(loss.needs)[0]
const flat = <S extends string>(column: TokenColumn<string, S>, of: ReadonlyArray<Sampled<S>>) =>
  column.of(of).map((group) => group.map((row) => [...row]))

it("covariances are about both means, over all tokens", () => {
  const [found, all] = [
    [...tokenCovariances(sampled([[[[-1, 0]], [[-2, 0], [-4, 0]]], [[[-3, 0]]]], [[3, 1], [-1]]))],
    [[-1, 3], [-2, 1], [-4, 1], [-3, -1]], // log-probability and advantage, token by token
  ]
  const [meanLogprob, meanAdvantage] = [-10 / 4, 4 / 4]
  expect(found).toEqual(all.map(([logprob, advantage]) => (logprob - meanLogprob) * (advantage - meanAdvantage)))
})

describe("topEntropy", () => {
  it.each([
    [1 / 6, [[[0, 1], [0, 0]], [[], [1, 0]]]], // 2 twice: ties are in
    [0.2, [[[0, 1], [0, 0]], [[], [1, 0]]]], // 1.2 tokens are two
    [0.5, [[[0, 1], [0, 1]], [[], [1, 0]]]],
    [1, [[[1, 1], [1, 1]], [[], [1, 1]]]],
  ])("keeps a share of %d", (share, mask) => expect(flat(topEntropy({ share }), batch)).toEqual(mask))

  it("is of the whole batch, not of a group", () => {
    const [first] = batch
    expect(flat(topEntropy({ share: 0.25 }), [first])).toEqual([[[0, 1], [0, 0]]])
  })

  it("is empty where nothing was said", () => {
    expect(flat(topEntropy(), sampled([[[]]], [[1]]))).toEqual([[[]]])
  })
})

describe("klCov and clipCov", () => {
  it("hold the tokens whose log-probability and advantage go together most", () => {
    expect(flat(columnOf(klCov({ share: 0.01 })), batch)).toEqual([[[0, 0], [1, 0]], [[], [0, 0]]])
    expect(flat(columnOf(klCov({ share: 2 / 6 })), batch)).toEqual([[[1, 0], [1, 0]], [[], [0, 0]]])
    // Equal ones in their order.
    expect(flat(columnOf(klCov({ share: 3 / 6 })), batch)).toEqual([[[1, 0], [1, 0]], [[], [1, 0]]])
  })

  it("drop as many as asked of those between the bounds, by the seed and the version", () => {
    const dropped = (options: Parameters<typeof clipCov>[0], of = batch) =>
      flat(columnOf(clipCov(options)), of).flat(2).flatMap((x, i) => (x === 0 ? [covariances[i]] : []))
    expect(dropped({ seed: 1, share: 1, low: 0.5, high: 5 })).toEqual([1, 3])
    expect(dropped({ seed: 1, share: 1, low: 1, high: 5 })).toEqual([3])
    expect(dropped({ seed: 1, share: 1, low: 3, high: 5 })).toEqual([])
    const seeds = Array.from({ length: 40 }, (_, seed) => dropped({ seed, low: -0.5, high: 5 }))
    expect(seeds.every(({ length }) => length === 1)).toBe(true)
    expect(new Set(seeds.flat())).toEqual(new Set([0, 1, 3]))
    expect(dropped({ seed: 5, low: -0.5 })).toEqual(dropped({ seed: 5, low: -0.5 }))
    const later = Array.from(
      { length: 40 },
      (_, version) =>
        dropped({ seed: 1, low: -0.5 }, batch.map(({ group, ...rest }) => ({ ...rest, group: { ...group, version } }))),
    )
    expect(new Set(later.flat()).size).toBe(3)
  })

  const names = ["logprob", "old", "advantage", "klCov", "clipCov", "topEntropy"] as const
  const shape = ["R", "T"]
  const inputs = Object.fromEntries(names.map((name) => [name, input(name, shape)]))
  const valuesOf = <C extends typeof names[number], S extends string>(
    loss: Loss<C, S>,
    feeds: Readonly<Record<string, ReadonlyArray<number>>>,
  ) => {
    const closed = graph({ loss: loss.of(inputs as unknown as LossBatch<C>) })
    return Effect.gen(function* () {
      const program = yield* (yield* Runtime).compile(closed)
      const rows = Object.entries(feeds).map((
        [name, x],
      ) => [name, value("float32", [1, x.length], Float32Array.from(x))])
      return Array.from((yield* program.run(feedsOf(closed, Object.fromEntries(rows)))).loss.data, Number)
    }).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)
  }
  const feeds = {
    logprob: [-1, -1, -2],
    old: [-1, -1.5, -1.5],
    advantage: [2, 2, -1],
    klCov: [0, 1, 1],
    clipCov: [1, 0, 1],
    topEntropy: [0, 1, 0.5],
  }
  const r = Math.exp(0.5)

  it.each(
    [
      ["klCov", klCov({ weight: 0.5 }), [-2, -2 * r + 0.25, 1 / r + 0.25]],
      ["clipCov", clipCov({ seed: 0 }), [-2, 0, 1 / r]],
      ["topEntropy", weighing(topEntropy(), reinforce), [0, 2, -1]],
    ] as const,
  )("%s has the values written here", async (_, loss, expected) => {
    const found = await valuesOf(loss as Loss<typeof names[number], "entropy">, feeds)
    expected.forEach((x, i) => expect(found[i]).toBeCloseTo(x, 5))
  })
})

describe("types and names", () => {
  const rest = {} as Omit<UpdateOptions, "loss">
  const bare: Stream.Stream<ReadonlyArray<Weighted>> = Stream.empty
  const uncertain: Stream.Stream<ReadonlyArray<Weighted<"entropy" | "selfCertainty">>> = Stream.empty
  const loss = plus(times(0.5, weighing(topEntropy(), clipped())), klCov())

  it("a stream that was not sampled with what a column needs does not compile", () => {
    void (() => update({ ...rest, loss })(uncertain))
    void (() => update({ ...rest, loss: clipped() })(bare))
    void (() => update({ ...rest, loss: klCov() })(bare))
    // @ts-expect-error: the entropy was not sampled
    void (() => update({ ...rest, loss })(bare))
    // @ts-expect-error: the loss computes a column of the entropy
    const blind: Loss<"old" | "advantage" | "topEntropy" | "klCov"> = loss
    expect(ownColumns(blind.needs).map(({ name }) => name)).toEqual(["topEntropy", "klCov"])
    // @ts-expect-error: a batch has no column that the loss does not need
    const peeking: Loss<"advantage"> = { needs: ["advantage"], of: ({ klCov }) => klCov }
    expect(peeking.needs).toEqual(["advantage"])
  })

  it("two columns of one name are refused, and one that is there twice is one", () => {
    const mask = topEntropy()
    expect(ownColumns(plus(weighing(mask, reinforce), weighing(mask, reinforce)).needs)).toEqual([mask])
    expect(() => ownColumns([mask, topEntropy({ share: 0.5 })])).toThrow(
      'Cannot learn: two columns are called "topEntropy"',
    )
  })

  it.each(["", "a b", "old", "mask", "constructor"])(
    "no column is called %j, whether it was made or written",
    (name) => {
      const column = { name, signals: [], of: () => [] }
      expect(() => tokenColumn(column)).toThrow(`Cannot make column "${name}"`)
      expect(() => ownColumns([column])).toThrow(`Cannot learn by column "${name}"`)
    },
  )

  it("a share is of some tokens, and at most all", () => {
    for (const share of [0, -0.1, 1.5, NaN]) {
      for (const make of [topEntropy, klCov, (given: { share: number }) => clipCov({ seed: 0, ...given })]) {
        expect(() => make({ share })).toThrow(`Cannot take a share of ${share} of the tokens`)
      }
    }
  })

  it("a column whose function throws fails by its name", () => {
    const throwing = tokenColumn({
      name: "odd",
      signals: [],
      of: () => {
        throw new TypeError("oops")
      },
    })
    expect(() => computed(throwing, batch)).toThrow('Cannot compute column "odd": oops')
  })
})
