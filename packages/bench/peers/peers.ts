// `npm run bench -- peers`: our steps against PyTorch's, and our completions against those of Transformers.js.
import { loadAdapted } from "@rlif/core/checkpoint/adapted"
import { saveOnnx } from "@rlif/core/export/save-onnx"
import { formatJson } from "@rlif/core/files/json-file"
import { Console, Effect, FileSystem } from "effect"
import { availableParallelism, cpus, loadavg, totalmem } from "node:os"
import { fileURLToPath } from "node:url"
import { tableOf } from "../report/markdown.ts"
import { writeModel } from "../step/model_folder.ts"
import { presets } from "../step/preset.ts"
import { type Flags, readFlags, usage } from "./_flags.ts"
import { ours } from "./_versions.ts"
import { commandMeasured, commandTable } from "./command_measured.ts"
import { completionsCompared, lengthsMeasured, subject } from "./completions_compared.ts"
import { completionsTable, lengthsTable } from "./completions_table.ts"
import type { Roof } from "./roof.ts"
import { isMeasured, type Outcome } from "./rounds.ts"
import { speaker } from "./speaker.ts"
import { stepsCompared } from "./steps_compared.ts"
import { stepsTable } from "./steps_table.ts"

/**
 * Measures, and prints a table as soon as it is there. Succeeds with the exit status: 1 where a peer failed or disagrees, 2
 * where the flags cannot be followed; a peer that is missing fails nothing.
 */
export const peers = Effect.fn("peers")(
  function* (args: ReadonlyArray<string>) {
    const flags = yield* readFlags(args)
    const fs = yield* FileSystem.FileSystem
    const scratch = yield* fs.makeTempDirectoryScoped({ prefix: "rlif-peers-" })
    const machine = { ...about(), load: loadavg()[0] }
    yield* Console.log(heading(machine, flags))
    const steps = yield* Effect.forEach(flags.presets, (preset) =>
      Effect.gen(function* () {
        const compared = yield* measured(preset, { flags, scratch })
        yield* Console.log(`\n${tableOf(stepsTable(compared))}\n\n${roofLine(compared.roofs)}`)
        return compared
      }))
    const folders = yield* foldersOf(scratch)
    const means = { threads: availableParallelism(), rounds: flags.rounds }
    const completions = yield* completionsCompared(folders, means)
    yield* Console.log(`\n${tableOf(completionsTable(completions))}`)
    const lengths = yield* lengthsMeasured(folders, flags.quick ? { ...means, rounds: 1 } : means)
    yield* Console.log(`\n${tableOf(lengthsTable(lengths))}`)
    const command = yield* commandMeasured(scratch, flags.rounds)
    yield* Console.log(`\n${tableOf(commandTable(command))}`)
    const outcomes = [...steps, ...completions, ...lengths].flatMap(({ outcomes }) => outcomes)
    yield* Console.log(`\n${versionsOf(outcomes)}; load ${loadavg()[0].toFixed(1)} at the end`)
    if (flags.json !== undefined) {
      yield* fs.writeFile(flags.json, formatJson({ machine, steps, completions, lengths, command }))
    }
    return outcomes.every((outcome) => isMeasured(outcome) || outcome.absent.startsWith("missing")) ? 0 : 1
  },
  Effect.scoped,
  Effect.catchTag("@rlif/bench/FlagError", ({ message }) => Effect.as(Console.error(`${message}\n${usage}`), 2)),
)

/** The steps of a preset, whose model is written first. */
const measured = Effect.fnUntraced(function* (
  preset: keyof typeof presets,
  { flags: { rounds, quick }, scratch }: { readonly flags: Flags; readonly scratch: string },
) {
  const folder = `${scratch}/${preset}`
  yield* writeModel(folder, presets[preset])
  const machine = yield* speaker({
    name: "the machine",
    threads: 0,
    command: process.execPath,
    args: [fileURLToPath(new URL("./_roof.ts", import.meta.url))],
    install: "npm install",
  })
  if ("absent" in machine) return yield* Effect.die(new Error(`Cannot measure the machine: ${machine.absent}`))
  return yield* stepsCompared(preset, { folder, machine, rounds, quick, threads: availableParallelism() })
}, Effect.scoped)

/** The model of the completions, as we read it and exported. */
const foldersOf = Effect.fnUntraced(function* (scratch: string) {
  const folders = { folder: `${scratch}/completions`, exported: `${scratch}/exported` }
  yield* writeModel(folders.folder, presets[subject])
  yield* saveOnnx(folders.exported, yield* loadAdapted(folders.folder))
  return folders
})

const about = () => ({
  date: new Date().toISOString().slice(0, 10),
  processor: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  gib: Math.round(totalmem() / 2 ** 30),
  versions: ours(),
})

const heading = (
  { date, processor, cores, gib, load }: ReturnType<typeof about> & { readonly load: number },
  { quick, rounds }: Flags,
) =>
  `${date}, ${processor}, ${cores} cores, ${gib} GiB, load ${load.toFixed(1)}; ` +
  `medians of ${rounds} rounds in turn${quick ? " (--quick)" : ""}`

const roofLine = (roofs: Readonly<Record<number, Roof>>): string =>
  "Roofline: " +
  Object.entries(roofs).map(([threads, { operations, bytes }]) =>
    `${(operations / 1e9).toFixed(0)} GF/s of products and ${(bytes / 1e9).toFixed(0)} GB/s of reading on ${threads} ` +
    `thread${threads === "1" ? "" : "s"}`
  ).join(", ")

const versionsOf = (outcomes: ReadonlyArray<Outcome>): string =>
  [...new Set(outcomes.filter(isMeasured).map(({ about }) => about))].join("; ")
