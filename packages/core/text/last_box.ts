/**
 * What the last `\boxed{...}` (or `\fbox{...}`) of a text holds, with any braces inside; `\boxed 5`, as some write, holds 5.
 * A box that is not closed holds nothing: the text was cut.
 *
 * @example
 * ```ts
 * import { lastBox } from "@rlif/core/text/last-box"
 *
 * lastBox("\\boxed{1}, no: \\boxed{\\frac{1}{2}}") // "\\frac{1}{2}"
 * lastBox("\\boxed{\\frac{1}{2}") // undefined
 * ```
 */
export const lastBox = (text: string): string | undefined => {
  const boxes = [...text.matchAll(/\\(?:boxed|fbox)(?:\s*\{|\s+([^\s{}$\\]+))/g)]
  const ends = boxes.length === 0 ? undefined : closings(text)
  for (const box of boxes.toReversed()) {
    if (box[1] !== undefined) return box[1].replace(/[.,;:]+$/, "")
    const start = box.index + box[0].length
    const end = ends!.get(start - 1)
    if (end !== undefined) return text.slice(start, end)
  }
  return undefined
}

/** Where each brace closes that does; an escaped brace is none. One pass, so that boxes that nobody closes cost no more. */
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
