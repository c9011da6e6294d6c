// What this machine can do at most, on as many threads as a line asks for: products of our own runtime, and numbers that are
// read one after the other, each thread its own. Answers with seconds of fixed work; `roof.ts` knows which.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { graph } from "@rlif/core/graph/graph"
import { input, matmul } from "@rlif/core/graph/ops"
import { value } from "@rlif/core/graph/value"
import { peakMemory } from "@rlif/core/memory"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import { Effect, Stream } from "effect"
import { isMainThread, parentPort, Worker } from "node:worker_threads"
import { between, now, requests, say } from "./_speaking.ts"
import type { Time } from "./answer.ts"
import { productWidth, readingBytes } from "./roof.ts"

const tries = 5

/** The fastest of some. */
const fastest = Effect.fnUntraced(function* <E, R>(work: Effect.Effect<unknown, E, R>) {
  let best: Time | undefined
  for (let i = 0; i < tries; i++) {
    const start = now()
    yield* work
    const time = between(start, now())
    if (best === undefined || time.wall < best.wall) best = time
  }
  return best!
})

const product = Effect.fnUntraced(function* (threads: number) {
  const n = productWidth
  const of = (seed: number) =>
    value("float32", [n, n], Float32Array.from({ length: n * n }, (_, i) => Math.sin(seed + i)))
  const feeds = { a: of(1), b: of(2) }
  return yield* Effect.gen(function* () {
    const runtime = yield* Runtime
    const program = yield* runtime.compile(graph({ c: matmul(input("a", [n, n]), input("b", [n, n])) }), {
      finite: false,
    })
    return yield* fastest(program.run(feeds))
  }).pipe(Effect.scoped, Effect.provide(Cpu.layerWith({ threads })))
})

/** Each thread reads numbers of its own, several times, and says when it begins and ends: the slowest counts. */
const reading = (threads: number) =>
  Effect.promise(async () => {
    const seconds = await Promise.all(Array.from({ length: threads }, () =>
      new Promise<number>((resolve, reject) => {
        const worker = new Worker(new URL(import.meta.url))
        worker.once("message", resolve)
        worker.once("error", reject)
      })))
    return Math.max(...seconds)
  })

// Eight sums, so that none waits for the one before.
const sumOf = (x: Float64Array): number => {
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let i = 0; i < x.length; i += 8) {
    a += x[i]
    b += x[i + 1]
    c += x[i + 2]
    d += x[i + 3]
    e += x[i + 4]
    f += x[i + 5]
    g += x[i + 6]
    h += x[i + 7]
  }
  return a + b + c + d + e + f + g + h
}

if (isMainThread) {
  const program = Effect.andThen(
    say({ kind: "ready", about: "the machine itself" }),
    Stream.runForEach(requests, (line) =>
      Effect.gen(function* () {
        const products = yield* product(Number(line))
        const wall = yield* reading(Number(line))
        yield* say({ times: { products, reading: { wall, cpu: wall } }, tokens: 0, peak: peakMemory() })
      })),
  )
  program.pipe(NodeRuntime.runMain)
} else {
  const x = new Float64Array(readingBytes / 8).fill(1)
  let best = Infinity
  for (let i = 0; i < 2 * tries; i++) {
    const start = performance.now()
    if (sumOf(x) !== x.length) throw new Error("Cannot read: a sum is wrong")
    best = Math.min(best, (performance.now() - start) / 1e3)
  }
  parentPort!.postMessage(best)
}
