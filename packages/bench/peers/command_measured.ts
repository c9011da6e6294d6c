// The command from its start to its end: one update of the model that ships, and what of that is loading modules, which its
// help does too.
import { Effect, FileSystem, Schema } from "effect"
import { ChildProcess } from "effect/process"
import { fileURLToPath } from "node:url"
import { median } from "../ablations/median.ts"
import type { Table } from "../report/drawing.ts"
import type { Time } from "./answer.ts"
import { seconds } from "./steps_table.ts"

const main = fileURLToPath(import.meta.resolve("@rlif/trainer/cli/main.ts"))
const preload = fileURLToPath(new URL("./_usage.ts", import.meta.url))

const Usage = Schema.Struct({ cpu: Schema.Number, peak: Schema.Number })

/** What a call of the command took. */
export type Called = Time & { readonly peak: number }

const called = Effect.fnUntraced(function* (args: ReadonlyArray<string>, file: string) {
  const fs = yield* FileSystem.FileSystem
  const start = performance.now()
  const handle = yield* ChildProcess.make(process.execPath, ["--import", preload, main, ...args], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
    detached: false,
    env: { BENCH_USAGE: file },
    extendEnv: true,
  })
  const status = yield* handle.exitCode
  if (status !== 0) return yield* Effect.die(new Error(`Cannot measure rlif ${args.join(" ")}: exit status ${status}`))
  const wall = (performance.now() - start) / 1e3
  const usage = yield* Schema.decodeEffect(Schema.fromJsonString(Usage))(yield* fs.readFileString(file))
  return { wall, ...usage } satisfies Called
}, Effect.scoped)

/** Calls of each kind. */
export interface CommandMeasured {
  readonly train: ReadonlyArray<Called>
  readonly help: ReadonlyArray<Called>
}

/** Calls both in turn. */
export const commandMeasured = Effect.fnUntraced(function* (scratch: string, rounds: number) {
  const [train, help]: [Array<Called>, Array<Called>] = [[], []]
  for (let round = 0; round < rounds; round++) {
    help.push(yield* called(["train", "--help"], `${scratch}/help.json`))
    train.push(yield* called(["train", "--steps", "1", "--out", `${scratch}/run-${round}`], `${scratch}/train.json`))
  }
  return { train, help } satisfies CommandMeasured
})

/** Both, and the share of the one in the other. */
export const commandTable = ({ train, help }: CommandMeasured): Table => ({
  title: "the command, rlif alone",
  headers: ["what", "s (processors)", "share", "peak, MiB"],
  rows: ([["rlif train --steps 1", train], ["its modules: rlif train --help", help]] as const).map(([what, calls]) => [
    what,
    seconds(calls),
    `${(100 * median(calls.map(({ wall }, i) => wall / train[i].wall))).toFixed(0)}%`,
    (Math.max(...calls.map(({ peak }) => peak)) / 2 ** 20).toFixed(0),
  ]),
})
