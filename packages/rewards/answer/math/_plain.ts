import { plainWords } from "./_words.ts"
import { isLabel } from "./_name.ts"
import { point } from "./_named.ts"
import { read, type Reading } from "./reading.ts"

/**
 * What is left of an answer without all that it may leave out, which makes `sameness` an equivalence: between plain readings
 * it forgives nothing. `x = 5`, `5 cm` and `5%` are 5; words are words, and never a formula that happens to be spelled so.
 */
export const plain = (reading: Reading): Reading =>
  reading.kind === "equation" && isLabel(reading.left) ? bare(reading.value) : bare(reading)

/** The same for the parts of an answer, where a name says whose value it is. */
const bare = (reading: Reading): Reading => {
  switch (reading.kind) {
    case "measure":
      return bare(reading.of)
    case "words":
      return spoken(reading.words)
    case "equation":
      return { ...reading, value: bare(reading.value) }
    case "sequence":
    case "set": {
      const shape = point(reading) ?? reading
      return { ...shape, items: shape.items.map(bare) }
    }
    case "matrix":
      return { ...reading, rows: reading.rows.map((row) => row.map(bare)) }
    case "number":
    case "numeral":
    case "expression":
      return reading
  }
}

/** `\text{(A)}` is A, as it would be without its command; what stays words is put in quotes, which no formula has. */
const spoken = (words: string): Reading => {
  const text = words.replace(/\\text\s*\{([^{}]*)\}/g, "$1")
  const reading = text === words ? undefined : read(text)
  return reading === undefined || reading.kind === "words"
    ? { kind: "words", words: `«${plainWords(words)}»` }
    : bare(reading)
}
