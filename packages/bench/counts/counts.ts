// `npm run bench -- counts [--write]`: what a step of each preset runs, against what is committed in counts.json. Nothing is
// computed: the bytes and operations of a run follow from its shapes.
import { formatJson } from "@rlif/core/files/json-file"
import { Console, Effect, FileSystem, Schema } from "effect"
import { fileURLToPath } from "node:url"
import { FlagError, parsed, type Refuse } from "../report/flags.ts"
import { tableOf } from "../report/markdown.ts"
import { microBatches, presetNames, presets } from "../step/preset.ts"
import { plan } from "./plan.ts"
import { Tally, tally } from "./tally.ts"

const file = fileURLToPath(new URL("./counts.json", import.meta.url))

/** By preset, by whose micro-batches, by the kind of the programs. */
export const Counts = Schema.Record(
  Schema.String,
  Schema.Record(Schema.String, Schema.Record(Schema.String, Tally)),
)
type Counts = typeof Counts.Type

/** The counts of all presets as the sources are now. */
export const counted = Effect.gen(function* () {
  const found: Record<string, Counts[string]> = {}
  for (const name of presetNames) {
    const command = tally(yield* plan(presets[name], microBatches.command))
    const library = tally(yield* plan(presets[name], microBatches.library))
    found[name] = { command, library }
  }
  return found as Counts
})

/** The counts that are committed. */
export const committed = Effect.gen(function* () {
  const text = yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(file))
  return yield* Schema.decodeEffect(Schema.fromJsonString(Counts))(text)
})

/** Prints the counts; 1 where they are not those of the file, which `--write` replaces. */
export const counts = Effect.fnUntraced(function* (args: ReadonlyArray<string>) {
  const { write } = yield* parsed(args, { options: { write: { type: "boolean", default: false } }, refuse })
  const now = yield* counted
  yield* Console.log(tableOf({ title: "", headers, rows: rowsOf(now) }))
  if (write) {
    yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.writeFile(file, formatJson(now)))
    return 0
  }
  if (JSON.stringify(yield* committed) === JSON.stringify(now)) return 0
  yield* Console.error(`Cannot confirm ${file}: the sources count otherwise; npm run bench -- counts --write`)
  return 1
}, Effect.catchTag("@rlif/bench/FlagError", ({ message }) => Effect.as(Console.error(message), 2)))

const refuse: Refuse = (flag, why) => new FlagError({ flag, message: `Cannot count: ${why}` })

const headers = [
  "preset",
  "micro-batches",
  "program",
  "compiled",
  "nodes",
  "runs",
  "MiB fed",
  "bound",
  "fetched",
  "billions of operations",
]

const rowsOf = (counts: Counts) =>
  Object.entries(counts).flatMap(([preset, cuts]) =>
    Object.entries(cuts).flatMap(([cut, kinds]) =>
      Object.entries(kinds).map(([kind, { compiled, nodes, runs, fed, bound, fetched, operations }]) => [
        preset,
        cut,
        kind,
        ...[compiled, nodes, runs].map(String),
        ...[fed, bound, fetched].map((bytes) => (bytes / 2 ** 20).toFixed(1)),
        (operations / 1e9).toFixed(2),
      ])
    )
  )
