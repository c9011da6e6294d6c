// Answers that are almost right. Each function changes what an answer says, or gives nothing where it cannot be sure to.

/** What was changed, and what came out. */
export interface NearMiss {
  readonly change: "sign" | "digit" | "numerator" | "order" | "bracket"
  readonly gold: string
  readonly answer: string
}

const changes: Readonly<Record<NearMiss["change"], (gold: string, i: number) => string | undefined>> = {
  sign: (gold) =>
    !isValue(gold) || /^[0\s]*$/.test(gold)
      ? undefined
      : /^\s*-/.test(gold)
      ? negated(gold)
      : `-${parenthesized(gold)}`,
  // One figure of the answer, the i-th one, becomes the next but stays one of its base.
  digit: (gold, i) => {
    if (/\\text|\\mbox/.test(gold) && !/\d/.test(gold.replace(/\^\d/g, ""))) return undefined
    const places = [...gold.replace(/\^\{?\d.*$/, "").replace(/_.*$/, "").matchAll(/\d/g)].map(({ index }) => index)
    const at = places[i % Math.max(1, places.length)]
    if (at === undefined) return undefined
    const base = Number(/_\{?(\d)\}?$/.exec(gold)?.[1] ?? 10)
    return gold.slice(0, at) + (Number(gold[at]) + 1) % base + gold.slice(at + 1)
  },
  numerator: (gold) => {
    const changed = gold.replace(/\\(d?)frac\{(\d+)\}/, (_, d, top) => `\\${d}frac{${Number(top) + 1}}`)
    return changed === gold ? undefined : changed
  },
  order: (gold) => {
    const tuple = /^(\\left)?\s*\(([^()]*)\)$/.exec(gold.replace(/\\right\s*\)/, ")"))
    const items = tuple?.[2].split(",").map((item) => item.trim()) ?? []
    if (items.length < 2 || items[0] === items.at(-1)) return undefined
    return `(${items.toReversed().join(",")})` === `(${items.join(",")})`
      ? undefined
      : `(${items.toReversed().join(",")})`
  },
  bracket: (gold, i) => {
    const interval = /^(.*?)([([])([^()[\]]*)([)\]])$/s.exec(gold.replace(/\\(?:left|right)\s*/g, ""))
    if (interval === null || !interval[3].includes(",") || /\\begin|\\frac\{[^}]*$/.test(interval[1])) return undefined
    const [, before, open, inside, close] = interval
    const other = { "(": "[", "[": "(", ")": "]", "]": ")" } as Readonly<Record<string, string>>
    return i % 2 ? `${before}${other[open]}${inside}${close}` : `${before}${open}${inside}${other[close]}`
  },
}

/** A number or an expression: something that has one sign in front. */
const isValue = (gold: string) => !/[=,]|\\(?:text|mbox|in|cup|pm|begin|\{|\$)|_/.test(gold)
const negated = (gold: string) => /[+-]/.test(gold.trim().slice(1)) ? `-(${gold})` : gold.replace("-", "")
const parenthesized = (gold: string) => /[+-]/.test(gold) ? `(${gold})` : gold

/** Every near miss of these answers, one of each kind where there is one. */
export const nearMisses = (golds: ReadonlyArray<string>): ReadonlyArray<NearMiss> =>
  golds.flatMap((gold, i) =>
    (Object.keys(changes) as ReadonlyArray<NearMiss["change"]>).flatMap((change) => {
      const answer = changes[change](gold, i)
      return answer === undefined || answer === gold ? [] : [{ change, gold, answer }]
    })
  )
