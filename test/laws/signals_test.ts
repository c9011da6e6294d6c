// Laws of every signal, by table: add a row to test/_signals/all.ts and they hold for yours too.
import { backward } from "@rlif/core/grad/backward"
import { graph } from "@rlif/core/graph/graph"
import { input, pick, reduceSum } from "@rlif/core/graph/ops"
import { value } from "@rlif/core/graph/value"
import { cpu } from "@rlif/core/onnx/cpu.ts"
import { toProto } from "@rlif/core/onnx/lower.ts"
import { random } from "@rlif/core/random/seed"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import { flattenSignal, ordered, type Signal, signal, tokenSignals, unflattenSignal } from "@rlif/core/signals"
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

/** A signal of rows of logits, and its gradient, in double precision. */
const evaluated = (of: Signal, z: ReadonlyArray<ReadonlyArray<number>>, temperature: number) =>
  Effect.gen(function* () {
    const logits = input("logits", ["M", z[0].length], "float64")
    const { [of.name]: y } = tokenSignals([of], { logits, targets: input("targets", ["M"], "int32") }, temperature)
    const [gradient] = backward(reduceSum(y), [logits])
    const closed = graph({ y, gradient })
    const program = yield* (yield* Runtime).compile(closed)
    const feeds = {
      logits: value("float64", [z.length, z[0].length], Float64Array.from(z.flat())),
      ...("targets" in closed.inputs
        ? { targets: value("int32", [z.length], Int32Array.from(chosen.slice(0, z.length))) }
        : {}),
    }
    const out = yield* program.run(feeds)
    return { y: Array.from(out.y.data, Number), gradient: Array.from(out.gradient.data, Number) }
  }).pipe(Effect.scoped)

layer(Cpu.layer)((test) => {
  for (const { signal, exact } of known) {
    const at = (z: ReadonlyArray<ReadonlyArray<number>>, temperature: number) =>
      z.map((row, i) => exact(softmax(row, temperature), chosen[i]))

    for (const temperature of [1, 0.6, 2]) {
      test.effect(`${signal.name} follows its definition at temperature ${temperature}`, () =>
        Effect.gen(function* () {
          const { y } = yield* evaluated(signal, rows, temperature)
          at(rows, temperature).forEach((x, i) => expect(y[i]).toBeCloseTo(x, 10))
        }))
    }

    test.effect(`${signal.name} has the gradient of finite differences`, () =>
      Effect.gen(function* () {
        const { gradient } = yield* evaluated(signal, rows, 0.8)
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
        const { y } = yield* evaluated(signal, rows, 1)
        const alone = yield* evaluated(signal, rows.slice(0, 1), 1)
        const shifted = yield* evaluated(signal, rows.map((row) => row.map((x) => x + 50)), 1)
        expect(alone.y[0]).toBeCloseTo(y[0], 12)
        shifted.y.forEach((x, i) => expect(x).toBeCloseTo(y[i], 10))
      }))

    test.effect(`${signal.name} is finite, and so is its gradient, where tokens are impossible or as likely`, () =>
      Effect.gen(function* () {
        for (const row of [[1e4, 0, -1e4, 1, 1, 1], [3, 3, 3, 3, 3, 3], [2, 2, 0, 0, -1, -1]]) {
          const { y, gradient } = yield* evaluated(signal, [row], 1)
          expect([...y, ...gradient].every(Number.isFinite)).toBe(true)
          // Softmax does not see a constant: whatever ties do, gradients of a row add up to 0.
          expect(gradient.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 8)
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

  it.each(["", "two words", "a.b", "1st", "token", "state"])("is not called %j", (name) => {
    const make = () =>
      signal({ name, reads: ["logprobs"], unit: "", source: "", of: ({ logprobs }) => reduceSum(logprobs, -1) })
    expect(make).toThrow(`Cannot make signal "${name}"`)
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
