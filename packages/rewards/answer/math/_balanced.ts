// LaTeX as a list of tokens, and what stands at its top level: outside of every bracket, brace and environment.

const token = /\\begin\s*\{[a-z]+\*?\}(?:\{[lcr|]*\})?|\\end\s*\{[a-z]+\*?\}|\\[a-zA-Z]+|\\[^]|[^]/g

/** Commands, environments' ends, and single characters; joined they are the text again. */
export const tokens = (latex: string): ReadonlyArray<string> => latex.match(token) ?? []

/** What closes each kind of bracket; round and square ones mix, as in (1, 2]. */
const closers: Readonly<Record<string, string>> = {
  "{": "}",
  "\\{": "\\}",
  "(": ")]",
  "[": ")]",
  "\\langle": "\\rangle",
}
const closing = new Set(["}", "\\}", ")", "]", "\\rangle"])

/** Whether everything that opens is closed by its like, at most `deepest` levels deep. */
export const balanced = (latex: string, { deepest = 60 }: { readonly deepest?: number } = {}): boolean => {
  const open: Array<string> = []
  for (const token of tokens(latex)) {
    const closer = closerOf(token)
    if (closer !== undefined) open.push(closer)
    else if (isClosing(token)) {
      const wanted = open.pop()
      if (wanted === undefined || !(wanted === ")]" ? wanted.includes(token) : wanted === spaceless(token))) {
        return false
      }
    }
    if (open.length > deepest) return false
  }
  return open.length === 0
}

/** The parts between the separators of the top level; one part where there is none. The text must be balanced. */
export const split = (latex: string, isSeparator: (token: string) => boolean): ReadonlyArray<string> => {
  const parts = [""]
  let depth = 0
  for (const token of tokens(latex)) {
    if (depth === 0 && isSeparator(token)) parts.push("")
    else parts[parts.length - 1] += token
    depth += step(token)
  }
  return parts.map((part) => part.trim())
}

/** What a text is wrapped in as a whole, and what is inside; `undefined` where no bracket spans all of it. */
export const bracketed = (
  latex: string,
): { readonly open: string; readonly close: string; readonly inside: string } | undefined => {
  const all = tokens(latex)
  const [open, close] = [all[0] ?? "", all.at(-1) ?? ""]
  if (closerOf(open) === undefined || all.length < 2) return undefined
  let depth = 0
  for (const [i, token] of all.entries()) {
    depth += step(token)
    if (depth === 0) return i === all.length - 1 ? { open, close, inside: all.slice(1, -1).join("").trim() } : undefined
  }
  return undefined
}

/** Applies `change` to the stretches that no round, square or curly bracket surrounds; TeX's own braces do not count. */
export const outside = (latex: string, change: (stretch: string) => string): string => {
  let [changed, stretch, depth] = ["", "", 0]
  for (const token of tokens(latex)) {
    const moved = token === "{" || token === "}" ? 0 : step(token)
    if (moved > 0 && depth === 0) [changed, stretch] = [changed + change(stretch), ""]
    if (depth + moved === 0 && moved === 0) stretch += token
    else changed += token
    depth += moved
  }
  return changed + change(stretch)
}

const closerOf = (token: string): string | undefined =>
  token.startsWith("\\begin")
    ? `\\end${/\{[a-z]+\*?\}/.exec(token)?.[0]}`
    : Object.hasOwn(closers, token)
    ? closers[token]
    : undefined

const isClosing = (token: string): boolean => closing.has(token) || token.startsWith("\\end{") || /^\\end\s/.test(token)

const step = (token: string): number => closerOf(token) !== undefined ? 1 : isClosing(token) ? -1 : 0

const spaceless = (text: string) => text.replace(/\s+/g, "")
