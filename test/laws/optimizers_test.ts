// Laws of every optimizer, by table: add a row and they hold for yours too.
import { allocate, type Float } from "@rlif/core/graph/dtype"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { feedsOf } from "@rlif/core/graph/feeds-of"
import { Runtime } from "@rlif/core/runtime/runtime"
import { type Value, value } from "@rlif/core/graph/value"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { chain } from "@rlif/trainer/optimizer/chain"
import { clipByGlobalNorm } from "@rlif/trainer/optimizer/clip-by-global-norm"
import { compile } from "@rlif/trainer/optimizer/compile.ts"
import type { Optimizer } from "@rlif/trainer/optimizer/optimizer"
import { sgd } from "@rlif/trainer/optimizer/sgd"
import { random } from "@rlif/core/random/seed"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"

type Numbers = ReadonlyArray<number>

/** The same optimizer in plain numbers: one parameter tensor and its state, changed in place. */
type Plain = (p: Array<number>, g: Numbers, at: { step: number; rate: number; state: Array<Array<number>> }) => void

interface Row {
  readonly name: string
  readonly optimizer: Optimizer
  readonly plain: Plain
  /** Whether parameters shrink without a gradient. */
  readonly decays?: true
  /** A rate at which it finds the minimum of a quadratic. */
  readonly rate: number
}

const plainAdamW =
  ({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decay = 0 }): Plain => (p, g, { step, rate, state }) => {
    state[0] ??= g.map(() => 0)
    state[1] ??= g.map(() => 0)
    g.forEach((x, i) => {
      state[0][i] = beta1 * state[0][i] + (1 - beta1) * x
      state[1][i] = beta2 * state[1][i] + (1 - beta2) * x * x
      const mean = state[0][i] / (1 - beta1 ** step)
      const square = state[1][i] / (1 - beta2 ** step)
      p[i] = p[i] * (1 - rate * decay) - rate * mean / (Math.sqrt(square) + epsilon)
    })
  }

const plainSgd = (momentum: number): Plain => (p, g, { rate, state }) => {
  state[0] ??= g.map(() => 0)
  g.forEach((x, i) => {
    state[0][i] = momentum * state[0][i] + x
    p[i] -= rate * state[0][i]
  })
}

const plainClip = (max: number, then: Plain): Plain => (p, g, at) => {
  const scale = Math.min(1, max / (norm(g) + 1e-6))
  then(p, g.map((x) => x * scale), at)
}

const table: ReadonlyArray<Row> = [
  { name: "sgd", optimizer: sgd(), plain: plainSgd(0), rate: 0.2 },
  { name: "sgd with momentum", optimizer: sgd({ momentum: 0.9 }), plain: plainSgd(0.9), rate: 0.05 },
  { name: "adamw", optimizer: adamw(), plain: plainAdamW({}), rate: 0.02 },
  {
    name: "adamw, slow",
    optimizer: adamw({ beta1: 0.95, beta2: 0.9999, epsilon: 1e-3 }),
    rate: 0.02,
    plain: plainAdamW({ beta1: 0.95, beta2: 0.9999, epsilon: 1e-3 }),
  },
  {
    name: "adamw with decay",
    optimizer: adamw({ decay: 0.1 }),
    plain: plainAdamW({ decay: 0.1 }),
    rate: 0.02,
    decays: true,
  },
  {
    name: "clipped adamw",
    optimizer: chain(clipByGlobalNorm(0.5), adamw()),
    plain: plainClip(0.5, plainAdamW({})),
    rate: 0.02,
  },
  {
    name: "twice clipped sgd",
    optimizer: chain(clipByGlobalNorm(0.5), clipByGlobalNorm(2), sgd()),
    plain: plainClip(0.5, plainClip(2, plainSgd(0))),
    rate: 0.2,
  },
]

const norm = (g: Numbers) => Math.sqrt(g.reduce((sum, x) => sum + x * x, 0))

/** Runs `steps` updates from `start`; `gradient` sees the parameters. */
const run = (optimizer: Optimizer, { dtype = "float64", start, gradient, steps, rate, inPlace = false }: {
  readonly dtype?: Float
  readonly start: Numbers
  readonly gradient: (p: Numbers, step: number) => Numbers
  readonly steps: number
  readonly rate: number
  readonly inPlace?: boolean
}): Promise<{ readonly parameter: Numbers; readonly slots: Readonly<Record<string, Numbers>> }> =>
  Effect.gen(function* () {
    const compiled = compile(optimizer, dtype)
    const program = yield* (yield* Runtime).compile(compiled.graph)
    const made = (numbers: Numbers, dims: Numbers): Value => {
      const data = allocate(dtype, numbers.length)
      data.set(numbers)
      return value<Float>(dtype, dims, data)
    }
    const flat = (numbers: Numbers) => made(numbers, [numbers.length])
    let parameter = flat(start)
    let slots: Record<string, Value> = Object.fromEntries(
      compiled.slots.map(({ name, init }) => [name, flat(start.map(() => init))]),
    )
    for (let step = 1; step <= steps; step++) {
      const g = gradient(Array.from(parameter.data), step)
      const feeds = feedsOf(compiled.graph, {
        parameter,
        gradient: flat(g),
        ...slots,
        step: made([step], []),
        learning_rate: made([rate], []),
        grad_norm: made([norm(g)], []),
      })
      const into: Record<string, Value> = { "next.parameter": parameter }
      for (const { name } of compiled.slots) into[`next.${name}`] = slots[name]
      const out = yield* program.run(feeds, inPlace ? into : undefined)
      parameter = out["next.parameter"]
      slots = Object.fromEntries(compiled.slots.map(({ name }) => [name, out[`next.${name}`]]))
    }
    const plain = Object.entries(slots).map(([name, { data }]) => [name, Array.from(data)] as const)
    return { parameter: Array.from(parameter.data), slots: Object.fromEntries(plain) }
  }).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)

const { normal } = random(11)
const draw = (n: number) => Array.from({ length: n }, normal)
const start = draw(7)
const gradients = Array.from({ length: 12 }, () => draw(7))
const recorded = (_: Numbers, step: number) => gradients[step - 1]

describe.each(table)("$name", ({ optimizer, plain, decays, rate }) => {
  const expected = (steps: number) => {
    const p = [...start]
    const state: Array<Array<number>> = []
    for (let step = 1; step <= steps; step++) plain(p, gradients[step - 1], { step, rate, state })
    return p
  }

  it.each([["float64", 1e-9], ["float32", 2e-6]] as const)("is its formula in %s", async (dtype, tolerance) => {
    const { parameter } = await run(optimizer, { dtype, start, gradient: recorded, steps: 12, rate })
    expected(12).forEach((x, i) => expect(Math.abs(parameter[i] - x)).toBeLessThan(tolerance))
    expect(norm(expected(12).map((x, i) => x - start[i]))).toBeGreaterThan(1000 * tolerance)
  })

  it("may write over its inputs", async () => {
    const options = { dtype: "float32", start, gradient: recorded, steps: 5, rate } as const
    expect(await run(optimizer, { ...options, inPlace: true })).toEqual(await run(optimizer, options))
  })

  it("treats each element alone, but for the norm", async () => {
    const twice = (p: Numbers) => [...p.slice(0, 7), ...p.slice(0, 7).toReversed()]
    const whole = await run(optimizer, {
      start: twice(start),
      gradient: (_, step) => twice(gradients[step - 1]),
      steps: 3,
      rate,
    })
    expect(whole.parameter.slice(0, 7)).toEqual(whole.parameter.slice(7).toReversed())
  })

  it("leaves parameters where there is no gradient, but for decay", async () => {
    const { parameter } = await run(optimizer, { start, gradient: () => start.map(() => 0), steps: 3, rate })
    expect(parameter.map((x, i) => decays ? Math.abs(x) < Math.abs(start[i]) : x === start[i])).not.toContain(false)
  })

  it("finds the minimum of a quadratic", async () => {
    const scales = [1, 2, 3, 0.5, 1, 2, 1]
    const gradient = (p: Numbers) => p.map((x, i) => scales[i] * (x - 1))
    const { parameter } = await run(optimizer, { start, gradient, steps: 600, rate })
    // Decay pulls the minimum towards 0 by no more than its own strength.
    const tolerance = decays ? 0.2 : 0.02
    parameter.forEach((x) => expect(Math.abs(x - 1)).toBeLessThan(tolerance))
  })
})

it("adamw does not see the scale of its gradient", async () => {
  const optimizer = adamw({ epsilon: 0 })
  const scaled = (factor: number) =>
    run(optimizer, { start, gradient: (_, step) => gradients[step - 1].map((x) => factor * x), steps: 6, rate: 0.01 })
  const [one, many] = [await scaled(1), await scaled(1000)]
  one.parameter.forEach((x, i) => expect(Math.abs(x - many.parameter[i])).toBeLessThan(1e-12))
})

it("clipping keeps the direction and bounds the length", async () => {
  const [g] = gradients
  for (const max of [0.1, 1, 100]) {
    const { parameter } = await run(chain(clipByGlobalNorm(max), sgd()), {
      start: g.map(() => 0),
      gradient: () => g,
      steps: 1,
      rate: 1,
    })
    const length = Math.min(norm(g), max)
    parameter.forEach((x, i) => expect(Math.abs(x + g[i] * length / norm(g))).toBeLessThan(1e-5))
    expect(norm(parameter)).toBeLessThanOrEqual(max)
  }
})

it("an update that would read what it has overwritten does not compile", () => {
  const { update } = sgd({ momentum: 0.9 })
  const lagging: Optimizer = {
    slots: [{ name: "velocity", init: 0 }],
    // The parameter follows the old velocity, which may be gone by then.
    update: (seen) => ({ ...update({ ...seen, gradient: seen.slots.velocity }), slots: update(seen).slots }),
  }
  expect(() => compile(lagging)).toThrow('"velocity" is read after "next.velocity" is written over it')
})
