// What the commands that sample text have in common.
import type { Problem } from "@rlif/core/data/problem"
import { Policy } from "@rlif/core/sample/policy"
import { Tokenizer } from "@rlif/core/text/tokenizer"
import { Effect } from "effect"
import { provider } from "./_provider.ts"
import { integer, number, SettingsError } from "./_settings.ts"

/** Settings of sampling. */
export const sampling = {
  samples: integer(1, "completions per problem", 1),
  temperature: number(1, "of sampling; 0 is greedy", 0),
  maxTokens: integer(64, "longest completion, in tokens", 1),
  seed: integer(0, "everything random follows from it"),
  batch: integer(64, "problems that are sampled at once", 1),
  provider,
}

/** Fails where a prompt cannot be spelled, or leaves no room for a completion: what sampling would come to later. */
export const checkPrompts = Effect.fnUntraced(function* (problems: ReadonlyArray<Problem>, maxTokens: number) {
  const { config: { maxPositions } } = yield* Policy
  const { encode } = yield* Tokenizer
  for (const { id, problem } of problems) {
    const { length } = yield* Effect.try({
      try: () => encode(problem),
      catch: (error) => new SettingsError({ message: (error as Error).message }),
    })
    if (length > 0 && length + maxTokens <= maxPositions) continue
    const why = length === 0
      ? "it is empty"
      : `its tokens, ${length}, and --max-tokens ${maxTokens} exceed the model's ${maxPositions} positions`
    return yield* new SettingsError({ message: `Cannot answer problem "${id}": ${why}` })
  }
})
