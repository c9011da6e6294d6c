/** A formula of a text, and where it stands with its delimiters. */
export interface Formula {
  readonly tex: string
  readonly start: number
  readonly end: number
}

const closers: Readonly<Record<string, string>> = { "\\(": "\\)", "\\[": "\\]", "$$": "$$", "$": "$" }
const delimiter = /\\begin\s?\{[a-zA-Z]+\*?\}|\\end\s?\{[a-zA-Z]+\*?\}|\\[^]|\$\$?/g
/** A word of prose; names of operators and what is in braces are none. */
const prose = /(?<![\\a-zA-Z{])[a-zA-Z]{3,}(?![a-zA-Z}])/
const braced = /\{[^{}]*\}/g

/** The formulas between dollar signs, in the brackets of TeX or in an environment. Dollars before numbers are money. */
export const formulas = (text: string): ReadonlyArray<Formula> => {
  const marks = [...text.matchAll(delimiter)].map(({ 0: sign, index }) => ({
    sign,
    start: index,
    end: index + sign.length,
  }))
    .filter(({ sign }) => sign.length > 2 || /^(?:\\[()[\]]|\$\$?)$/.test(sign))
  const ends = environments(marks)
  const found: Array<Formula> = []
  for (let i = 0; i < marks.length; i++) {
    const { sign, start, end } = marks[i]
    const environment = ends.get(i)
    if (environment !== undefined) {
      found.push({ tex: text.slice(start, marks[environment].end), start, end: marks[environment].end })
      i = environment
      continue
    }
    if (sign.length > 2) continue
    let k = i + 1
    while (k < marks.length && marks[k].sign.length > 2) k++
    if (k >= marks.length || closers[sign] !== marks[k].sign) continue
    const inside = text.slice(end, marks[k].start)
    if (inside.trim() === "" || (sign === "$" && isMoney(inside, text[marks[k].end]))) continue
    found.push({ tex: inside.trim(), start, end: marks[k].end })
    i = k
  }
  return found
}

/** Where each environment ends that does, by the place of its beginning among the marks. */
const environments = (marks: ReadonlyArray<{ readonly sign: string }>): ReadonlyMap<number, number> => {
  const ends = new Map<number, number>()
  const open: Array<number> = []
  for (const [i, { sign }] of marks.entries()) {
    if (sign.startsWith("\\begin")) open.push(i)
    else if (sign.startsWith("\\end") && open.length > 0) ends.set(open.pop()!, i)
  }
  return ends
}

/** 5 and gets, between the dollar signs of $5 and gets $3. */
const isMoney = (inside: string, after: string | undefined): boolean => {
  if (/\d/.test(after ?? "")) return true
  const [first, last] = [/^\s/.test(inside), /\s$/.test(inside)]
  if (!first && !last) return false
  return prose.test(inside.replace(braced, "{}")) || (!first && /^\d/.test(inside))
}
