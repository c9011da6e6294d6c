// All tokens of a tokenizer: those of its model, and those that were added.
import type { Model } from "./_vocabulary.ts"
import { type AddedToken, addedToken, refused } from "./_tokenizer_parts.ts"

/** The added tokens of both files by id; what `tokenizer_config.json` says of one counts. */
export const addedTokens = (
  listed: ReadonlyArray<unknown>,
  configured: unknown,
  model: Pick<Model, "idOf" | "tokenOf">,
): ReadonlyMap<number, AddedToken> => {
  const all = new Map<number, AddedToken>()
  const ids = new Map<string, number>()
  let next = model.idOf.size
  const add = (token: AddedToken, file: string, field: string) => {
    const { id, content } = token
    if (content === "") return
    const given = ids.get(content) ?? model.idOf.get(content) ?? next
    if (given !== id) {
      const other = all.get(id)?.content ?? model.tokenOf.get(id)
      if (other !== undefined && other !== content) throw new Error(`"${other}" and "${content}" both have id ${id}`)
      throw refused(
        field,
        `"${content}" has id ${id}${file}, where ${given === next ? "the next free one" : "its own"} is ${given}`,
      )
    }
    if (given === next) next++
    ids.set(content, id)
    all.set(id, token)
  }
  for (const [i, value] of listed.entries()) {
    const token = addedToken(value, `added_tokens.${i}`)
    add(token, "", `added_tokens.${i}.id`)
  }
  for (const { field, ...token } of decoderOf(configured)) add(token, " in tokenizer_config.json", field)
  return all
}

/** `added_tokens_decoder`, by id. */
const decoderOf = (value: unknown) => {
  if (value === undefined || value === null) return []
  if (typeof value !== "object" || Array.isArray(value)) throw refused("added_tokens_decoder", "not an object")
  return Object.entries(value)
    .map(([id, token]) => {
      const field = `added_tokens_decoder.${id}`
      const { __type: _, ...options } = Object(token)
      return { ...addedToken({ ...options, id: Number(id) }, field), field }
    })
    .sort((a, b) => a.id - b.id)
}
