/**
 * A `\boxed{...}` of a text: its content, and its place from `start` to `end`. A box without its closing brace ends with the
 * text.
 * @since 0.1.0
 */
export interface Box {
  /** The content; `undefined` if the box is not closed. */
  readonly inside: string | undefined
  readonly start: number
  readonly end: number
}

/**
 * The boxes `\boxed{...}` (or `\fbox{...}`) of a text, with any braces inside; `\boxed 5` without braces holds 5. A box inside
 * a box is listed, too.
 *
 * @example
 * ```ts
 * import { boxes } from "@rlif/core/text"
 *
 * boxes("\\boxed{1} or \\boxed{\\frac{1}{2}}").map(({ inside }) => inside) // ["1", "\\frac{1}{2}"]
 * ```
 *
 * @since 0.1.0
 */
export const boxes = (text: string): ReadonlyArray<Box> => {
  const found = [...text.matchAll(/\\(?:boxed|fbox)(?:\s*\{|\s+([^\s{}$\\]+))/g)]
  const ends = found.length === 0 ? undefined : closings(text)
  return found.map((box): Box => {
    const [start, after] = [box.index, box.index + box[0].length]
    if (box[1] !== undefined) {
      const inside = box[1].slice(0, box[1].length - trailing(box[1]))
      return { inside, start, end: after - box[1].length + inside.length }
    }
    const end = ends!.get(after - 1)
    return end === undefined
      ? { inside: undefined, start, end: text.length }
      : { inside: text.slice(after, end), start, end: end + 1 }
  })
}

/**
 * The content of the last closed box of a text; undefined if there is none. A box that is not closed does not count: the
 * text was cut.
 *
 * @example
 * ```ts
 * import { lastBox } from "@rlif/core/text"
 *
 * lastBox("\\boxed{1}, no: \\boxed{\\frac{1}{2}}") // "\\frac{1}{2}"
 * lastBox("\\boxed{\\frac{1}{2}") // undefined
 * ```
 *
 * @since 0.1.0
 */
export const lastBox = (text: string): string | undefined =>
  boxes(text).findLast(({ inside }) => inside !== undefined)?.inside

/** The number of punctuation marks at the end of a word. */
const trailing = (word: string): number => {
  let end = word.length
  while (end > 0 && ".,;:".includes(word[end - 1])) end--
  return word.length - end
}

/** The place of the closing brace of each opening brace; escaped braces do not count. One pass, however many stay open. */
const closings = (text: string): ReadonlyMap<number, number> => {
  const ends = new Map<number, number>()
  const open: Array<number> = []
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") i++
    else if (text[i] === "{") open.push(i)
    else if (text[i] === "}" && open.length > 0) ends.set(open.pop()!, i)
  }
  return ends
}
