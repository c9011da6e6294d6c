/**
 * The first key that occurs twice in one object of a JSON text, which JSON.parse silently lets the last one win.
 * The text must already have parsed.
 */
export const duplicateKey = (json: string): string | undefined => {
  const open: Array<Set<string>> = []
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}]/g)) {
    if (token === "{") open.push(new Set())
    else if (token === "}") open.pop()
    else if (token.endsWith(":")) {
      const key: string = JSON.parse(token.slice(0, -1))
      const seen = open[open.length - 1]
      if (seen.has(key)) return key
      seen.add(key)
    }
  }
  return undefined
}
