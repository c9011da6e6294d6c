// The special tokens that begin and end every text.
import { partsOf, postProcessors, refused, refusedSetting } from "./parts.ts"

/** Ids before and after those of a text. */
export interface Around {
  readonly before: ReadonlyArray<number>
  readonly after: ReadonlyArray<number>
}

/** The special tokens of `tokenizer.json`'s post-processor. */
export const aroundOf = (value: unknown): Around => {
  const parts = partsOf(postProcessors, value, "post_processor").filter((part) => part.type !== "ByteLevel")
  const [part, other] = parts
  if (other !== undefined) throw refused(`${other.field}.type`, `"${other.type}" after another is not supported`)
  if (part === undefined) return { before: [], after: [] }
  if (part.type !== "TemplateProcessing") return { before: [part.cls[1]], after: [part.sep[1]] }
  const sides: { readonly before: Array<number>; readonly after: Array<number> } = { before: [], after: [] }
  let texts = 0
  for (const [i, { SpecialToken: special, Sequence: text }] of part.single.entries()) {
    const at = `${part.field}.single.${i}`
    if ((special == null) === (text == null)) throw refused(at, "neither a SpecialToken nor a Sequence")
    if (special == null) texts++
    else {
      const known = Object.hasOwn(part.special_tokens, special.id) ? part.special_tokens[special.id] : undefined
      if (known === undefined) throw refused(`${at}.SpecialToken.id`, `"${special.id}" is not among "special_tokens"`)
      sides[texts === 0 ? "before" : "after"].push(...known.ids)
    }
  }
  if (texts !== 1) throw refused(`${part.field}.single`, `it has the text ${texts} times`)
  return sides
}

/**
 * Applies `add_bos_token` and `add_eos_token` of `tokenizer_config.json`, which take precedence: true or false decides whether
 * that token is there. If one is absent, `tokenizer.json` decides about its token.
 */
export const configured = (
  { before, after }: Around,
  config: Readonly<Record<string, unknown>>,
  idOf: (token: string) => number | undefined,
): Around => {
  const sided = (name: "bos" | "eos", ids: ReadonlyArray<number>): ReadonlyArray<number> => {
    const adds = config[`add_${name}_token`]
    if (adds === undefined || adds === null) return ids
    if (typeof adds !== "boolean") {
      throw refusedSetting(`add_${name}_token`, `expected boolean, got ${JSON.stringify(adds)}`)
    }
    const token = config[`${name}_token`]
    const id = typeof token === "string" ? idOf(token) : undefined
    const others = ids.filter((other) => other !== id)
    if (!adds) return others
    if (id === undefined) {
      const why = typeof token === "string" ? `"${token}" is not in the vocabulary` : "it names none"
      throw refusedSetting(`${name}_token`, `${why}, and "add_${name}_token" adds it`)
    }
    return name === "bos" ? [id, ...others] : [...others, id]
  }
  return { before: sided("bos", before), after: sided("eos", after) }
}
