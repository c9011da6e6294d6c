// The pieces into which pre-tokenizers cut a text.

/** A piece of a text. `first` pieces begin where the whole text begins. */
export interface Piece {
  readonly text: string
  readonly first: boolean
}

/** The treatment of the stretches that a pattern finds. */
export type Behavior = "Removed" | "Isolated" | "MergedWithPrevious" | "MergedWithNext" | "Contiguous"

/** A stretch of a text: its place, and whether the pattern found it. */
export interface Stretch {
  readonly start: number
  readonly end: number
  readonly found: boolean
}

/** The whole text, cut into the stretches that the (global) pattern found and the stretches between them. */
export const stretches = (regex: RegExp, text: string): ReadonlyArray<Stretch> => {
  if (text === "") return [{ start: 0, end: 0, found: false }]
  const all: Array<Stretch> = []
  let end = 0
  let last: number | undefined
  let from = 0
  while (from <= text.length) {
    regex.lastIndex = from
    const found = regex.exec(text)
    if (found === null) break
    const start = found.index
    const stop = start + found[0].length
    // An empty match inside a letter of two code units, which only Node finds, does not count.
    if (start === stop && isInside(text, start)) {
      from = start + 1
      continue
    }
    // After an empty match right behind another match, the search goes on one letter later.
    if (start === stop && last === stop) {
      from += text.codePointAt(from)! > 0xffff ? 2 : 1
      continue
    }
    from = last = stop
    if (end !== start) all.push({ start: end, end: start, found: false })
    all.push({ start, end: stop, found: true })
    end = stop
  }
  if (end !== text.length) all.push({ start: end, end: text.length, found: false })
  return all
}

const isInside = (text: string, at: number): boolean => at > 0 && text.codePointAt(at - 1)! > 0xffff

/** Cuts a piece at the matches of a pattern or, if inverted, at the stretches between them. Empty pieces are dropped. */
export const cut = (
  { text, first }: Piece,
  regex: RegExp,
  { behavior, invert = false }: { readonly behavior: Behavior; readonly invert?: boolean },
): ReadonlyArray<Piece> => {
  const all = stretches(regex, text).map((stretch) => invert ? { ...stretch, found: !stretch.found } : stretch)
  return merged(all, behavior)
    .filter(({ start, end }) => end > start)
    .map(({ start, end }) => ({ text: text.slice(start, end), first: first && start === 0 }))
}

const merged = (all: ReadonlyArray<Stretch>, behavior: Behavior): ReadonlyArray<Stretch> => {
  if (behavior === "Isolated") return all
  if (behavior === "Removed") return all.filter(({ found }) => !found)
  if (behavior === "MergedWithNext") {
    return folded([...all].reverse(), (found, before) => found && !before).reverse()
  }
  return folded(
    all,
    behavior === "Contiguous" ? (found, before) => found === before : (found, before) => found && !before,
  )
}

/** Joins a stretch to the stretch before it if `joins` allows. */
const folded = (all: ReadonlyArray<Stretch>, joins: (found: boolean, before: boolean) => boolean): Array<Stretch> => {
  const kept: Array<Stretch> = []
  let before = false
  for (const stretch of all) {
    const last = kept[kept.length - 1]
    if (last !== undefined && joins(stretch.found, before)) {
      const [start, end] = [Math.min(last.start, stretch.start), Math.max(last.end, stretch.end)]
      kept[kept.length - 1] = { ...last, start, end }
    } else kept.push(stretch)
    before = stretch.found
  }
  return kept
}
