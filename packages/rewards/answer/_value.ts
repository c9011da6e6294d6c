// What a formula comes to: the last side of a computation, of a chain of equations, or of the rows that set one out.

/** The formula, or what it comes to. */
export const valueOf = (tex: string): string => {
  const rows = aligned.exec(tex)?.[1].split("\\\\").map((row) => row.replace(/&/g, "").trim()).filter((row) =>
    row !== ""
  )
  const last = rows?.at(-1)
  // A row that begins with its sign goes on from the row before.
  if (rows !== undefined && last !== undefined && (rows.length === 1 || last.startsWith("="))) {
    return valueOf(ended(last.replace(/^=/, "")))
  }
  if (rows !== undefined) return tex
  const all = outer(tex)
  // 36 - 19 = 17 = x.
  const sides = all.length > 2 && /^[a-zA-Z]$/.test(all.at(-1)!) ? all.slice(0, -1) : all
  if (sides.length === 1) return ended(tex)
  const computed = sides.slice(0, -1).every((side) =>
    !/[a-zA-Z]/.test(side.replace(/\\(?:text\s*\{[^{}]*\}|[a-zA-Z]+)|(?<=\d )[a-zA-Z]{2,}/g, ""))
  )
  const chain = sides.length > 2 && !/^[\w\\{}'() ]{1,12}$/.test(sides[0])
  return ended((computed || chain ? sides.at(-1)! : tex).trim())
}

const aligned =
  /^\s*\\begin\{(?:align|gather|eqnarray|equation|split|multline)(?:ed)?\*?\}([^]*)\\end\{[a-z]+\*?\}[\s.,]*$/

/** Without the punctuation of the sentence around it. */
const ended = (tex: string): string => tex.replace(/(?<=\S)\s?[.,;]$/, "").trim()

/** The sides of an equation, which braces and brackets have none of. */
const outer = (tex: string): ReadonlyArray<string> => {
  const sides = [""]
  let depth = 0
  for (let i = 0; i < tex.length; i++) {
    if (tex[i] === "\\") sides[sides.length - 1] += tex[i++] + (tex[i] ?? "")
    else if (tex[i] === "=" && depth <= 0 && !/[<>!:=]/.test(tex[i - 1] ?? "")) sides.push("")
    else {
      depth += "({[".includes(tex[i]) ? 1 : ")}]".includes(tex[i]) ? -1 : 0
      sides[sides.length - 1] += tex[i]
    }
  }
  return sides.map((side) => side.trim())
}
