// What stands line by line in an environment: a system of equations, the steps of one, or cases.
import { split } from "./_balanced.ts"

/** One text, as if it stood in one line, or values with their conditions. */
export type Lines =
  | { readonly kind: "list"; readonly text: string }
  | { readonly kind: "cases"; readonly pieces: ReadonlyArray<readonly [value: string, condition: string]> }

const environments =
  /^(?:cases|[dr]cases|aligned|align|alignat|alignedat|gathered|gather|split|eqnarray|multline|equation)$/
const condition = /^(?:\\text\s*\{\s*,?\s*(?:if|for|when|where|otherwise|else)\s*\}|(?:if|for|when)\s)\s*/
const relation = /^(?:=|<|>|\\(?:le|ge|ne|approx|in)(?![a-zA-Z]))/

/** The lines of an environment that holds lines; `undefined` for any other, and for what is neither. */
export const lines = (open: string, inside: string): Lines | undefined => {
  if (!environments.test(/\{([a-z]+)\*?\}/.exec(open)![1])) return undefined
  const rows = split(inside, (token) => token === "\\\\").filter((line) => line !== "")
    .map((line) => split(line, (token) => token === "&").map((cell) => cell.replace(/\s*[,.;]$/, "")))
  if (rows.length === 0) return undefined
  const isAligned = ([first, ...cells]: ReadonlyArray<string>) =>
    cells.every((cell, i) => cell === "" || relation.test(cell) || [first, ...cells][i].endsWith("="))
  if (rows.every(isAligned)) {
    // A line that begins with its sign goes on with the one before.
    const text = rows.map((cells) => cells.join(" ").trim()).reduce((text, line) =>
      text === "" || relation.test(line) ? `${text} ${line}` : `${text}, ${line}`
    )
    return { kind: "list", text }
  }
  return rows.every((cells) => cells.length === 2)
    ? { kind: "cases", pieces: rows.map(([value, when]) => [value, when.replace(condition, "") || "\\text{else}"]) }
    : undefined
}
