// What the commands that sample text have in common.
import { columnSettings } from "./columns.ts"
import { endSettings } from "./ends.ts"
import { promptSettings } from "./prompts.ts"
import { computing } from "./computing.ts"
import { integer, number } from "./setting.ts"

/** Settings of sampling. */
export const sampling = {
  ...columnSettings,
  ...promptSettings,
  ...endSettings,
  completions: integer(1, "completions per problem", 1),
  temperature: number(1, "temperature of sampling; 0 is greedy", 0),
  maxTokens: integer(64, "longest completion, in tokens", 1),
  seed: integer(0, "seed of everything random"),
  batch: integer(64, "problems that are sampled at once", 1),
  ...computing,
}
