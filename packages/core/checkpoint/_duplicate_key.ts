/**
 * The first key that occurs twice in one object of a JSON text. JSON.parse would silently keep the last value. The text must
 * be valid JSON.
 */
export const duplicateKey = (json: string): string | undefined => {
  const open: Array<Set<string>> = []
  let string = ""
  // By hand: on strings of many megabytes a regular expression runs out of stack.
  for (let i = 0; i < json.length; i++) {
    const letter = json[i]
    if (letter === "{") open.push(new Set())
    else if (letter === "}") open.pop()
    else if (letter === '"') {
      const start = i
      while (json[++i] !== '"') if (json[i] === "\\") i++
      string = json.slice(start, i + 1)
    } else if (letter === ":") {
      const key: string = JSON.parse(string)
      const seen = open[open.length - 1]
      if (seen.has(key)) return key
      seen.add(key)
    }
  }
  return undefined
}
