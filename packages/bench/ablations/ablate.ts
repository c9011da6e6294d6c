// `npm run bench -- ablations [names]`: ours with less of ours, all ablations where none is named.
import { layer } from "@rlif/core/runtime/providers/cpu"
import { Console, Effect } from "effect"
import { cpus, loadavg } from "node:os"
import { full } from "./ablation.ts"
import { ablations } from "./ablations.ts"
import { measure } from "./measure.ts"
import { heading, report } from "./report.ts"

const limits = { rounds: 15, processorSeconds: 6 }
const load = () => `load ${loadavg()[0].toFixed(1)}`

/** Measures and prints. Succeeds with the exit status: 2 where there is no such ablation. */
export const ablate = Effect.fnUntraced(function* (names: ReadonlyArray<string>) {
  const strangers = names.filter((name) => !ablations.some((ablation) => ablation.name === name))
  if (strangers.length > 0) {
    const known = ablations.map(({ name }) => name).join(", ")
    yield* Console.error(`Cannot measure ${strangers.join(", ")}: the ablations are ${known}`)
    return 2
  }
  const when = new Date().toISOString().slice(0, 10)
  yield* Console.log(
    `${when}, ${cpus().length} cores, ${load()}, medians of up to ${limits.rounds} rounds in turn\n\n${heading}`,
  )
  for (const { name, prepare } of ablations) {
    if (names.length > 0 && !names.includes(name)) continue
    yield* Effect.scoped(Effect.gen(function* () {
      for (const comparison of yield* prepare(full)) {
        yield* Console.log(report(comparison, yield* measure(comparison, limits)))
      }
    }))
  }
  yield* Console.log(`\n${load()} at the end`)
  return 0
}, Effect.provide(layer))
