// `npm run bench -- memory`: what a model of half a billion parameters takes to load, to sample, and to train by one step.
import { Console, Effect, FileSystem, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { availableParallelism, totalmem } from "node:os"
import { fileURLToPath } from "node:url"
import { tableOf } from "../report/markdown.ts"
import { type Flags, type Phase, readFlags, usage } from "./_flags.ts"
import { writeFolder } from "./_made_folder.ts"

/** What one phase took. */
export interface PhaseCost {
  readonly phase: Phase
  /** Exit status of its process; null where a signal ended it. */
  readonly status: number | null
  /** Of loading; of sampling alone; of the whole command that trains. */
  readonly seconds: number
  /** Completion tokens. */
  readonly tokens: number
  /** The most memory that the process ever had, in bytes. */
  readonly peak: number
  /** What the command that trains said it would be, in bytes. */
  readonly expected?: number
}

const path = (of: string) => fileURLToPath(new URL(of, import.meta.url))

/**
 * Measures phase by phase, each in a process of its own, and prints a table, or JSON. Succeeds with the exit status: 1 where
 * a phase failed, 2 where the flags cannot be followed.
 */
export const memory = Effect.fn("memory")(
  function* (args: ReadonlyArray<string>) {
    const flags = yield* readFlags(args)
    const fs = yield* FileSystem.FileSystem
    const scratch = yield* fs.makeTempDirectoryScoped({ prefix: "rlif-memory-" })
    const folder = flags.model ?? `${scratch}/model`
    if (flags.model === undefined) {
      yield* fs.makeDirectory(folder)
      yield* writeFolder(folder, flags)
    }
    const costs: Array<PhaseCost> = []
    for (const phase of flags.phases) costs.push(yield* measure(phase, flags, { folder, scratch }))
    yield* Console.log(flags.json ? JSON.stringify(costs) : report(costs, flags))
    return costs.every(({ status }) => status === 0) ? 0 : 1
  },
  Effect.scoped,
  Effect.catchTag("@rlif/bench/FlagError", ({ message }) => Effect.as(Console.error(`${message}\n${usage}`), 2)),
)

interface Places {
  readonly folder: string
  /** For whatever a phase writes. */
  readonly scratch: string
}

const measure = Effect.fnUntraced(function* (phase: Phase, flags: Flags, places: Places) {
  const fs = yield* FileSystem.FileSystem
  const peak = `${places.scratch}/${phase}.peak`
  const command = phase === "step"
    ? yield* training(flags, places)
    : [path("./_policy.ts"), places.folder, phase, JSON.stringify(flags)]
  const start = performance.now()
  const handle = yield* ChildProcess.make(process.execPath, ["--import", path("./_peak.ts"), ...command], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
    detached: false,
    env: { MEMORY_PEAK: peak },
    extendEnv: true,
  })
  const output = yield* Stream.mkString(Stream.decodeText(handle.stdout))
  const status: number | null = yield* Effect.orElseSucceed(handle.exitCode, () => null)
  const seconds = (performance.now() - start) / 1000
  const took = phase === "step"
    ? { seconds, tokens: status === 0 ? flags.prompts * flags.completions * flags.maxTokens : 0 }
    : status === 0
    ? JSON.parse(output.trimEnd().split("\n").at(-1)!) as Pick<PhaseCost, "seconds" | "tokens">
    : { seconds, tokens: 0 }
  const most = yield* Effect.orElseSucceed(fs.readFileString(peak), () => "NaN")
  const [, said] = /^at most at once +(\d+)$/m.exec(output) ?? []
  const expected = said === undefined ? {} : { expected: Number(said) * 2 ** 20 }
  const cost: PhaseCost = { phase, status, ...took, peak: Number(most), ...expected }
  return cost
}, Effect.scoped)

/** The user's command: one update from the model's own confidence, and no evaluation. */
const training = Effect.fnUntraced(function* (flags: Flags, { folder, scratch }: Places) {
  const data = `${scratch}/problems.jsonl`
  const lines = Array.from({ length: flags.prompts }, (_, i) => {
    const problem = `What is ${i} and 1? `.repeat(flags.promptTokens).slice(0, flags.promptTokens)
    return JSON.stringify({ problem, gold: `${i + 1}` })
  })
  yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.writeFileString(data, lines.join("\n") + "\n"))
  const settings = {
    model: folder,
    data,
    "lora-rank": flags.rank,
    steps: 1,
    problems: flags.prompts,
    completions: flags.completions,
    "max-tokens": flags.maxTokens,
    "eval-problems": 0,
    out: `${scratch}/run`,
  }
  return [
    fileURLToPath(import.meta.resolve("@rlif/trainer/cli/main.ts")),
    "train",
    ...Object.entries(settings).flatMap(([name, setting]) => [`--${name}`, `${setting}`]),
  ]
})

const report = (costs: ReadonlyArray<PhaseCost>, flags: Flags): string => {
  const { model, layers, vocab, prompts, completions, promptTokens, maxTokens, rank } = flags
  const gib = (totalmem() / 2 ** 30).toFixed(0)
  const what = model ?? `Qwen2.5-0.5B's shape, ${layers} layers, ${vocab} tokens, random weights in bfloat16`
  return [
    `${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores, ${gib} GiB; ${what};`,
    `${prompts} prompts of ${promptTokens} tokens x ${completions} completions of ${maxTokens}; ` +
    (rank === 0 ? "all weights trained" : `adapters of rank ${rank}`),
    "",
    tableOf({
      title: "",
      headers: ["phase", "seconds", "completion tokens per second", "peak (MiB)", "expected", ""],
      rows: costs.map(({ phase, status, seconds, tokens, peak, expected }) => [
        phase,
        seconds.toFixed(1),
        tokens === 0 ? "" : (tokens / seconds).toFixed(1),
        (peak / 2 ** 20).toFixed(0),
        expected === undefined ? "" : `${(expected / 2 ** 20).toFixed(0)} (${(expected / peak).toFixed(2)}x)`,
        status === 0 ? "" : `FAILED: ${status === null ? "killed" : `exit status ${status}`}`,
      ]),
    }),
  ].join("\n")
}
