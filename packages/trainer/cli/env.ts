// `rlif env`: what a report of a problem should begin with.
import * as Chosen from "@rlif/core/runtime/providers/chosen"
import { type Provider, providers } from "@rlif/core/runtime/runtime"
import { type ContainerMemory, containerMemory } from "@rlif/core/memory"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { statfsSync } from "node:fs"
import { createRequire } from "node:module"
import { availableParallelism, cpus, freemem, release, totalmem } from "node:os"
import { command } from "./_command.ts"
import { type Of, toggle } from "../settings/setting.ts"
import { version } from "./_version.ts"

/** All that `rlif env` can be told. */
export const envSettings = { json: toggle(false, "print one JSON object") }

/** The command. */
export const env = command("env", {
  about: "Versions, hardware and providers of this machine, to paste into a report",
  settings: envSettings,
  run: Effect.fnUntraced(function* ({ json }: Of<typeof envSettings>) {
    const rows = { ...machine(), ...yield* Effect.all(available) }
    const text = Object.entries(rows).map(([name, value]) => `${name.padEnd(18)}${value}`).join("\n")
    yield* Console.log(json ? JSON.stringify(rows) : text)
  }),
})

const machine = (): Readonly<Record<string, string>> => {
  const { bsize, blocks, bavail } = statfsSync(".")
  // The copies that core sees are those that count.
  const installed = createRequire(import.meta.resolve("@rlif/core/runtime/runtime"))
  const versionOf = (name: string): string => installed(`${name}/package.json`).version
  return {
    rlif: version,
    node: `${process.versions.node}, ${process.platform} ${process.arch} ${release()}`,
    effect: versionOf("effect"),
    "onnxruntime-node": versionOf("onnxruntime-node"),
    processor: `${cpus()[0]?.model ?? "unknown"}, ${availableParallelism()} threads available`,
    memory: `${gib(totalmem())}, ${gib(freemem())} free`,
    container: container(containerMemory()),
    disk: `${gib(bsize * blocks)}, ${gib(bsize * bavail)} free, of this folder`,
  }
}

const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`

const container = (memory: ContainerMemory | undefined): string =>
  memory === undefined
    ? "no control group"
    : `${memory.limit === Infinity ? "no limit of memory" : gib(memory.limit)}, ${gib(memory.used)} used ` +
      `(control group of version ${memory.version})`

/** Each provider, tried: whether it works here, or what it lacks. */
const available = Object.fromEntries(
  providers.map((provider) => [
    provider,
    Effect.scoped(Layer.build(Chosen.layer({ provider }))).pipe(
      Effect.as("works"),
      Effect.catchTag("@rlif/core/ProviderMissing", ({ message }) => Effect.succeed(message.replace(/\s*\n\s*/g, " "))),
    ),
  ]),
) as Readonly<Record<Provider, Effect.Effect<string>>>
