// How much larger a process is after a run that needed 128 MiB, the program still there: argument "true" retains it.
import { Effect } from "effect"
import { graph } from "../graph/graph.ts"
import { input } from "../graph/ops/leaf.ts"
import { matmul } from "../graph/ops/matmul.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import * as Cpu from "../runtime/providers/cpu.ts"
import { Runtime } from "../runtime/runtime.ts"
import { value } from "../graph/value.ts"

const sums = graph({ y: reduceSum(matmul(input("x", ["N", 16]), input("w", [16, 4096])), 1) })
const ones = (rows: number, columns: number) =>
  value("float32", [rows, columns], new Float32Array(rows * columns).fill(1))

const program = Effect.gen(function* () {
  const { run } = yield* (yield* Runtime).compile(sums, { retain: process.argv[2] === "true" })
  const w = ones(16, 4096)
  yield* run({ x: ones(1, 16), w })
  const before = process.memoryUsage.rss()
  const { y } = yield* run({ x: ones(8192, 16), w })
  console.log(JSON.stringify({ grown: process.memoryUsage.rss() - before, last: y.data[8191] }))
})

await program.pipe(Effect.scoped, Effect.provide(Cpu.layerWith({ threads: 2 })), Effect.runPromise)
