// Laws of every token loss under every aggregation, by table: add a row and they hold for yours too.
import { backward } from "@rlif/core/grad/backward"
import { graph } from "@rlif/core/graph/graph"
import { input } from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import { feedsOf } from "@rlif/core/graph/feeds-of"
import { random } from "@rlif/core/random/seed"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import { value } from "@rlif/core/graph/value"
import type { Aggregate } from "@rlif/trainer/loss/aggregate"
import { cispo, cispoCapped } from "@rlif/trainer/loss/cispo"
import { clipped } from "@rlif/trainer/loss/clipped"
import { directEntropy } from "@rlif/trainer/loss/direct-entropy"
import { directSelfCertainty } from "@rlif/trainer/loss/direct-self-certainty"
import { corrected } from "@rlif/trainer/loss/corrected"
import { dualClipped } from "@rlif/trainer/loss/dual-clipped"
import { fixedLength } from "@rlif/trainer/loss/fixed-length"
import { gspo } from "@rlif/trainer/loss/gspo"
import { k1 } from "@rlif/trainer/loss/k1"
import { k2 } from "@rlif/trainer/loss/k2"
import { k3 } from "@rlif/trainer/loss/k3"
import type { Column, Loss } from "@rlif/trainer/loss/loss"
import { nll } from "@rlif/trainer/loss/nll"
import { plus } from "@rlif/trainer/loss/plus"
import { reinforce } from "@rlif/trainer/loss/reinforce"
import { sequenceMean } from "@rlif/trainer/loss/sequence-mean"
import { sequenceSum } from "@rlif/trainer/loss/sequence-sum"
import { times } from "@rlif/trainer/loss/times"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { allSignals, type Signal } from "@rlif/core/signals"

const tracked = ["logprob", "entropy", "selfCertainty"] as const
const grids = [...tracked, "old", "advantage", "reference"] as const
type Grids = Readonly<Record<typeof grids[number], ReadonlyArray<number>>>

/** One completion: a number a token in each grid. */
type Completion = Grids

const losses: ReadonlyArray<readonly [name: string, loss: Loss<Column>, weighs: boolean]> = [
  ["clipped", clipped({ high: 0.28 }), true],
  ["dualClipped", dualClipped(), true],
  ["gspo", gspo({ low: 0.05, high: 0.08 }), true],
  ["cispo", cispo(), true],
  ["cispoCapped", cispoCapped(1.5), true],
  ["reinforce", reinforce, true],
  ["corrected", corrected(reinforce), true],
  ["corrected by completion, masked", corrected(reinforce, { per: "completion", cap: 3, beyond: "mask" }), true],
  ["nll", nll, false],
  ["directEntropy", directEntropy, false],
  ["directSelfCertainty", directSelfCertainty, false],
  ["k1", k1, false],
  ["k2", k2, false],
  ["k3", k3, false],
  ["plus", plus(clipped(), times(0.1, k3)), false],
]

const aggregations: Readonly<Record<string, Aggregate>> = {
  tokenMean,
  sequenceMean,
  sequenceSum,
  fixedLength: fixedLength(16),
}

const shape = ["R", "T"]
const symbolic = Object.fromEntries(grids.map((name) => [name, input(name, shape, "float64")])) as {
  readonly [K in typeof grids[number]]: Tensor<"float64">
}
const [mask, lengths] = [input("mask", shape, "float64"), input("lengths", ["R", 1], "float64")]
const sizes = { mask, lengths, tokens: input("tokens", [], "float64"), sequences: input("sequences", [], "float64") }
const signal = ({ name }: Signal) => {
  const found = allSignals.find((signal) => signal.name === name)
  if (found === undefined) throw new Error(`no grid of ${name}`)
  return symbolic[found.name]
}
const batch = { ...symbolic, signal, mask, lengths }

interface Result {
  readonly value: number
  /** By completion and token, gradients of log-probability, entropy and self-certainty side by side. */
  readonly gradient: ReadonlyArray<ReadonlyArray<number>>
}
type Evaluate = (completions: ReadonlyArray<Completion>, options?: {
  readonly whole?: ReadonlyArray<Completion>
  readonly padding?: number
}) => Effect.Effect<Readonly<Record<string, Result>>>

/** The loss's value and gradient under every aggregation. */
const evaluator = Effect.fnUntraced(function* (loss: Loss<Column>) {
  const outputs: Record<string, Tensor> = {}
  for (const [name, aggregate] of Object.entries(aggregations)) {
    const total = aggregate(loss.of(batch), sizes)
    outputs[name] = total
    backward(total, tracked.map((key) => symbolic[key])).forEach((dx, i) => (outputs[`${name} ${tracked[i]}`] = dx))
  }
  const closed = graph(outputs)
  const program = yield* (yield* Runtime).compile(closed)
  const evaluate: Evaluate = (completions, { whole = completions, padding = 0 } = {}) =>
    Effect.gen(function* () {
      const length = ({ logprob }: Completion) => logprob.length
      const longest = Math.max(...completions.map(length)) + 1
      const grid = (of: (completion: Completion) => ReadonlyArray<number>, rest: number) =>
        value(
          "float64",
          [completions.length, longest],
          Float64Array.from(
            completions.flatMap((c) => [...of(c), ...Array<number>(longest - length(c)).fill(rest)]),
          ),
        )
      const scalar = (x: number) => value("float64", [], Float64Array.of(x))
      const out = yield* program.run(feedsOf(closed, {
        ...Object.fromEntries(grids.map((name) => [name, grid((c) => c[name], padding)])),
        mask: grid((c) => c.logprob.map(() => 1), 0),
        lengths: value("float64", [completions.length, 1], Float64Array.from(completions, length)),
        tokens: scalar(whole.reduce((n, c) => n + length(c), 0)),
        sequences: scalar(whole.filter((c) => length(c) > 0).length),
      }))
      return Object.fromEntries(
        Object.keys(aggregations).map((name) => {
          const row = (r: number, c: Completion) =>
            tracked.flatMap((key) =>
              Array.from(out[`${name} ${key}`].data.subarray(r * longest, r * longest + length(c)))
            )
          return [name, { value: out[name].data[0], gradient: completions.map((c, r) => row(r, c)) }] as const
        }),
      )
    }).pipe(Effect.orDie)
  return evaluate
})

const withLoss = <A>(loss: Loss<Column>, body: (evaluate: Evaluate) => Effect.Effect<A>): Promise<A> =>
  evaluator(loss).pipe(Effect.flatMap(body), Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)

const { normal, uniform } = random(5)
const draw = (length: number): Completion => {
  const numbers = (of: () => number) => Array.from({ length }, of)
  const logprob = numbers(() => -0.1 - 3 * uniform())
  const advantage = normal()
  return {
    logprob,
    entropy: numbers(() => 2 * uniform()),
    selfCertainty: numbers(() => 3 * uniform()),
    old: logprob.map((x) => x + 0.3 * normal()),
    reference: logprob.map((x) => x + 0.3 * normal()),
    advantage: numbers(() => advantage),
  }
}
const completions = [5, 1, 7, 3].map(draw)
const close = (a: Result, b: Result) => {
  expect(a.value).toBeCloseTo(b.value, 12)
  a.gradient.forEach((row, r) => row.forEach((x, t) => expect(x).toBeCloseTo(b.gradient[r][t], 12)))
}
const all = (f: (aggregation: string) => void) => Object.keys(aggregations).forEach(f)

describe.each(losses)("%s", (_, loss) => {
  it("has a gradient", () =>
    withLoss(
      loss,
      (evaluate) =>
        Effect.map(evaluate(completions), (result) =>
          all((a) => expect(Math.max(...result[a].gradient.flat().map(Math.abs))).toBeGreaterThan(1e-3))),
    ))

  it("does not read the padding", () =>
    withLoss(loss, (evaluate) =>
      Effect.gen(function* () {
        const [zeros, garbage] = [yield* evaluate(completions), yield* evaluate(completions, { padding: 40 })]
        all((a) => expect(garbage[a]).toEqual(zeros[a]))
      })))

  it("does not see absent completions", () =>
    withLoss(loss, (evaluate) =>
      Effect.gen(function* () {
        const [dense, sparse] = [yield* evaluate(completions), yield* evaluate([...completions, draw(0)])]
        all((a) => close(sparse[a], dense[a]))
      })))

  it("adds up over parts of the batch", () =>
    withLoss(loss, (evaluate) =>
      Effect.gen(function* () {
        const [head, tail] = [completions.slice(0, 1), completions.slice(1)]
        const whole = yield* evaluate(completions)
        const [first, second] = [
          yield* evaluate(head, { whole: completions }),
          yield* evaluate(tail, { whole: completions }),
        ]
        all((a) =>
          close({
            value: first[a].value + second[a].value,
            gradient: [...first[a].gradient, ...second[a].gradient],
          }, whole[a])
        )
      })))

  it("does not depend on the order of completions", () =>
    withLoss(loss, (evaluate) =>
      Effect.gen(function* () {
        const [there, back] = [yield* evaluate(completions), yield* evaluate(completions.toReversed())]
        all((a) => close({ ...back[a], gradient: back[a].gradient.toReversed() }, there[a]))
      })))
})

const weighing = losses.filter(([, , weighs]) => weighs)

it.each(weighing)(
  "%s is proportional to the advantages, and exactly 0 where they are",
  (_, loss) =>
    withLoss(loss, (evaluate) =>
      Effect.gen(function* () {
        const scaled = (factor: number) =>
          evaluate(completions.map((c) => ({ ...c, advantage: c.advantage.map((x) => factor * x) })))
        const [one, three, none] = [yield* scaled(1), yield* scaled(3), yield* scaled(0)]
        all((a) => {
          close(
            { value: three[a].value / 3, gradient: three[a].gradient.map((row) => row.map((x) => x / 3)) },
            one[a],
          )
          expect(none[a].value === 0).toBe(true)
          expect(none[a].gradient.flat().every((x) => x === 0)).toBe(true)
        })
      })),
)

describe("where the policy has not moved", () => {
  const still = completions.map((c) => ({ ...c, old: c.logprob, reference: c.logprob }))

  it.each(weighing)(
    "%s has the gradient of reinforce",
    (_, loss) =>
      withLoss(loss, (evaluate) =>
        Effect.gen(function* () {
          const got = yield* evaluate(still)
          const plain = yield* Effect.promise(() => withLoss(reinforce, (evaluate) => evaluate(still)))
          // One ratio a sequence spreads the gradient as the sequence mean does; with one advantage a sequence it agrees.
          all((a) => close({ ...plain[a], gradient: got[a].gradient }, plain[a]))
        })),
  )

  it.each([["k1", k1], ["k2", k2], ["k3", k3]] as const)(
    "%s is 0",
    (_, loss) =>
      withLoss(
        loss,
        (evaluate) => Effect.map(evaluate(still), (result) => all((a) => expect(result[a].value).toBeCloseTo(0, 15))),
      ),
  )
})

describe("penalties over a whole vocabulary", () => {
  const softmax = (z: ReadonlyArray<number>) => {
    const sum = z.reduce((total, x) => total + Math.exp(x), 0)
    return z.map((x) => Math.exp(x) / sum)
  }
  const [p, q] = [softmax([0.3, -1, 0.8, 0.1]), softmax([-0.2, 0.4, 0.5, -0.9])]
  const mean = (of: (y: number) => number) => p.reduce((sum, x, y) => sum + x * of(y), 0)
  const divergence = mean((y) => Math.log(p[y] / q[y]))

  // One completion of one token for each word: value and slope by its log-probability.
  const estimates = (loss: Loss<Column>) =>
    withLoss(loss, (evaluate) =>
      Effect.forEach(p, (x, y) => {
        const token = { ...draw(1), logprob: [Math.log(x)], reference: [Math.log(q[y])] }
        return Effect.map(
          evaluate([token]),
          ({ tokenMean: { value, gradient } }) => ({ value, slope: gradient[0][0] }),
        )
      }))

  it.each([["k1", k1], ["k3", k3]] as const)("%s has the divergence as its mean", async (_, loss) => {
    const at = await estimates(loss)
    expect(mean((y) => at[y].value)).toBeCloseTo(divergence, 12)
  })

  it.each([["k2", k2], ["k3", k3]] as const)("%s is never negative", async (_, loss) => {
    expect(Math.min(...(await estimates(loss)).map(({ value }) => value))).toBeGreaterThan(0)
  })

  // d log p_y / dz_j = [y = j] - p_j, so the mean gradient by logit j is p_j (slope_j - mean slope).
  it.each(
    [
      ["k1", "nothing", k1, () => 0],
      ["k2", "KL(p || q)", k2, (j: number) => p[j] * (Math.log(p[j] / q[j]) - divergence)],
      ["k3", "KL(q || p)", k3, (j: number) => p[j] - q[j]],
    ] as const,
  )("%s descends %s on average", async (_, __, loss, gradient) => {
    const at = await estimates(loss)
    const slope = mean((y) => at[y].slope)
    p.forEach((x, j) => expect(x * (at[j].slope - slope)).toBeCloseTo(gradient(j), 12))
  })
})

it("metrics say how many tokens the clip holds back", () => {
  const loss = clipped({ low: 0.2, high: 0.3 })
  const ratios = [0.7, 0.7, 1.4, 1.4, 1.25, 0.9] // below twice, above twice, inside twice
  const advantage = [-1, 1, 1, -1, 1, -1] // held back: the first below and the first above
  const found = loss.metrics!(batch)
  const closed = graph(Object.fromEntries(Object.entries(found).map(([name, x]) => [name, tokenMean(x, sizes)])))
  const row = (numbers: ReadonlyArray<number>) => value("float64", [1, numbers.length], Float64Array.from(numbers))
  return Effect.gen(function* () {
    const program = yield* (yield* Runtime).compile(closed)
    const out = yield* program.run({
      logprob: row(ratios.map((r) => Math.log(r) - 1)),
      old: row(ratios.map(() => -1)),
      advantage: row(advantage),
      mask: row(ratios.map(() => 1)),
      tokens: value("float64", [], Float64Array.of(6)),
    })
    expect(out["clip_ratio/low_mean"].data[0]).toBeCloseTo(1 / 6, 12)
    expect(out["clip_ratio/high_mean"].data[0]).toBeCloseTo(1 / 6, 12)
    expect(out["clip_ratio/region_mean"].data[0]).toBeCloseTo(2 / 6, 12)
  }).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)
})

it("a sum needs what its terms need", () => {
  expect(plus(reinforce, times(0.1, k3)).needs).toEqual(["advantage", "reference"])
  expect(plus(nll, directEntropy).needs).toEqual([])
  // @ts-expect-error: a loss that reads the reference is not one that does without
  const blind: Loss<"advantage"> = plus(reinforce, k3)
  expect(blind.needs).toContain("reference")
  // @ts-expect-error: a batch has no columns but those that the loss says it needs
  const peeking: Loss<"old"> = { needs: ["old"], of: ({ advantage }) => advantage }
  expect(peeking.needs).toEqual(["old"])
})
