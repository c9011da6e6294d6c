// From settings to an adapter.
import { type Adapter, type AdapterTarget, adapterTargets } from "@rlif/core/model/adapter"
import type { Seed } from "@rlif/core/random/seed"
import * as Effect from "effect/Effect"
import { SettingsError } from "../../settings/setting.ts"

interface Asked {
  readonly loraRank: number
  readonly loraAlpha: number
  readonly loraTargets: string
  readonly loraFrozen: "float32" | "int8"
  readonly seed: Seed
}

/** What a policy is given for a fresh adapter, and where the rank is 0 for the one that the model may be. */
export const adapterOf = Effect.fnUntraced(function* (asked: Asked, isAdapter: boolean) {
  const { loraRank: rank, loraAlpha: alpha, loraTargets, loraFrozen, seed } = asked
  if (loraFrozen === "int8" && rank === 0 && !isAdapter) {
    const message = "Cannot read flag --lora-frozen: without an adapter all weights are trained, and integers cannot be"
    return yield* new SettingsError({ message })
  }
  const frozen = loraFrozen === "int8" ? { frozen: loraFrozen } : {}
  if (rank === 0 && loraTargets !== "all") {
    const instead = isAdapter ? "the adapter has its own" : "all weights are trained"
    const message = `Cannot read flag --lora-targets: without --lora-rank ${instead}`
    return yield* new SettingsError({ message })
  }
  if (rank === 0) return frozen
  const isTarget = (name: string): name is AdapterTarget => adapterTargets.some((target) => target === name)
  const targets = loraTargets === "all" ? adapterTargets : loraTargets.split(",").map((name) => name.trim())
  const stranger = targets.find((name) => !isTarget(name))
  if (stranger !== undefined) {
    const known = adapterTargets.join(", ")
    return yield* new SettingsError({ message: `Cannot read flag --lora-targets: "${stranger}" is none of ${known}` })
  }
  if (alpha === 0) return yield* new SettingsError({ message: "Cannot read flag --lora-alpha: 0 would train nothing" })
  const adapter: Adapter = { rank, alpha, targets: [...new Set(targets.filter(isTarget))] }
  return { adapter, seed, ...frozen }
})
