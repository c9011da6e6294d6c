import type { Reading } from "./_reading.ts"

type Part = Extract<Reading, { kind: "set" | "sequence" }>

/**
 * Values of names that follow one another: x = 1, y = 2 are the point (1, 2), and x_1 = 1, x_2 = 2 the values 1, 2 of one
 * letter, which may be meant in any order. `undefined` where the names have no order of their own.
 */
export const inOrderOfNames = (items: ReadonlyArray<Reading>): Part | undefined => {
  if (items.length < 2) return undefined
  const named = items.map((item) => {
    const name = item.kind === "equation" ? /^([a-z])(?:_\{?(\d)\}?)?$/i.exec(item.left.replace(/\s+/g, "")) : null
    return name === null ? undefined : { letter: name[1], index: name[2] ?? "", value: (item as Equation).value }
  })
  if (!named.every((item) => item !== undefined)) return undefined
  const indexed = named[0].index !== ""
  const place = ({ letter, index }: (typeof named)[number]) => indexed ? Number(index) : letter.charCodeAt(0)
  const rising = named.toSorted((a, b) => place(a) - place(b))
  const together = rising.every((item, i) =>
    (item.index !== "") === indexed && (!indexed || item.letter === rising[0].letter) &&
    place(item) === place(rising[0]) + i
  )
  if (!together) return undefined
  const values = rising.map(({ value }) => value)
  return indexed
    ? { kind: "set", of: "values", items: values }
    : { kind: "sequence", open: "(", close: ")", items: values }
}

type Equation = Extract<Reading, { kind: "equation" }>
