import { bytesOf } from "./bpe.ts"
import { type Models, refused } from "./parts.ts"
import { type Model, scored } from "./vocabulary.ts"

/** Spells a word by the pieces with the largest sum of scores; of equal sums the first found counts. */
export const unigram = ({ vocab, unk_id, byte_fallback: bytes = false }: Models["Unigram"]): Model => {
  const { scores, ...vocabulary } = scored(vocab)
  const { idOf } = vocabulary
  const unknown = unk_id ?? undefined
  if (unknown !== undefined && unknown >= scores.length) throw refused("model.unk_id", `${unknown} is no token`)
  const cut = cutting({ scores, idOf, unknown })
  const spell = (word: string) => {
    const pieces = cut(word)
    if ("strange" in pieces) return pieces
    return pieces.flatMap((piece) => {
      const id = idOf.get(piece)
      return id === undefined ? (bytes ? bytesOf(piece, idOf) : undefined) ?? [unknown!] : [id]
    })
  }
  return { ...vocabulary, spell }
}

/** The best pieces of a word, or the first letter that is none if there is no unknown token. */
const cutting = ({ scores, idOf, unknown }: {
  readonly scores: ReadonlyArray<number>
  readonly idOf: ReadonlyMap<string, number>
  readonly unknown: number | undefined
}) => {
  const strange = scores.reduce((least, score) => Math.min(least, score), Infinity) - 10
  let longest = 0
  for (const token of idOf.keys()) longest = Math.max(longest, token.length)

  return (word: string): ReadonlyArray<string> | { readonly strange: string } => {
    const size = word.length
    const best = new Float64Array(size + 1)
    const from = new Int32Array(size + 1).fill(-1)
    const ids = new Int32Array(size + 1)
    const offer = (start: number, end: number, { id, score }: { readonly id: number; readonly score: number }) => {
      const sum = score + best[start]
      if (from[end] >= 0 && !(sum > best[end])) return
      best[end] = sum
      from[end] = start
      ids[end] = id
    }
    for (let start = 0; start < size;) {
      const next = start + (word.codePointAt(start)! > 0xffff ? 2 : 1)
      let single = false
      for (let end = start + 1; end <= Math.min(size, start + longest); end++) {
        const id = idOf.get(word.slice(start, end))
        if (id === undefined) continue
        offer(start, end, { id, score: scores[id] })
        if (end === next) single = true
      }
      if (!single) {
        if (unknown === undefined) return { strange: word.slice(start, next) }
        offer(start, next, { id: unknown, score: strange })
      }
      start = next
    }
    return piecesOf(word, { from, unknown: (end) => ids[end] === unknown })
  }
}

/** The pieces on the way back from a word's end, unknown neighbors joined. */
const piecesOf = (
  word: string,
  { from, unknown }: { readonly from: Int32Array; readonly unknown: (end: number) => boolean },
): ReadonlyArray<string> => {
  const pieces: Array<string> = []
  let open = false
  for (let end = word.length; end > 0; end = from[end]) {
    const piece = word.slice(from[end], end)
    if (unknown(end) && open) pieces[pieces.length - 1] = piece + pieces[pieces.length - 1]
    else pieces.push(piece)
    open = unknown(end)
  }
  return pieces.reverse()
}
