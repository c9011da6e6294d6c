// Where a command computes, as settings.
import { providers } from "@rlif/core/runtime/runtime"
import { choice, integer } from "./setting.ts"

/** The settings that every command which computes has. */
export const computing = {
  provider: choice(providers, "cpu", "where the arithmetic runs"),
  threads: integer(
    0,
    "threads on the cpu; 0: one per core. The last bits depend on their number above 67 million parameters",
  ),
}
