import type { Reading } from "./reading.ts"

type Part = Extract<Reading, { kind: "set" | "sequence" }>

/** x = 1, y = 2 as the point (1, 2); `undefined` where the names have no order of their own, as x and y or x_1 and x_2 do. */
export const point = (reading: Reading): Part | undefined => {
  const named = ordered(reading)
  return named && { kind: "sequence", open: "(", close: ")", items: named.map(({ value }) => value) }
}

/** x_1 = 1, x_2 = 2 as the values 1, 2 of one letter, which may be meant in any order. */
export const roots = (reading: Reading): Part | undefined => {
  const named = ordered(reading)
  return named?.every(({ index }) => index !== "")
    ? { kind: "set", of: "values", items: named.map(({ value }) => value) }
    : undefined
}

/** The values of a list of names that follow one another, in the order of the names. */
const ordered = (reading: Reading) => {
  if (reading.kind !== "set" || reading.of !== "values" || reading.items.length < 2) return undefined
  const named = reading.items.map((item) => {
    const name = item.kind === "equation" ? /^([a-z])(?:_\{?(\d)\}?)?$/i.exec(item.left.replace(/\s+/g, "")) : null
    return name === null ? undefined : { letter: name[1], index: name[2] ?? "", value: (item as Equation).value }
  })
  if (!named.every((item) => item !== undefined)) return undefined
  const place = ({ letter, index }: (typeof named)[number]) => index === "" ? letter.charCodeAt(0) : Number(index)
  const rising = named.toSorted((a, b) => place(a) - place(b))
  const together = rising.every((item, i) =>
    (item.index === "") === (rising[0].index === "") && (item.index === "" || item.letter === rising[0].letter) &&
    place(item) === place(rising[0]) + i
  )
  return together ? rising : undefined
}

type Equation = Extract<Reading, { kind: "equation" }>
