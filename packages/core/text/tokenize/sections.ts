// Added tokens in a text are cut out before anything else happens to the text.
import type { AddedToken } from "./parts.ts"

/** A stretch of a text: the id of an added token, or the text between them. */
export type Section = { readonly id: number } | { readonly text: string; readonly first: boolean }

const endsWithWord = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u
const beginsWithWord = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u
const spaces = /^\p{White_Space}*/u
const isSpace = /\p{White_Space}/u

/**
 * Cuts a text at its added tokens, whose spellings are `written`, by id. Of several tokens at one place the longest counts.
 * Throws if two tokens have the same spelling.
 */
export const sectionsOf = (
  tokens: ReadonlyArray<AddedToken>,
  written: ReadonlyMap<number, string>,
): (text: string, first: boolean) => ReadonlyArray<Section> => {
  const byText = new Map<string, AddedToken>()
  for (const token of tokens) {
    const text = written.get(token.id) ?? ""
    const other = byText.get(text)
    if (text === "") throw new Error(`"added_tokens": nothing is left of "${token.content}" once it is normalized`)
    if (other !== undefined) {
      throw new Error(`"added_tokens": "${other.content}" and "${token.content}" are normalized alike`)
    }
    byText.set(text, token)
  }
  if (byText.size === 0) return (text, first) => text === "" ? [] : [{ text, first }]
  const longestFirst = [...byText.keys()].sort((a, b) => b.length - a.length)
  const regex = new RegExp(longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|"), "gu")
  return (text, first) => {
    const all: Array<Section> = []
    let done = 0
    for (const { index, 0: found } of text.matchAll(regex)) {
      const { id, single_word: alone, lstrip, rstrip } = byText.get(found)!
      let [start, end] = [index, index + found.length]
      if (
        alone &&
        (endsWithWord.test(text.slice(Math.max(0, start - 2), start)) || beginsWithWord.test(text.slice(end, end + 2)))
      ) continue
      while (lstrip && start > done && isSpace.test(text[start - 1])) start--
      if (rstrip) end += spaces.exec(text.slice(end))![0].length
      if (done < start) all.push({ text: text.slice(done, start), first: first && done === 0 })
      all.push({ id })
      done = end
    }
    if (done < text.length) all.push({ text: text.slice(done), first: first && done === 0 })
    return all
  }
}
