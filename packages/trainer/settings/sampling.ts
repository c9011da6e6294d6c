// What the commands that sample text have in common.
import * as Effect from "effect/Effect"
import { command } from "../defaults/defaults.ts"
import { columnSettings } from "./columns.ts"
import { endSettings } from "./ends.ts"
import { promptSettings } from "./prompts.ts"
import { computing } from "./computing.ts"
import { filterSettings } from "./filters.ts"
import { integer, number, SettingsError } from "./setting.ts"

/** Settings of sampling. */
export const sampling = {
  ...columnSettings,
  ...promptSettings,
  ...endSettings,
  completions: integer(1, "completions per problem", 1),
  temperature: number(command.temperature, "temperature of sampling; 0 is greedy", 0),
  ...filterSettings,
  maxTokens: integer(command.maxTokens, "longest completion, in tokens", 1),
  seed: integer(0, "seed of everything random"),
  batch: integer(64, "problems that are sampled at once", 1),
  ...computing,
}

/** Fails where several completions are asked for that would all be the same one. */
export const checkSeveral = (
  { temperature, completions }: { readonly temperature: number; readonly completions: number },
): Effect.Effect<void, SettingsError> => {
  if (temperature > 0 || completions === 1) return Effect.void
  const why = "greedy completions of a problem are all the same; use --completions 1, or a temperature above 0"
  return Effect.fail(
    new SettingsError({ message: `Cannot use --completions ${completions} with --temperature 0: ${why}` }),
  )
}
