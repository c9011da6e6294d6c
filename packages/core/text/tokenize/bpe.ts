// Byte-pair encoding: repeatedly joins the two neighbors whose pair comes first in the list of merges.
import { type Models, refused } from "./parts.ts"
import { type Model, vocabularyOf } from "./vocabulary.ts"

/** The model of `tokenizer.json`'s fields. Throws if a merge joins or makes something that is no token. */
export const bpe = (options: Models["BPE"]): Model => {
  const vocabulary = vocabularyOf(options.vocab)
  const { idOf } = vocabulary
  const join = joining(mergesOf(options.merges, { idOf, prefix: options.continuing_subword_prefix ?? "" }))
  const letters = spellingLetters(options, idOf)
  const spelled = (word: string): Spelled => {
    if (options.ignore_merges && idOf.has(word)) return [idOf.get(word)!]
    const ids = letters(word)
    return "strange" in ids ? ids : join(ids)
  }
  return { ...vocabulary, spell: remembered(spelled) }
}

/** The ids of a word, or the first letter without one. */
type Spelled = ReturnType<Model["spell"]>

/** The tokens of a word's letters, before any merge. */
const spellingLetters = (
  {
    unk_token: unk,
    continuing_subword_prefix: prefix,
    end_of_word_suffix: suffix,
    fuse_unk: fuses,
    byte_fallback: bytes,
  }: Models["BPE"],
  idOf: ReadonlyMap<string, number>,
) => {
  const unknown = unk == null ? undefined : idOf.get(unk)
  return (word: string): Spelled => {
    const letters = Array.from(word)
    const ids: Array<number> = []
    let waiting = false
    for (const [i, letter] of letters.entries()) {
      const text = (i > 0 ? prefix ?? "" : "") + letter + (i === letters.length - 1 ? suffix ?? "" : "")
      const id = idOf.get(text)
      if (id !== undefined) {
        if (waiting) ids.push(unknown!)
        waiting = false
        ids.push(id)
        continue
      }
      const fallback = bytes ? bytesOf(text, idOf) : undefined
      // Byte tokens come before a pending unknown letter, as in Hugging Face's library.
      if (fallback !== undefined) ids.push(...fallback)
      else if (unknown === undefined) return { strange: letter }
      else {
        if (waiting && !fuses) ids.push(unknown)
        waiting = true
      }
    }
    if (waiting) ids.push(unknown!)
    return ids
  }
}

/** The same spelling, which looks short words up that it has spelled before. */
const remembered = (spelled: (word: string) => Spelled) => {
  const cache = new Map<string, ReadonlyArray<number>>()
  return (word: string): Spelled => {
    const before = cache.get(word)
    if (before !== undefined) return before
    const ids = spelled(word)
    if (!("strange" in ids) && word.length < 256) {
      if (cache.size >= 50_000) cache.clear()
      cache.set(word, ids)
    }
    return ids
  }
}

const encoder = new TextEncoder()

/** The tokens of a text's bytes; undefined if a byte has no token. */
export const bytesOf = (text: string, idOf: ReadonlyMap<string, number>): ReadonlyArray<number> | undefined => {
  const ids: Array<number> = []
  for (const byte of encoder.encode(text)) {
    const id = idOf.get(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`)
    if (id === undefined) return undefined
    ids.push(id)
  }
  return ids
}

/** Newer files write a merge as a pair, older ones as a text with a space between. */
const pairOf = (merge: unknown): readonly [string, string] | undefined => {
  const pair: unknown = typeof merge === "string" ? merge.split(" ") : merge
  if (!Array.isArray(pair) || pair.length !== 2) return undefined
  const [left, right]: ReadonlyArray<unknown> = pair
  return typeof left === "string" && typeof right === "string" ? [left, right] : undefined
}

/** Ranks of pairs of tokens (-1: no merge joins them), and the token that each rank makes. */
interface Merges {
  readonly rankOf: (left: number, right: number) => number
  readonly made: Int32Array
}

const mergesOf = (
  merges: unknown,
  { idOf, prefix }: { readonly idOf: ReadonlyMap<string, number>; readonly prefix: string },
): Merges => {
  if (!Array.isArray(merges)) throw refused("model.merges", "not a list")
  const pairs = merges.filter((merge) => typeof merge !== "string" || !merge.startsWith("#version"))
  const { rankOf, set } = table(pairs.length)
  const made = new Int32Array(pairs.length)
  for (let rank = 0; rank < pairs.length; rank++) {
    const pair = pairOf(pairs[rank])
    if (pair === undefined) throw refused(`model.merges.${rank}`, "not two tokens")
    const [left, right] = pair
    const [a, b, c] = [idOf.get(left), idOf.get(right), idOf.get(left + right.slice(prefix.length))]
    if (a === undefined || b === undefined || c === undefined) {
      const strange = a === undefined ? left : b === undefined ? right : left + right.slice(prefix.length)
      throw refused(`model.merges.${rank}`, `${JSON.stringify(strange)} is not in the vocabulary`)
    }
    set(a, b, rank)
    made[rank] = c
  }
  return { rankOf, made }
}

// A merge waits in the queue as one number: its rank, then the place of its left token.
const places = 2 ** 26

/** Joins neighbors, the lowest rank first and of equal ranks the leftmost. */
const joining = ({ rankOf, made }: Merges) => (given: ReadonlyArray<number>): ReadonlyArray<number> => {
  const count = given.length
  if (count < 2) return given
  const symbols = Int32Array.from(given)
  const next = Int32Array.from(given, (_, i) => i + 1 < count ? i + 1 : -1)
  const before = Int32Array.from(given, (_, i) => i - 1)
  const gone = new Uint8Array(count)
  const queue: Array<number> = []
  const offer = (place: number, right: number) => {
    const rank = rankOf(symbols[place], symbols[right])
    if (rank >= 0) push(queue, rank * places + place)
  }
  for (let i = 0; i + 1 < count; i++) offer(i, i + 1)
  while (queue.length > 0) {
    const top = pop(queue)
    const place = top % places
    const token = made[(top - place) / places]
    const right = next[place]
    if (gone[place] === 1 || right < 0) continue
    // A token that was joined meanwhile no longer forms the pair in the queue.
    const rank = rankOf(symbols[place], symbols[right])
    if (rank < 0 || made[rank] !== token) continue
    symbols[place] = token
    gone[right] = 1
    next[place] = next[right]
    if (next[place] >= 0) before[next[place]] = place
    if (before[place] >= 0) offer(before[place], place)
    if (next[place] >= 0) offer(place, next[place])
  }
  const kept: Array<number> = []
  for (let i = 0; i < count; i++) if (gone[i] === 0) kept.push(symbols[i])
  return kept
}

/** Ranks by two ids, as a hash table over arrays: a Map would need an object or text for each pair. */
const table = (count: number) => {
  const bits = Math.ceil(Math.log2(2 * count + 2))
  const [lefts, rights] = [new Int32Array(2 ** bits), new Int32Array(2 ** bits)]
  const ranks = new Int32Array(2 ** bits).fill(-1)
  const placeOf = (a: number, b: number): number => {
    const mixed = Math.imul(a, 0x9e3779b1) + Math.imul(b, 0x85ebca6b)
    let at = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> (32 - bits)
    while (ranks[at] >= 0 && (lefts[at] !== a || rights[at] !== b)) at = (at + 1) & (2 ** bits - 1)
    return at
  }
  return {
    /** The rank of a pair; -1 if the merges lack it. */
    rankOf: (a: number, b: number): number => ranks[placeOf(a, b)],
    set: (a: number, b: number, rank: number) => {
      const at = placeOf(a, b)
      lefts[at] = a
      rights[at] = b
      ranks[at] = rank
    },
  }
}

/** A heap, the smallest number first. */
const push = (heap: Array<number>, value: number) => {
  let at = heap.length
  heap.push(value)
  while (at > 0) {
    const above = (at - 1) >> 1
    if (heap[above] <= value) break
    heap[at] = heap[above]
    at = above
  }
  heap[at] = value
}

const pop = (heap: Array<number>): number => {
  const top = heap[0]
  const value = heap.pop()!
  const { length } = heap
  if (length === 0) return top
  let at = 0
  while (true) {
    let below = 2 * at + 1
    if (below >= length) break
    if (below + 1 < length && heap[below + 1] < heap[below]) below++
    if (heap[below] >= value) break
    heap[at] = heap[below]
    at = below
  }
  heap[at] = value
  return top
}
