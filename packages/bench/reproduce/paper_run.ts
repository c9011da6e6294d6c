import { graph, topological } from "@rlif/core/graph/graph"
import { input, matmul } from "@rlif/core/graph/ops"
import type { ModelConfig } from "@rlif/core/model/architecture"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import { value } from "@rlif/core/graph/value"
import { stored } from "@rlif/trainer/settings/setting.ts"
import { type TrainSettings, trainSettings } from "@rlif/trainer/settings/train_settings.ts"
import { Console, Effect, FileSystem, Path } from "effect"
import { ChildProcess } from "effect/process"
import { fileURLToPath } from "node:url"
import { type Cost, costOf, leastMemory, parametersOf, programsOf } from "./cost.ts"
import { PaperError, type Plan } from "./paper.ts"

/** What a data-centre GPU does in 32 bits or less at a third of its peak, or so: to see the order of magnitude. */
const elsewhere = 1e14

/** Compiles every program of every model at its full size, without weights, and says what the runs would cost. */
export const dryRun = Effect.fn("dryRun")(function* ({ source, lengths, models, runs, mixes }: Plan) {
  const { prompt, completion, why } = lengths
  yield* Console.log(
    `${source}\n${runs.length} runs; prompts of ${prompt} and completions of ${completion} tokens: ${why}`,
  )
  let [flop, here] = [0, 0]
  for (const [folder, config] of models) {
    const mine = runs.filter(({ settings }) => settings.model === folder)
    if (mine.length === 0) continue
    const compiled = yield* check(folder, { config, settings: mine[0].settings })
    yield* Console.log(compiled.text)
    for (const { figures, settings } of mine) {
      const cost = costOf(programsOf(config, settings), settings, lengths)
      flop += total(cost)
      here += total(cost) / compiled.rate
      yield* Console.log(
        `  ${settings.out} (${
          figures.join(", ")
        }): ${settings.steps} x ${settings.problems} x ${settings.completions} completions, ${shown(cost)}, ${
          duration(total(cost) / compiled.rate)
        } here`,
      )
    }
  }
  yield* Console.log("")
  for (const { base, instruct, ratios, out } of mixes) {
    const args = `--base ${base} --instruct ${instruct} --ratio ${ratios.join(",")} --out ${out}`
    yield* Console.log(`First: npm run rlif -- mix ${args}`)
  }
  yield* Console.log(
    `All ${runs.length}: ${flop.toExponential(1)} floating-point operations, ${duration(here)} here, ${
      duration(flop / elsewhere)
    } at ${elsewhere / 1e12} TFLOP/s. Products and attention are counted, and nothing else.`,
  )
}, Effect.provide(Cpu.layer))

/** Compiles all programs of a model, and measures this machine. */
const check = Effect.fnUntraced(function* (
  folder: string,
  { config, settings }: { readonly config: ModelConfig; readonly settings: TrainSettings },
) {
  const runtime = yield* Runtime
  const programs = programsOf(config, settings)
  const began = performance.now()
  for (const program of Object.values(programs)) yield* Effect.scoped(runtime.compile(program))
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const rate = yield* measured(config)
  const nodes = topological(Object.values(programs.learn.outputs)).length
  const parameters = (parametersOf(config) / 1e9).toPrecision(3)
  const memory = (leastMemory(config, programs) / 2 ** 30).toPrecision(2)
  const text = `
${folder}: ${config.architecture}, ${config.layers} layers, ${parameters} billion parameters, at least ${memory} GiB
  its programs compile in ${seconds} s, the learner's of ${nodes} operations; ${(rate / 1e9).toFixed(0)} GFLOP/s here`
  return { rate, text }
})

const total = (cost: Cost): number => Object.values(cost).reduce((sum, x) => sum + x, 0)

const shown = (cost: Cost): string =>
  `${total(cost).toExponential(1)} FLOP (${
    Object.entries(cost).map(([name, x]) => `${name} ${Math.round(100 * x / total(cost))}%`).join(", ")
  })`

const duration = (seconds: number): string =>
  seconds < 7200
    ? `${(seconds / 60).toFixed(0)} minutes`
    : seconds < 2 * 86400
    ? `${(seconds / 3600).toFixed(0)} hours`
    : seconds < 2 * 365 * 86400
    ? `${(seconds / 86400).toFixed(0)} days`
    : `${(seconds / 365 / 86400).toFixed(0)} years`

/** Operations a second of this machine in the widest product of a model, for 256 tokens at once: the best of five. */
const measured = Effect.fnUntraced(function* ({ width, inner }: ModelConfig) {
  const runtime = yield* Runtime
  const product = graph({ y: matmul(input("x", ["N", width]), input("w", [inner, width]), { transB: true }) })
  const ones = (...dims: ReadonlyArray<number>) =>
    value("float32", dims, new Float32Array(dims.reduce((a, b) => a * b)).fill(1 / width))
  const [rows, w] = [256, ones(inner, width)]
  const program = yield* runtime.compile(product, { bind: { w } })
  const feeds = { x: ones(rows, width) }
  let best = Infinity
  for (let i = 0; i < 5; i++) {
    const began = performance.now()
    yield* program.run(feeds)
    best = Math.min(best, (performance.now() - began) / 1000)
  }
  return 2 * rows * width * inner / best
}, Effect.scoped)

/** Runs what has no finished run folder yet, one after the other: `rlif train` with each run's settings. */
export const train = Effect.fn("train")(function* ({ runs }: Plan) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const left = yield* Effect.filter(
    runs,
    ({ settings }) => Effect.map(fs.exists(path.join(settings.out, "final")), (done) => !done),
  )
  yield* Console.log(`${runs.length} runs, ${left.length} to do`)
  for (const { settings: { dryRun: _, ...settings } } of left) {
    const { out } = settings
    if (yield* fs.exists(out)) {
      return yield* new PaperError({
        message: `Cannot run into "${out}": it holds a run that did not end; move it away`,
      })
    }
    const config = `${out}.json`
    yield* fs.makeDirectory(path.dirname(config), { recursive: true })
    yield* fs.writeFileString(config, JSON.stringify(stored(settings, trainSettings), null, 2) + "\n")
    yield* Console.log(out)
    const rlif = fileURLToPath(import.meta.resolve("@rlif/trainer/cli/main.ts"))
    const code = yield* ChildProcess.make(process.execPath, [rlif, "train", "--config", config], {
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
    }).pipe(Effect.flatMap(({ exitCode }) => exitCode), Effect.scoped)
    if (code !== 0) return yield* new PaperError({ message: `Cannot go on: "${out}" ended with ${code}` })
  }
})
