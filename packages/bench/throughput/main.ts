// Measures and prints: `npm run bench -- [names]`, all benchmarks where none is named.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { layer } from "@rlif/core/runtime/providers/cpu"
import { Console, Effect, Layer } from "effect"
import { cpus, loadavg } from "node:os"
import { full } from "./benchmark.ts"
import { benchmarks } from "./benchmarks.ts"
import { measure } from "./measure.ts"
import { heading, report } from "./report.ts"

const limits = { rounds: 15, processorSeconds: 6 }
const load = () => `load ${loadavg()[0].toFixed(1)}`

const names = process.argv.slice(2)
const strangers = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name))
if (strangers.length > 0) {
  const known = benchmarks.map(({ name }) => name).join(", ")
  console.error(`Cannot measure ${strangers.join(", ")}: the benchmarks are ${known}`)
  process.exit(2)
}

const program = Effect.gen(function* () {
  const when = new Date().toISOString().slice(0, 10)
  yield* Console.log(
    `${when}, ${cpus().length} cores, ${load()}, medians of up to ${limits.rounds} rounds in turn\n\n${heading}`,
  )
  for (const { name, prepare } of benchmarks) {
    if (names.length > 0 && !names.includes(name)) continue
    yield* Effect.scoped(Effect.gen(function* () {
      for (const comparison of yield* prepare(full)) {
        yield* Console.log(report(comparison, yield* measure(comparison, limits)))
      }
    }))
  }
  yield* Console.log(`\n${load()} at the end`)
})

program.pipe(Effect.provide(Layer.merge(layer, NodeServices.layer)), NodeRuntime.runMain)
