// From settings to an adapter.
import { type Adapter, type AdapterTarget, adapterTargets } from "@rlif/core/model/adapter"
import type { Seed } from "@rlif/core/random/seed"
import { Effect } from "effect"
import { SettingsError } from "./_settings.ts"

interface Asked {
  readonly loraRank: number
  readonly loraAlpha: number
  readonly loraTargets: string
  readonly seed: Seed
}

/** What a policy is given for a fresh adapter; nothing where the rank is 0. */
export const adapterOf = Effect.fnUntraced(function* ({ loraRank: rank, loraAlpha: alpha, loraTargets, seed }: Asked) {
  if (rank === 0) return {}
  const isTarget = (name: string): name is AdapterTarget => adapterTargets.some((target) => target === name)
  const asked = loraTargets === "all" ? adapterTargets : loraTargets.split(",").map((name) => name.trim())
  const stranger = asked.find((name) => !isTarget(name))
  if (stranger !== undefined) {
    const known = adapterTargets.join(", ")
    return yield* new SettingsError({ message: `Cannot read flag --lora-targets: "${stranger}" is none of ${known}` })
  }
  if (alpha === 0) return yield* new SettingsError({ message: "Cannot read flag --lora-alpha: 0 would train nothing" })
  const adapter: Adapter = { rank, alpha, targets: [...new Set(asked.filter(isTarget))] }
  return { adapter, seed }
})
