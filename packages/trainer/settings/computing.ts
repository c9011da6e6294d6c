// Where a command computes, as settings.
import { choice, integer } from "./setting.ts"

/** The providers by name. */
export const providerNames = ["cpu", "webgpu", "cuda"] as const

/** The settings that every command which computes has. */
export const computing = {
  provider: choice(providerNames, "cpu", "where the arithmetic runs"),
  threads: integer(0, "threads of an operation on the cpu, whose number decides the last bits; 0: one per core"),
}
