// `npm run bench -- gpu`: what computes the same elsewhere, how fast, and with how much memory.
import { Console, Effect, Schema, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { type Device, type Flags, readFlags, usage } from "./_flags.ts"
import { equalityTable, speedTable } from "./_tables.ts"
import { type Comparison, Line } from "./comparison.ts"
import { equal } from "./equality.ts"

const script = fileURLToPath(new URL("./_compare.ts", import.meta.url))

/** What the process of a provider found, or the status that it ended with. */
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
  const { prompts, completions, promptTokens, maxTokens, rounds } = flags
  yield* Console.log(
    `${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores; ${
      flags.model ?? "the base model that ships"
    }, ` +
      `${prompts} prompts of ${promptTokens} tokens x ${completions} completions of ${maxTokens}, ` +
      `median of ${rounds} ${rounds === 1 ? "round" : "rounds"}\n`,
  )
  const compared: Array<readonly [Device, Comparison]> = []
  const without: Array<string> = []
  let failed = false
  for (const device of flags.providers) {
    const found = yield* find(device, flags)
    if ("ended" in found) {
      failed = true
      yield* Console.error(
        `${device}: FAILED, its process ended with status ${found.ended}; its last words are above`,
      )
    } else if ("missing" in found) {
      without.push(`${device} is missing`)
      yield* Console.log(`${device}: ${found.missing}`)
    } else {
      const { device: what, software } = found
      if (software) without.push(`${device} is software rendering (${what})`)
      yield* Console.log(`${device}: ${what}${software ? ", software rendering on the processor" : ""}`)
      compared.push([device, found])
    }
  }
  if (compared.length > 0) yield* Console.log(`\n${equalityTable(compared)}\n\n${speedTable(compared)}`)
  const unequal = compared.filter(([, { equality }]) => !equality.every(equal)).map(([device]) => device)
  if (unequal.length > 0) yield* Console.error(`\nNOT EQUAL: ${unequal.join(", ")} and cpu`)
  if (without.length === flags.providers.length) yield* Console.log(`\nno GPU: ${without.join(", ")}`)
  return failed || unequal.length > 0 ? 1 : 0
}, Effect.catchTag("FlagError", ({ message }) => Effect.as(Console.error(`${message}\n${usage}`), 2)))
