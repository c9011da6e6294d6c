// `npm run bench -- peak`: what programs are expected to allocate, and by how much a process grows that runs them.
import { Console, Effect, Schema, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { fileURLToPath } from "node:url"
import { programs } from "./_programs.ts"

const script = fileURLToPath(new URL("./_measured.ts", import.meta.url))

/** Bytes of one program. */
export const Growth = Schema.Struct({ expected: Schema.Number, measured: Schema.Number })

/** The programs that are measured. */
export const programNames: ReadonlyArray<string> = Object.keys(programs)

/**
 * Runs a program in a process of its own. The program may retain the memory of its runs, which is then in pieces.
 */
export const growth = Effect.fnUntraced(
  function* (name: string, { retain = false }: { readonly retain?: boolean } = {}) {
    const options = { stdin: "ignore", stdout: "pipe", stderr: "inherit", detached: false } as const
    const handle = yield* ChildProcess.make(process.execPath, [script, name, retain ? "retain" : ""], options)
    const output = yield* Stream.mkString(Stream.decodeText(handle.stdout))
    return yield* Schema.decodeEffect(Schema.fromJsonString(Growth))(output)
  },
  Effect.scoped,
  Effect.orDie,
)

/** Measures all and prints a table. */
export const peaks = Effect.gen(function* () {
  const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0)
  const line = (name: string, columns: ReadonlyArray<string>) =>
    Console.log([name.padEnd(36), ...columns.map((column) => column.padStart(13))].join(" "))
  yield* line("program, MiB", ["expected", "measured", "ratio", "retained", "ratio"])
  for (const name of programNames) {
    const { expected, measured } = yield* growth(name)
    const retained = yield* growth(name, { retain: true })
    const columns = [measured, retained.measured].flatMap((x) => [mebibytes(x), (expected / x).toFixed(2)])
    yield* line(name, [mebibytes(expected), ...columns])
  }
})
