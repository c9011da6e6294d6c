/** Formulas of a text that say one thing, and where they stand. */
export interface Formula {
  readonly tex: string
  readonly start: number
  readonly end: number
}

const one =
  /\\\(((?:(?!\\[()])[^])+)\\\)|\\\[((?:(?!\\[[\]])[^])+)\\\]|\$\$((?:[^$\\]|\\[^])+)\$\$|(?<![\\$])\$(?!\s)((?:[^$\\]|\\[^])+)(?<!\s)\$(?![\d$])/g
const joint = /^\s*(?:[,;]\s*)?(?:and|or)?\s*$/

/**
 * The formulas between dollar signs or in the brackets of TeX; with nothing but "and" between them they are a list. Dollars
 * before numbers are money.
 */
export const formulas = (text: string): ReadonlyArray<Formula> => {
  const lists: Array<Formula> = []
  for (const found of text.matchAll(one)) {
    const tex = found.slice(1).find((inside) => inside !== undefined)!.trim()
    const [last, end] = [lists.at(-1), found.index + found[0].length]
    if (last !== undefined && joint.test(text.slice(last.end, found.index))) {
      lists[lists.length - 1] = { tex: `${last.tex}, ${tex}`, start: last.start, end }
    } else lists.push({ tex, start: found.index, end })
  }
  return lists
}
