// `npm run bench -- gpu`: what computes the same elsewhere, how fast, and with how much memory.
import { Console, Effect, Schema, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { conclusion, type Found, lineOf } from "./_conclusion.ts"
import { type Device, type Flags, readFlags, usage } from "./_flags.ts"
import { Line } from "./comparison.ts"

const script = fileURLToPath(new URL("./_compare.ts", import.meta.url))

const find = Effect.fnUntraced(
  function* (device: Device, flags: Flags) {
    const handle = yield* ChildProcess.make(process.execPath, [script, device, JSON.stringify(flags)], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
      detached: false,
    })
    const output = yield* Stream.mkString(Stream.decodeText(handle.stdout))
    const code = yield* handle.exitCode
    const line = output.trimEnd().split("\n").at(-1) ?? ""
    return code === 0 ? yield* Schema.decodeEffect(Line)(line) : { ended: `${code}` }
  },
  Effect.scoped,
  Effect.orDie,
)

/**
 * Compares each provider with the CPU and prints what was found. Succeeds with the exit status: 0 also where there is no
 * GPU, 1 where a provider computes something else or its process fails, 2 where the flags cannot be followed.
 */
export const gpu = Effect.fn("gpu")(function* (args: ReadonlyArray<string>) {
  const flags = yield* readFlags(args)
  yield* Console.log(`${heading(flags)}\n`)
  const all: Array<readonly [Device, Found]> = []
  for (const device of flags.providers) {
    const found: Found = yield* find(device, flags)
    yield* Console.log(lineOf(device, found))
    all.push([device, found])
  }
  const { text, status } = conclusion(all)
  if (text !== "") yield* Console.log(`\n${text}`)
  return status
}, Effect.catchTag("@rlif/bench/FlagError", ({ message }) => Effect.as(Console.error(`${message}\n${usage}`), 2)))

const heading = ({ model, prompts, promptTokens, completions, maxTokens, rounds }: Flags) => {
  const when = `${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores`
  const what = `${prompts} prompts of ${promptTokens} tokens x ${completions} completions of ${maxTokens}`
  return `${when}; ${model ?? "the base model that ships"}, ${what}, median of ${rounds} ${
    rounds === 1 ? "round" : "rounds"
  }`
}
