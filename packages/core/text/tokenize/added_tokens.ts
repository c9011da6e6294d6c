// The tokens added to those of the model.
import type { Model } from "./vocabulary.ts"
import { type AddedToken, addedToken, refused, refusedSetting } from "./parts.ts"

/** The added tokens of both files by id; `tokenizer_config.json` takes precedence. */
export const addedTokens = (
  listed: ReadonlyArray<unknown>,
  configured: unknown,
  model: Pick<Model, "idOf" | "tokenOf">,
): ReadonlyMap<number, AddedToken> => {
  const all = new Map<number, AddedToken>()
  const ids = new Map<string, number>()
  let next = model.tokenOf.size
  /** Throws if Hugging Face's library, which numbers added tokens itself, would give a token another id. */
  const add = (token: AddedToken, fail: (why: string) => Error) => {
    const { id, content } = token
    if (content === "") return
    const own = ids.get(content) ?? model.idOf.get(content)
    if ((own ?? next) !== id) {
      const other = all.get(id)?.content ?? model.tokenOf.get(id)
      if (other !== undefined) throw new Error(`"${other}" and "${content}" both have id ${id}`)
      throw fail(
        `"${content}" has id ${id}, where ${own === undefined ? "the next free one" : "its own"} is ${own ?? next}`,
      )
    }
    if (own === undefined) next++
    ids.set(content, id)
    all.set(id, token)
  }
  for (const [i, value] of listed.entries()) {
    add(addedToken(value, `added_tokens.${i}`), (why) => refused(`added_tokens.${i}.id`, why))
  }
  for (const { field, ...token } of decoderOf(configured)) add(token, (why) => refusedSetting(field, why))
  return all
}

/** `added_tokens_decoder`, by id. */
const decoderOf = (value: unknown) => {
  if (value === undefined || value === null) return []
  if (typeof value !== "object" || Array.isArray(value)) throw refusedSetting("added_tokens_decoder", "not an object")
  return Object.entries(value)
    .map(([id, token]) => {
      const field = `added_tokens_decoder.${id}`
      const { __type: _, ...options } = Object(token)
      return { ...addedToken({ ...options, id: Number(id) }, field), field }
    })
    .sort((a, b) => a.id - b.id)
}
