import * as Effect from "effect/Effect"
import { availableMemory } from "./available.ts"
import type { MemoryEstimate } from "./memory.ts"
import { MemoryError } from "./memory_error.ts"

/**
 * The memory that a run may take, and settings that make it take less.
 * @since 0.1.0
 */
export interface RequireMemoryOptions {
  /** Bytes that the run may take. Default: `availableMemory()`. */
  readonly available?: number
  /** For each line of the estimate, by its name, the setting to lower if that line is large. Default: no advice. */
  readonly lower?: Readonly<Record<string, string>>
}

/**
 * Fails with a `MemoryError` if a run would not fit. The message lists the run's parts, the largest first, and the settings
 * to lower.
 *
 * @example
 * ```ts
 * import { memoryOf, requireMemory } from "@rlif/core/memory"
 * import { Effect } from "effect"
 *
 * const estimate = memoryOf({ held: [{ what: "weights", bytes: 3 * 2 ** 20 }], phases: [], retain: false })
 * const { message } = Effect.runSync(Effect.flip(requireMemory(estimate, { available: 2 ** 20 })))
 * message // "Cannot start: it would take about 3 MiB, and 1 MiB are available (weights 3)"
 * ```
 *
 * @since 0.1.0
 */
export const requireMemory = (
  { held, phases, total }: MemoryEstimate,
  { available = availableMemory(), lower = {} }: RequireMemoryOptions = {},
): Effect.Effect<void, MemoryError> => {
  if (total <= available) return Effect.void
  const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20)
  const lines = [...held, ...phases].sort((a, b) => b.bytes - a.bytes)
  const parts = lines.map(({ what, bytes }) => `${what} ${mebibytes(bytes)}`).join(", ")
  const advice = [...new Set(lines.flatMap(({ what }) => lower[what] ?? []))].slice(0, 2)
  const message = `Cannot start: it would take about ${mebibytes(total)} MiB, and ${mebibytes(available)} MiB are ` +
    `available (${parts})${advice.length === 0 ? "" : `; lower ${advice.join(", or ")}`}`
  return Effect.fail(new MemoryError({ needed: total, available, message }))
}
