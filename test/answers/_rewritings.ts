// An answer, written differently. Each function keeps what the answer says, whatever it is.

/** Digits that stand for a whole number of their own: no exponent, index, decimal, thousands or short fraction. */
const number = /(?<![\w^_.,!{}\\]|\^\{|\\frac ?|, ?\\! ?)\d+(?![\d.,\w]|\s*\\frac|\s*\\text|\{|\\!|,\\!)/g

const isText = (gold: string) => /^\\text\{[^{}]*\}$/.test(gold)
const isMeasure = (gold: string) => /\\text|\\mbox|\\circ|^\\\$/.test(gold)

/** Another spelling of a number or a fraction; an expression without one is doubled and halved. */
export const respelled = (gold: string, i: number): string => {
  if (isText(gold)) return gold.replace("\\text", ["\\mathrm", "\\textbf", "\\mbox"][i % 3])
  if (/^-?\d+$/.test(gold)) return wholes[i % wholes.length](BigInt(gold))
  if (/^\d{1,3}(,\d{3})+$/.test(gold)) {
    return [gold.replaceAll(",", ""), `${gold}.0`, gold.replaceAll(",", "{,}")][i % 3]
  }
  if (/^-?\d*\.\d+$/.test(gold)) return decimal(gold)
  const fraction = /^(-?)\\d?frac\{(\d+)\}\{(\d+)\}$/.exec(gold)
  if (fraction !== null) {
    const [, sign, top, bottom] = fraction
    return [
      `${sign}${top}/${bottom}`,
      `\\frac{${sign}${2 * +top}}{${2 * +bottom}}`,
      `${sign}\\tfrac{${top}}{${bottom}}`,
    ][i % 3]
  }
  const base = /^(\d+)_\{?(\d)\}?$/.exec(gold)
  if (base !== null) return `0${base[1]}_{${base[2]}}`
  const replaced = gold.replace(number, (digits) => `${digits}.0`)
  if (replaced !== gold) return replaced
  const short = gold.replace(/\\frac\s*(\d)\s*(\d)/, "$1/$2").replace(/\\frac\{(\w+)\}\{(\w+)\}/, "{$1 \\over $2}")
  if (short !== gold) return short
  if (/^\\?[({]|^\[|\\(?:begin|in|cup|pm)|[=,]/.test(gold) || isMeasure(gold)) {
    return gold.replace(/\\(?:frac|sqrt)/g, (macro) => macro === "\\frac" ? "\\dfrac" : macro).replace(
      /(?<!\^)\d+/,
      "0$&",
    )
  }
  return `\\frac{2(${gold})}{2}`
}

const wholes: ReadonlyArray<(n: bigint) => string> = [
  (n) => `${n}.00`,
  (n) => `\\dfrac{${2n * n}}{2}`,
  (n) => n < 0n ? `\u2212${-n}` : `+${n}`,
  (n) => `${n}/1`,
  (n) => n > 999n ? `${n}`.replace(/\B(?=(\d{3})+$)/g, ",") : `\\frac{${3n * n}}3`,
]

const decimal = (gold: string): string => {
  const digits = gold.split(".")[1].length
  return `\\frac{${BigInt(gold.replace(".", ""))}}{1${"0".repeat(digits)}}`
}

/** Other spaces and delimiters, which print the same. */
export const respaced = (gold: string, i: number): string => {
  const bare = gold.replace(/\\(?:left|right)\s*/g, "").replace(/\\d?frac/g, i % 2 ? "\\dfrac" : "\\tfrac")
  const brackets = /[([]/.test(bare) && !/\\begin|\\text/.test(bare)
  const sized = brackets
    ? bare.replace(/[([]/g, i % 2 ? "\\left$& " : "\\bigl$&").replace(/[)\]]/g, i % 2 ? " \\right$&" : "\\bigr$&")
    : bare
  const spaced = sized.replace(/([=+]|\\cup)/g, "\\;$1\\, ").replace(/(?<!\\[a-z]+) (?=[^\\]*$)/, "\\ ")
  const wrap = [`$${spaced}$`, `\\( ${spaced} \\)`, `\\[${spaced}\\]`, `\\boxed{${spaced}}`, ` ${spaced}.`]
  return wrap[spaced.includes("$") ? 3 : i % wrap.length]
}

/** A unit or text beside it, where it has none; where it has one, in other words. */
export const labeled = (gold: string, i: number): string => {
  if (isText(gold)) return i % 2 ? gold.replace(/\\text\{(.*)\}/, "$1") : gold.replace(/\\text\{(.*)\}/, "\\text{ $1 }")
  if (gold.includes("\\circ")) return gold.replace(/\^\{?\\circ\}?/, "\\text{ degrees}")
  if (gold.startsWith("\\$")) return `${gold.slice(2)}\\text{ dollars}`
  if (isMeasure(gold)) return gold.replace(/\s*\\(?:text|mbox)\{[^{}]*\}(\^\d)?$/, "\\text{ units}")
  const units = ["\\text{ cm}", "\\ \\mathrm{km}", "\\text{ dollars}", "\\text{ square units}", "\\text{ apples}"]
  return gold + units[i % units.length]
}
