// How much a process grows in each 20 of 200 rounds of acquire, run and release, after 20 to warm up. Prints JSON.
import { Effect, Metric } from "effect"
import { readFileSync } from "node:fs"
import { graph } from "../graph/graph.ts"
import { input } from "../graph/ops/leaf.ts"
import { matmul } from "../graph/ops/matmul.ts"
import * as Cpu from "../runtime/providers/cpu.ts"
import { Runtime } from "../runtime/runtime.ts"
import { sessions } from "../runtime/sessions.ts"
import { value } from "../graph/value.ts"

const product = graph({ y: matmul(input("x", ["N", 64]), input("w", [64, 64])) })
// Half a megabyte of results a round, and a session: a leak of 50 kB a round shows.
const x = value("float32", [2048, 64], new Float32Array(2048 * 64))
const w = value("float32", [64, 64], new Float32Array(64 * 64))

const round = Effect.scoped(Effect.gen(function* () {
  const program = yield* (yield* Runtime).compile(product, { bind: { w } })
  yield* program.run({ x })
}))

const rounds = (count: number) => Effect.repeat(round, { times: count - 1 })

/** The memory of the process but for files, which other processes' work brings in and out. */
const anonymous = (): number => {
  const status = process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : ""
  const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(status) ?? []
  return kilobytes === undefined ? process.memoryUsage.rss() : 1024 * Number(kilobytes)
}

const resident = Effect.promise(async () => {
  // Results are freed by finalizers, which run between tasks.
  for (let i = 0; i < 5; i++) {
    globalThis.gc?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return anonymous()
})

const program = Effect.gen(function* () {
  yield* rounds(20)
  let before = yield* resident
  const grown = yield* Effect.replicateEffect(
    Effect.gen(function* () {
      yield* rounds(20)
      const after = yield* resident
      const by = after - before
      before = after
      return by
    }),
    10,
  )
  const { value: alive } = yield* Metric.value(Metric.withAttributes(sessions, { provider: "cpu" }))
  console.log(JSON.stringify({ grown, alive }))
})

await Effect.runPromise(Effect.provide(program, Cpu.layerWith({ threads: 2 })))
