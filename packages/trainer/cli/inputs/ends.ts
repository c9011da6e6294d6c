// What ends a completion: the model's own tokens, those of its tokenizer and of its chat template, and what is added.
import { inVocabulary } from "@rlif/core/model/architecture"
import * as Policy from "@rlif/core/policy"
import { stopOf } from "@rlif/core/generate/stop"
import { type ChatTemplate, closingToken, Tokenizer } from "@rlif/core/text"
import * as Effect from "effect/Effect"
import type { endSettings } from "../../settings/ends.ts"
import { type Of, SettingsError } from "../../settings/setting.ts"

/** The ends of a model's completions, in a chat where there is a template, and a line that names them. */
export const endsOf = Effect.fnUntraced(
  function* ({ endToken, stop }: Of<typeof endSettings>, chat: ChatTemplate | undefined) {
    const { endTokens: own, config } = yield* Policy.Policy
    const codec = yield* Tokenizer
    const fail = (flag: string, why: string) => new SettingsError({ message: `Cannot use ${flag}: ${why}` })
    const given: Array<number> = []
    for (const name of endToken) {
      const id = codec.idOf(name) ?? (/^\d+$/.test(name) ? Number(name) : undefined)
      if (id === undefined) return yield* fail(`--end-token ${JSON.stringify(name)}`, "it is no token of the model")
      if (!inVocabulary(id, config)) {
        const why = `${id} is outside the model's vocabulary of ${config.vocab}`
        return yield* fail(`--end-token ${JSON.stringify(name)}`, why)
      }
      given.push(id)
    }
    if (stop.includes("")) return yield* fail('--stop ""', "every completion has the empty text")
    const closing = chat === undefined ? undefined : closingToken(chat, codec)
    const found = [...codec.endTokens, ...closing === undefined ? [] : [closing]].filter((id) =>
      inVocabulary(id, config)
    )
    const endTokens = [...new Set([...own, ...found, ...given])]
    const named = [
      ...endTokens.map((id) => `${JSON.stringify(codec.tokenOf(id) ?? "")} (${id})`),
      ...stop.map((text) => `the text ${JSON.stringify(text)}`),
    ]
    return {
      /** As sampling takes them. */
      ends: { endTokens, stop: stop.length === 0 ? undefined : stopOf(stop, codec) },
      /** Their names, for a dry run and the start of a run. */
      line: named.length === 0 ? none : `Completions end at ${named.join(", ")}`,
      /** What is said of them in any case. */
      warnings: named.length === 0 ? [none] : [],
    }
  },
)

const none = "Warning: nothing ends a completion but --max-tokens: the model's files name no end token. " +
  "Name one by --end-token, or a text by --stop"

/** A warning where more than half of the first update's completions were cut. */
export const cutWarning = (share: number, maxTokens: number): ReadonlyArray<string> =>
  share > 0.5
    ? [
      `Warning: ${
        (100 * share).toFixed(0)
      }% of the first update's completions were cut at ${maxTokens} tokens. Raise ` +
      "--max-tokens; if they never end, name what ends them by --end-token or --stop",
    ]
    : []
