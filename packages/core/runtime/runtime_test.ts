import { expect, it, layer } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Metric, Scope } from "effect"
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { graph } from "../graph/graph.ts"
import { add, mul } from "../graph/ops/arithmetic.ts"
import { input } from "../graph/ops/leaf.ts"
import { matmul } from "../graph/ops/matmul.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import { gather } from "../graph/ops/rows.ts"
import { concat } from "../graph/ops/shape.ts"
import { log } from "../graph/ops/unary.ts"
import { plain } from "../onnx/plain.ts"
import * as Cpu from "./providers/cpu.ts"
import { residence } from "./residence.ts"
import { residentBytes } from "./resident_bytes.ts"
import { residents } from "./residents.ts"
import { Runtime } from "./runtime.ts"
import { sessions } from "./sessions.ts"
import { type Value, value } from "../graph/value.ts"

const floats = (...numbers: ReadonlyArray<number>) => value("float32", [numbers.length], Float32Array.from(numbers))
const matrix = (rows: number, columns: number, f = (i: number) => Math.sin(i)) =>
  value("float32", [rows, columns], Float32Array.from({ length: rows * columns }, (_, i) => f(i)))

const x = input("x", ["N"])
const square = graph({ y: mul(x, x) })

const alive = Effect.map(Metric.value(Metric.withAttributes(sessions, { provider: "cpu" })), ({ value }) => value)

const count = (metric: typeof residents) =>
  Effect.map(Metric.value(Metric.withAttributes(metric, { provider: "cpu" })), ({ value }) => value)

const compile = Effect.fnUntraced(function* (...args: Parameters<Runtime["Service"]["compile"]>) {
  return yield* (yield* Runtime).compile(...args)
})

layer(Cpu.layerWith({ threads: 2 }))("runtime", (it) => {
  it.effect("computes, with a symbol bound by each run, none of it left over", () =>
    Effect.gen(function* () {
      const program = yield* compile(square)
      expect((yield* program.run({ x: floats(3, -4) })).y).toEqual(floats(9, 16))
      expect((yield* program.run({ x: floats() })).y).toEqual(floats())
      expect((yield* program.run({ x: floats(2) })).y).toEqual(floats(4))
    }))

  it.effect("releases the session when its scope ends well, badly, or is interrupted", () =>
    Effect.gen(function* () {
      const use = <A, E>(then: (program: Effect.Success<ReturnType<typeof compile>>) => Effect.Effect<A, E>) =>
        Effect.scoped(Effect.gen(function* () {
          const program = yield* compile(square)
          expect(yield* alive).toBe(1)
          return yield* then(program)
        }))
      expect(yield* alive).toBe(0)
      yield* use((program) => program.run({ x: floats(1) }))
      expect(yield* alive).toBe(0)
      yield* Effect.flip(use((program) => program.run({})))
      expect(yield* alive).toBe(0)
      yield* Effect.exit(use(() => Effect.die("a defect")))
      expect(yield* alive).toBe(0)
      const started = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(
        use((program) =>
          Effect.andThen(Deferred.succeed(started, undefined), Effect.forever(program.run({ x: floats(1) })))
        ),
      )
      yield* Deferred.await(started)
      yield* Fiber.interrupt(fiber)
      expect(yield* alive).toBe(0)
    }))

  it.effect("waits for the computation in progress before it releases", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const program = yield* Scope.provide(compile(square), scope)
      const [first, second] = [program.execute({ x: floats(3) }), program.execute({ x: floats(4) })]
      yield* Scope.close(scope, Exit.void)
      expect(yield* alive).toBe(0)
      const computed = yield* Effect.promise(() => Promise.all([first, second]))
      expect(computed.map(({ y }) => y)).toEqual([floats(9), floats(16)])
    }))

  it.effect("refuses a program whose scope has closed", () =>
    Effect.gen(function* () {
      const program = yield* Effect.scoped(compile(square))
      expect(yield* Effect.flip(program.run({ x: floats(1) }))).toMatchObject({ _tag: "@rlif/core/ProgramClosed" })
      yield* Effect.promise(() =>
        expect(program.execute({ x: floats(1) })).rejects.toMatchObject({ _tag: "@rlif/core/ProgramClosed" })
      )
    }))

  const a = input("a", ["N", 2])
  const b = input("b", ["M", 2])
  const joined = input("joined", ["N+M", 2])
  const sums = graph({ y: add(concat([a, b], 0), joined) })
  const fed = { a: matrix(1, 2), b: matrix(2, 2), joined: matrix(3, 2) }
  const wrong: Record<
    string,
    { readonly feeds: Record<string, Value>; readonly tensor: string; readonly says: string }
  > = {
    "an unknown name": {
      feeds: { ...fed, c: fed.a },
      tensor: "c",
      says: `Cannot feed "c": the program has no such input`,
    },
    "a missing input": { feeds: { a: fed.a, b: fed.b }, tensor: "joined", says: `Cannot run program without "joined"` },
    "another type": {
      feeds: { ...fed, b: value("float64", [2, 2], new Float64Array(4)) },
      tensor: "b",
      says: "it is float64, not float32",
    },
    "another rank": { feeds: { ...fed, a: floats(1, 2) }, tensor: "a", says: "(2) is not of rank 2" },
    "another size": { feeds: { ...fed, a: matrix(1, 3) }, tensor: "a", says: "axis 1 of (1, 3) is not 2" },
    "sizes that do not add up": {
      feeds: { ...fed, joined: matrix(4, 2) },
      tensor: "joined",
      says: "axis 0 of (4, 2) is not M+N = 3",
    },
    "data of another length": {
      feeds: { ...fed, a: { ...fed.a, dims: [2, 2] } },
      tensor: "a",
      says: "(2, 2) has 2 elements",
    },
  }
  for (const [name, { feeds, tensor, says }] of Object.entries(wrong)) {
    it.effect(`names the tensor of a wrong feed: ${name}`, () =>
      Effect.gen(function* () {
        const program = yield* compile(sums)
        const error = yield* Effect.flip(program.run(feeds))
        expect(error).toMatchObject({ _tag: "@rlif/core/FeedError", tensor })
        expect(error.message).toContain(says)
        expect((yield* program.run(fed)).y.dims).toEqual([3, 2])
      }))
  }

  it.effect("refuses one symbol of two sizes", () =>
    Effect.gen(function* () {
      const program = yield* compile(graph({ y: add(input("a", ["N"]), input("b", ["N"])) }))
      const error = yield* Effect.flip(program.run({ a: floats(1, 2), b: floats(1, 2, 3) }))
      expect(error).toMatchObject({ _tag: "@rlif/core/FeedError", tensor: "b" })
      expect(error.message).toContain("axis 0 of (3) is not N = 2")
    }))

  it.effect("names the output that is not finite, unless told not to look", () =>
    Effect.gen(function* () {
      const both = graph({ fine: mul(x, x), bad: log(x) })
      const program = yield* compile(both)
      const error = yield* Effect.flip(program.run({ x: floats(1, 2, -1) }))
      expect(error).toMatchObject({ _tag: "@rlif/core/NotFinite", tensor: "bad" })
      expect(error.message).toContain("element 2 of (3) is NaN")
      expect((yield* Effect.flip(program.run({ x: floats(0, 1) }))).message).toContain("element 0 of (2) is -Infinity")
      const lenient = yield* compile(both, { finite: false })
      expect((yield* lenient.run({ x: floats(-1) })).bad.data[0]).toBeNaN()
    }))

  it.effect("computes the same bits again: in the same session, in another, and in the second place of a queue", () =>
    Effect.gen(function* () {
      const w = input("w", [64, 96])
      const steps = graph({ y: reduceSum(matmul(matmul(input("m", ["N", 64]), w), w, { transB: true }), 0) })
      const feeds = { m: matrix(300, 64), w: matrix(64, 96, Math.cos) }
      const [one, other] = [yield* compile(steps), yield* compile(steps)]
      const first = yield* one.run(feeds)
      const queued = yield* Effect.promise(() => Promise.all([one.execute(feeds), one.execute(feeds)]))
      for (const again of [...queued, yield* other.run(feeds)]) expect(again).toEqual(first)
    }))

  it.effect("writes outputs where it is told, even over the feeds of an element-wise graph", () =>
    Effect.gen(function* () {
      const [w, g] = [input("w", ["N"]), input("g", ["N"])]
      const program = yield* compile(graph({ next: add(w, mul(g, -0.5)), norm: reduceSum(mul(g, g)) }))
      const weights = floats(1, 2, 3)
      const gradient = floats(2, 4, 6)
      const computed = yield* program.run({ w: weights, g: gradient }, { next: weights })
      expect(computed.next).toBe(weights)
      expect(weights).toEqual(floats(0, 0, 0))
      expect(computed.norm.data[0]).toBe(56)

      const narrow = yield* Effect.flip(program.run({ w: weights, g: gradient }, { next: floats(0) }))
      expect(narrow).toMatchObject({ _tag: "@rlif/core/FeedError", tensor: "next" })
      const unknown = yield* Effect.flip(program.run({ w: weights, g: gradient }, { last: weights }))
      expect(unknown).toMatchObject({ _tag: "@rlif/core/FeedError", tensor: "last" })
    }))

  it.effect("fixes bound inputs, which are no longer fed", () =>
    Effect.gen(function* () {
      const affine = graph({ y: add(mul(x, input("w", ["N"])), input("c", [])) })
      const bind = { w: floats(2, 3), c: value("float32", [], Float32Array.of(1)) }
      const program = yield* compile(affine, { bind })
      expect((yield* program.run({ x: floats(1, 1) })).y).toEqual(floats(3, 4))
      const again = yield* Effect.flip(program.run({ x: floats(1, 1), w: floats(2, 3) }))
      expect(again).toMatchObject({ _tag: "@rlif/core/FeedError", tensor: "w" })
      expect((yield* Effect.flip(program.run({ x: floats(1) }))).message).toContain("axis 0 of (1) is not N = 2")
      const unknown = yield* Effect.flip(compile(affine, { bind: { v: floats(1) } }))
      expect(unknown).toMatchObject({
        _tag: "@rlif/core/CompileError",
        message: expect.stringContaining(`Cannot bind "v"`),
      })
    }))

  it.effect("keeps an output where the next run reads it, and lets go of it", () =>
    Effect.gen(function* () {
      const runtime = yield* Runtime
      const use = Effect.scoped(Effect.gen(function* () {
        const place = yield* runtime.resident("place")
        expect(place.type).toBeUndefined()
        const keeping = yield* compile(graph({ y: mul(x, x), sum: reduceSum(x) }), { keep: ["y"] })
        const program = yield* compile(square)
        expect(yield* keeping.run({ x: floats(2, 3) }, { y: place })).toEqual({
          sum: value("float32", [], Float32Array.of(5)),
        })
        expect(place.type).toEqual({ dtype: "float32", dims: [2] })
        expect([yield* count(residents), yield* count(residentBytes)]).toEqual([1, 8])
        // Fed and written by one run: 2^4 and 3^4.
        yield* keeping.run({ x: place }, { y: place })
        expect((yield* program.run({ x: place })).y).toEqual(floats(256, 6561))
        expect([yield* count(residents), yield* count(residentBytes)]).toEqual([1, 8])
        place.clear()
        place.clear()
        expect([yield* count(residents), yield* count(residentBytes)]).toEqual([0, 0])
        expect(yield* Effect.flip(program.run({ x: place }))).toMatchObject({
          _tag: "@rlif/core/FeedError",
          message: 'Cannot feed resident "place": it holds nothing',
        })
        yield* keeping.run({ x: floats(1) }, { y: place })
        return place
      }))
      const place = yield* use
      expect(yield* count(residents)).toBe(0)
      const program = yield* compile(square)
      expect(yield* Effect.flip(program.run({ x: place }))).toMatchObject({
        _tag: "@rlif/core/FeedError",
        tensor: "place",
        message: 'Cannot feed resident "place": its scope has closed',
      })
      // What a program still writes there is let go of at once.
      yield* (yield* compile(square, { keep: ["y"] })).run({ x: floats(1) }, { y: place })
      expect(yield* count(residents)).toBe(0)
    }))

  it.effect("reads a bound resident at each run, as it then is", () =>
    Effect.gen(function* () {
      const [keeping, w] = [yield* compile(square, { keep: ["y"] }), yield* (yield* Runtime).resident("w")]
      const program = yield* compile(graph({ z: add(x, input("w", ["N"])) }), { bind: { w } })
      yield* keeping.run({ x: floats(2) }, { y: w })
      expect((yield* program.run({ x: floats(1) })).z).toEqual(floats(5))
      yield* keeping.run({ x: floats(3) }, { y: w })
      expect((yield* program.run({ x: floats(1) })).z).toEqual(floats(10))
      const again = yield* Effect.flip(program.run({ x: floats(1), w }))
      expect(again).toMatchObject({ _tag: "@rlif/core/FeedError", tensor: "w" })
      yield* keeping.run({ x: floats(3, 4) }, { y: w })
      const long = yield* Effect.flip(program.run({ x: floats(1) }))
      expect(long).toMatchObject({ _tag: "@rlif/core/FeedError", tensor: "w" })
    }))

  it.effect("refuses to keep what it was not compiled to, or nowhere", () =>
    Effect.gen(function* () {
      const place = yield* (yield* Runtime).resident("place")
      const [plainly, keeping] = [yield* compile(square), yield* compile(square, { keep: ["y"] })]
      const feeds = { x: floats(1) }
      const says = (run: typeof plainly.run, into: Parameters<typeof run>[1]) =>
        Effect.map(Effect.flip(run(feeds, into)), ({ message }) => message)
      expect(yield* says(plainly.run, { y: place })).toBe('Cannot write "y": the program was not compiled to keep it')
      expect(yield* says(keeping.run, {})).toBe('Cannot write "y": it is kept, and was given no resident')
      expect(yield* says(keeping.run, { y: floats(0) })).toContain("given no resident")
      const stranger = yield* Effect.flip(compile(square, { keep: ["z"] }))
      expect(stranger).toMatchObject({
        _tag: "@rlif/core/CompileError",
        message: expect.stringContaining('Cannot keep "z"'),
      })
    }))

  it.effect("copies nothing where values are in this process anyway", () =>
    Effect.gen(function* () {
      const values = { w: floats(1) }
      const { feeds } = yield* residence(yield* Runtime, values)
      expect(feeds.w).toBe(values.w)
    }))

  it.effect("passes on what ONNX Runtime refuses to run", () =>
    Effect.gen(function* () {
      const program = yield* compile(graph({ y: gather(x, input("i", ["M"], "int32")) }))
      const error = yield* Effect.flip(program.run({ x: floats(1), i: value("int32", [1], Int32Array.of(5)) }))
      expect(error).toMatchObject({ _tag: "@rlif/core/RunError", message: expect.stringContaining("5") })
    }))
})

it.effect("passes on what ONNX Runtime refuses to compile, and leaves no session", () =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(compile(square))
    expect(error).toMatchObject({ _tag: "@rlif/core/CompileError", message: expect.stringContaining("NoSuchOperator") })
    expect(yield* alive).toBe(0)
  }).pipe(
    Effect.scoped,
    Effect.provide(
      Cpu.layerWith({ lowering: { ...plain, rows: { ...plain.rows, mul: (_, y, e) => e.op("NoSuchOperator", y) } } }),
    ),
  ))

it("does not grow: 200 rounds of acquire, run and release after 20 to warm up", async () => {
  // A process of its own, whose memory nothing else touches, and whose young generation stays small: V8 would let it
  // grow by tens of megabytes before it settles, leak or none.
  const script = join(import.meta.dirname, "../testing/leak.ts")
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", "--max-semi-space-size=1", script])
  const { grown, alive }: { readonly grown: ReadonlyArray<number>; readonly alive: number } = JSON.parse(stdout)
  expect(alive).toBe(0)
  // What is lost a round is lost in every 20; what collectors and allocators take and give comes in a few steps.
  expect(grown.toSorted((a, b) => a - b)[3]).toBeLessThan(0.5e6)
})
