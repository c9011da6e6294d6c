// A letter before a bracket: a function's value, or a factor of what is in the bracket. Nothing but the expression itself
// says which, and where it does not, the letter is a function, whose value is like no other: P(0) is not 0, T(3) not 3T.
import { tokens } from "./_balanced.ts"

const greek =
  /^\\(?:alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|rho|sigma|tau|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Sigma|Phi|Psi|Omega)$/

const accent = /^\\(?:vec|hat|bar|tilde|dot|ddot|widehat|widetilde|overline|overrightarrow|math(?:bb|cal|frak|scr))$/

/** Letters that are functions before every bracket. */
const functions = "fghFGH"

/** A name before a bracket, from its first token to the closing bracket. */
interface Application {
  readonly name: string
  readonly argument: string
  readonly start: number
  readonly open: number
  readonly close: number
}

/**
 * The same expression for an engine that takes no letter for a function: factors with their dot, and of functions the values
 * of one that satisfies no equation that any of them might.
 */
export const applied = (latex: string): string => {
  const isFunction = new Map<string, boolean>()
  const visit = (text: string): void => {
    for (const { name, argument } of applications(tokens(text))) {
      isFunction.set(name, isFunction.get(name) === true || isValue(name, argument))
      visit(argument)
    }
  }
  visit(latex)
  return isFunction.size === 0 ? latex : rewritten(latex, (name) => isFunction.get(name) === true)
}

const rewritten = (latex: string, isFunction: (name: string) => boolean): string => {
  const all = tokens(latex)
  let [text, at] = ["", 0]
  for (const { name, argument, start, open, close } of applications(all)) {
    const inside = rewritten(argument, isFunction)
    text += all.slice(at, start).join("")
    text += isFunction(name) ? valued(name, inside) : `${all.slice(start, open).join("")}\\cdot (${inside})`
    at = close + 1
  }
  return text + all.slice(at).join("")
}

/** The outermost applications. */
const applications = (all: ReadonlyArray<string>): ReadonlyArray<Application> => {
  const found: Array<Application> = []
  for (let start = 0; start < all.length; start++) {
    const end = nameEnd(all, start)
    const open = end === undefined ? -1 : afterSpace(all, end)
    const close = open < 0 || all[open] !== "(" ? -1 : closing(all, open)
    if (close < 0) continue
    const name = all.slice(start, end).join("").replace(/[\s{}]/g, "")
    const argument = all.slice(open + 1, close).join("").trim()
    // More than one argument makes a function of any letter, and the engine says so itself.
    if (argument === "" || argument.includes(",")) continue
    found.push({ name, argument, start, open, close })
    start = close
  }
  return found
}

/** Where a name ends that begins here: a letter, with an accent, an index or a power. */
const nameEnd = (all: ReadonlyArray<string>, start: number): number | undefined => {
  const isAccent = accent.test(all[start]) && all[start + 1] === "{"
  if (!isAccent && !/^[a-zA-Z]$/.test(all[start]) && !greek.test(all[start])) return undefined
  if (["^", "_"].includes(all[start - 1])) return undefined
  let end = isAccent ? group(all, start + 1) : start + 1
  if (all[end] === "_") end = group(all, end + 1)
  if (all[end] === "^" && all[start] !== "e") end = group(all, end + 1)
  return end
}

const group = (all: ReadonlyArray<string>, at: number): number =>
  all[at] === "{" ? Math.max(at, closing(all, at)) + 1 : at + 1

const afterSpace = (all: ReadonlyArray<string>, at: number): number => /^\s$/.test(all[at] ?? "") ? at + 1 : at

const closing = (all: ReadonlyArray<string>, open: number): number => {
  let depth = 0
  for (let i = open; i < all.length; i++) {
    if (["(", "[", "{", "\\{"].includes(all[i])) depth++
    else if ([")", "]", "}", "\\}"].includes(all[i]) && --depth === 0) return i
  }
  return -1
}

/**
 * A product is written before a sum with letters, as in a(1 - r). What is n + 1 behind a capital letter is where a sequence or
 * a polynomial is taken, unless the letter is in it.
 */
const isValue = (name: string, argument: string): boolean => {
  if (functions.includes(name[0])) return true
  const parts = argument.replace(/\\[a-zA-Z]+/g, (command) => greek.test(command) ? "a" : "")
  const isSum = /[\w)}\]!]\s*(?:[+-]|\\pm)/.test(argument) && /[a-zA-Z]/.test(parts)
  if (!isSum) return true
  return /^[A-Z]/.test(name) && /^\s*[tnkmx]\s*[+-]\s*\d+(?:\.\d+)?\s*$/.test(argument)
}

/** An arctangent somewhere, far from the numbers that answers are made of. */
const valued = (name: string, argument: string): string => {
  const place = [...name].reduce((sum, letter) => (sum * 131 + letter.charCodeAt(0)) % 9973, 7)
  return `(\\arctan(${argument}+\\frac{${place}}{997}))`
}
