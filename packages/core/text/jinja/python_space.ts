// Python's white space: unlike in JavaScript, U+FEFF is none, and U+001C to U+001F and U+0085 are.
const spaces = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
const isSpace = new RegExp(`[${spaces}]`)
const ends = "\\n-\\r\\x1c-\\x1e\\x85\\u2028\\u2029"

/** The place of the first letter from `from` on that is no white space. */
export const spaceEnd = (text: string, from: number): number => {
  let at = from
  while (at < text.length && isSpace.test(text[at])) at++
  return at
}

/** A text without the white space at its end. */
export const stripEnd = (text: string): string => {
  let to = text.length
  while (to > 0 && isSpace.test(text[to - 1])) to--
  return text.slice(0, to)
}

/** Python's `strip`: a text without these letters at either end. Default: white space. */
export const strip = (
  text: string,
  { among, at }: { readonly among?: string; readonly at: "start" | "end" | "both" },
) => {
  if (among === undefined) {
    const kept = at === "start" ? text : stripEnd(text)
    return at === "end" ? kept : kept.slice(spaceEnd(kept, 0))
  }
  const [letters, gone] = [[...text], new Set(among)]
  let [from, to] = [0, letters.length]
  if (at !== "end") { while (from < to && gone.has(letters[from])) from++ }
  if (at !== "start") { while (from < to && gone.has(letters[to - 1])) to-- }
  return letters.slice(from, to).join("")
}

const line = new RegExp(`[^${ends}]*(?:\\r\\n|[${ends}])|[^${ends}]+$`, "g")

/** The lines of a text by Python's rules, each with its end. */
export const pythonLines = (text: string): ReadonlyArray<string> => text.match(line) ?? []

/** A line without its end. */
export const withoutEnd = (line: string): string => line.replace(new RegExp(`(?:\\r\\n|[${ends}])$`), "")
