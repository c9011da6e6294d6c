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
  for (const box of [...text.matchAll(/\\(?:boxed|fbox)(?:\s*\{|\s+([^\s{}$\\]+))/g)].toReversed()) {
    if (box[1] !== undefined) return box[1].replace(/[.,;:]+$/, "")
    const start = box.index + box[0].length
    const end = closing(text, start)
    if (end !== undefined) return text.slice(start, end)
  }
  return undefined
}

/** Where the brace closes that was opened before `start`; an escaped brace is none. */
const closing = (text: string, start: number): number | undefined => {
  let depth = 1
  for (let i = start; i < text.length; i++) {
    if (text[i] === "\\") i++
    else if (text[i] === "{") depth++
    else if (text[i] === "}" && --depth === 0) return i
  }
  return undefined
}
