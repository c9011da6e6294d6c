// Laws of every signal, by table: add a row to test/_signals/all.ts and they hold for yours too.
import { backward } from "@rlif/core/grad/backward"
import type { Float } from "@rlif/core/graph/dtype"
import { feedsOf } from "@rlif/core/graph/feeds-of"
import { graph } from "@rlif/core/graph/graph"
import { broadcastTo, cast, exp, input, pick, reduceMax, reduceSum, scalar } from "@rlif/core/graph/ops"
import { value } from "@rlif/core/graph/value"
import { cpu } from "@rlif/core/onnx/cpu.ts"
import { toProto } from "@rlif/core/onnx/lower.ts"
import { random } from "@rlif/core/random/seed"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import {
  entropy,
  flattenSignal,
  minEntropy,
  ordered,
  renyi,
  type Signal,
  signal,
  tokenSignals,
  topGap,
  topMean,
  unflattenSignal,
} from "@rlif/core/signals"
import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { describe, it } from "vitest"
import { print } from "../golden/_print.ts"
import { known } from "../_signals/all.ts"

const v = 6
const { normal, integer } = random(11)
const rows = Array.from({ length: 4 }, () => Array.from({ length: v }, () => 2 * normal()))
const chosen = rows.map(() => integer(v))
const softmax = (z: ReadonlyArray<number>, temperature: number) => {
  const weights = z.map((x) => Math.exp((x - Math.max(...z)) / temperature))
  const total = weights.reduce((a, b) => a + b)
  return weights.map((w) => w / total)
}

/** A signal of rows of logits, and its gradient, in double precision unless another is asked for. */
const evaluated = (
  of: Signal,
  z: ReadonlyArray<ReadonlyArray<number>>,
  { temperature = 1, dtype = "float64" }: { readonly temperature?: number; readonly dtype?: Float } = {},
) =>
  Effect.gen(function* () {
    const logits = input("logits", ["M", z[0].length], dtype)
    const { [of.name]: y } = tokenSignals([of], { logits, targets: input("targets", ["M"], "int32") }, temperature)
    const [gradient] = backward(reduceSum(y), [logits])
    const closed = graph({ y, gradient })
    const program = yield* (yield* Runtime).compile(closed)
    const out = yield* program.run(feedsOf(closed, {
      logits: value(dtype, [z.length, z[0].length], (dtype === "float64" ? Float64Array : Float32Array).from(z.flat())),
      targets: value("int32", [z.length], Int32Array.from(chosen.slice(0, z.length))),
    }))
    return { y: Array.from(out.y.data, Number), gradient: Array.from(out.gradient.data, Number) }
  }).pipe(Effect.scoped)

layer(Cpu.layer)((test) => {
  for (const { signal, exact } of known) {
    const at = (z: ReadonlyArray<ReadonlyArray<number>>, temperature: number) =>
      z.map((row, i) => exact(softmax(row, temperature), chosen[i]))

    for (const temperature of [1, 0.6, 2]) {
      test.effect(`${signal.name} follows its definition at temperature ${temperature}`, () =>
        Effect.gen(function* () {
          const { y } = yield* evaluated(signal, rows, { temperature })
          at(rows, temperature).forEach((x, i) => expect(y[i]).toBeCloseTo(x, 10))
        }))
    }

    test.effect(`${signal.name} has the gradient of finite differences`, () =>
      Effect.gen(function* () {
        const { gradient } = yield* evaluated(signal, rows, { temperature: 0.8 })
        const step = 1e-6
        rows.forEach((row, i) =>
          row.forEach((_, j) => {
            const moved = (by: number) => exact(softmax(row.with(j, row[j] + by), 0.8), chosen[i])
            expect(gradient[i * v + j]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 6)
          })
        )
      }))

    test.effect(`${signal.name} sees each token alone, and no constant added to logits`, () =>
      Effect.gen(function* () {
        const { y } = yield* evaluated(signal, rows)
        const alone = yield* evaluated(signal, rows.slice(0, 1))
        const shifted = yield* evaluated(signal, rows.map((row) => row.map((x) => x + 50)))
        expect(alone.y[0]).toBeCloseTo(y[0], 12)
        shifted.y.forEach((x, i) => expect(x).toBeCloseTo(y[i], 10))
      }))

    test.effect(`${signal.name} is finite, and so is its gradient, where tokens are impossible or as likely`, () =>
      Effect.gen(function* () {
        for (const row of [[1e4, 0, -1e4, 1, 1, 1], [3, 3, 3, 3, 3, 3], [2, 2, 0, 0, -1, -1]]) {
          const { y, gradient } = yield* evaluated(signal, [row])
          expect([...y, ...gradient].every(Number.isFinite)).toBe(true)
          // Softmax does not see a constant: whatever ties do, gradients of a row add up to 0.
          expect(gradient.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 8)
        }
      }))

    test.effect(`${signal.name} is finite in single precision, and so is its gradient, where it has hardly room for a logit`, () =>
      Effect.gen(function* () {
        for (const row of [[0, -1e9, -1e9, 1, 1, 1], [0, -3e30, -3e30, -3e30, 0, 0], [1e20, 0, 5, 0, 0, 0]]) {
          const { y, gradient } = yield* evaluated(signal, [row], { dtype: "float32" })
          expect([...y, ...gradient].every(Number.isFinite)).toBe(true)
        }
      }))

    test(`${signal.name} is the same nodes after it has crossed as data`, () => {
      const back = unflattenSignal(structuredClone(flattenSignal(signal, v)))
      const lowered = (of: Signal, m: string) => {
        const given = { logits: input("logits", [m, v]), targets: input("targets", [m], "int32") }
        return print(toProto(graph(tokenSignals([of], given, 0.7)), cpu))
      }
      for (const m of ["M", "R"]) expect(lowered(back, m)).toBe(lowered(signal, m))
      const { of, ...about } = signal
      expect({ ...back, of }).toEqual({ ...about, of })
    })
  }
})

layer(Cpu.layer)((test) => {
  test.effect("ties have the gradients that are written", () =>
    Effect.gen(function* () {
      const third = 1 / 3
      const of = (signal: Signal) => Effect.map(evaluated(signal, [[2, 2, 2]]), ({ gradient }) => gradient)
      const close = (found: ReadonlyArray<number>, expected: ReadonlyArray<number>) =>
        expected.forEach((x, i) => expect(found[i]).toBeCloseTo(x, 10))
      close(yield* of(minEntropy), [0, 0, 0]) // -(1/3, 1/3, 1/3) + p: shared
      close(yield* of(topGap), [1, -1 / 2, -1 / 2]) // the first, and the others shared
      close(yield* of(topMean(1)), [1 - third, -third, -third]) // the first
      close(yield* of(topMean(2)), [1 / 2 - third, 1 / 2 - third, -third])
    }))

  test.effect("a gap is 3e38 where there is no second token", () =>
    Effect.gen(function* () {
      const { y, gradient } = yield* evaluated(topGap, [[3]], { dtype: "float32" })
      expect(y[0]).toBeCloseTo(3e38, -32)
      expect(gradient).toEqual([0])
    }))
})

describe("a signal of one's own", () => {
  it("reads what it says, in its type", () => {
    signal({
      name: "peeking",
      reads: ["logprobs"],
      unit: "nats",
      source: "here",
      // @ts-expect-error: it does not say that it reads the token
      of: ({ logprobs, chosen }) => pick(logprobs, chosen),
    })
  })

  it.each(["", "two words", "a.b", "1st", "token", "state", "constructor", "valueOf", "__proto__"])(
    "is not called %j, whether it was made or written",
    (name) => {
      const make = () =>
        signal({ name, reads: ["logprobs"], unit: "", source: "", of: ({ logprobs }) => reduceSum(logprobs, -1) })
      expect(make).toThrow(`Cannot make signal "${name}"`)
      expect(() => ordered("read", [{ ...entropy, name }], v)).toThrow(`Cannot build signal "${name}"`)
    },
  )

  // What a module without types may say.
  const untyped = (reads: Signal["reads"], of: (at: Parameters<Signal["of"]>[0]) => unknown): Signal =>
    ({ name: "odd", reads, unit: "", source: "", of }) as Signal
  it.each<readonly [string, Signal]>([
    [
      "it is a constant: nothing of a token is read",
      untyped(["chosen"], (at) => broadcastTo(scalar(1, "float32"), at.chosen.shape)),
    ],
    ['"logprobs" is read, and not in its "reads"', untyped(["logits"], ({ logprobs }) => reduceMax(logprobs, -1))],
    ['"mine" is read, and not in its "reads"', untyped(["chosen"], ({ chosen }) => input("mine", chosen.shape))],
    ["it is of type int32, not float32", untyped(["chosen"], ({ chosen }) => chosen)],
    ["it is of type float64, not float32", untyped(["logits"], ({ logits }) => cast(reduceMax(logits, -1), "float64"))],
    ["it is (M, 6), not one number a token, (M)", untyped(["logits"], ({ logits }) => exp(logits))],
    ["its function gives number, not a tensor", untyped(["logits"], () => 1)],
    ["its function gives undefined, not a tensor", untyped(["logits"], () => undefined)],
    [
      "oops",
      untyped(["logits"], () => {
        throw new TypeError("oops")
      }),
    ],
  ])("is refused by name: %s", (why, odd) => {
    expect(() => ordered("read", [odd], v)).toThrow(`Cannot build signal "odd": ${why}`)
  })

  it("has an order that single precision can tell from 1, and a name", () => {
    for (const order of [0, -1, 1, 1.001, 0.999, 1e-7, 1e24, Infinity, NaN]) {
      expect(() => renyi(order)).toThrow(`Cannot make a Renyi entropy of order ${order}`)
    }
    expect([0.99, 1.01, 1e6].map((order) => renyi(order).name)).toEqual(["renyi_0_99", "renyi_1_01", "renyi_1000000"])
  })

  it("is one number a token", () => {
    const wide = signal({ name: "wide", reads: ["logprobs"], unit: "", source: "", of: ({ logprobs }) => logprobs })
    expect(() => flattenSignal(wide, v)).toThrow(
      `Cannot build signal "wide": it is (M, 6), not one number a token, (M)`,
    )
    expect(() => ordered("read", [wide], v)).toThrow("wide")
  })

  it("shares its name with none that differs, and is one with those that do not", () => {
    const sums = (name: string, axis: number) =>
      signal({ name, reads: ["logprobs"], unit: "", source: "", of: ({ logprobs }) => reduceSum(logprobs, axis) })
    expect(ordered("read", [sums("b", -1), sums("a", -1), sums("b", 1)], v).map(({ name }) => name)).toEqual(["a", "b"])
    const other = signal({ ...sums("b", -1), name: "b", of: ({ logits }) => reduceSum(logits, -1), reads: ["logits"] })
    expect(() => ordered("read", [sums("b", -1), other], v)).toThrow(
      'Cannot read: two signals that differ are called "b"',
    )
  })
})
