// A unit beside a number says what is counted or measured, and never how many: it is a known unit or one plain noun, and is
// left out. Words that change a number are no unit, and what they stand in is no number.
import { changesNumber } from "./_changing_words.ts"

const known = new Set(
  (
    "mm millimeter millimetre cm centimeter centimetre dm decimeter decimetre m meter metre km kilometer kilometre " +
    "in inch inches ft foot feet yd yard mi mile nm um " +
    "mg milligram g gram gm kg kilogram kilo lb lbs pound oz ounce ton tonne " +
    "ml milliliter millilitre l liter litre gal gallon qt quart pt pint cup tsp tbsp teaspoon tablespoon " +
    "ms s sec secs second min mins minute h hr hrs hour day wk week month yr yrs year decade century " +
    "deg degs degree rad radian arcsecond arcminute rev rpm mph kph kmh kmph bps hz khz mhz ghz fps " +
    "n newton j joule kj cal kcal calorie w watt kw kwh v volt a amp ampere ohm k kelvin c f pa kpa atm bar mol mole " +
    "usd dollar $ cent buck eur euro € gbp £ yen inr rupee peso yuan pct percent percentage unit acre hectare " +
    "bit byte kb mb gb tb"
  ).split(" "),
)

/** Known units of more than one word. */
const compounds =
  /\b(?:fluid|troy) (?=(?:ounces?|oz)\b)|\b(?:nautical|light)[ -](?=(?:miles?|years?)\b)|\b(?:us|u s|american|canadian|australian) (?=(?:dollars?|cents?)\b)|(?<=\bdegrees?) (?:celsius|centigrade|fahrenheit|[cf])\b|\bper (?=cent\b)/g

/** What a known unit is of: 5 years old, 6 feet tall. */
const dimension = / (?:old|long|wide|tall|high|deep|thick|away|apart)$/

/** The letters that stand for a unit in text; every other single letter is a symbol. */
const letter = /^[mgslhLNJWVAKCF]$/

const trailingText = /^([^]*?)\s*\\text\s*\{((?:[^{}]|\^\{\d\})*)\}\s*(?:\^\s*(?:\{\s*-?[1-4]\s*\}|[1-4]))?$/
const trailingWords =
  /^([^]*?(?:[\d})\]]|\\pi))(\s*)([a-zA-Z][a-zA-Z/. '-]*[a-zA-Z])\s*(?:\^\s*(?:\{\s*[1-4]\s*\}|[1-4]))?$/
const angle = /^([^]*?)\s*\^\\circ\s*(?:\\text\s*\{\s*)?[CF]?\s*\}?$/
const functionName = /\\(?:sin|cos|tan|cot|sec|csc|log|ln|exp)(?![a-zA-Z])/

/** What is measured, without its unit; `undefined` where there is none. */
export const unmeasured = (latex: string): string | undefined => {
  const found = currency(latex) ?? sign(latex) ?? degrees(latex) ?? inText(latex) ?? inWords(latex)
  // 90^\circ units: a unit that says nothing may stand beside another.
  return found === undefined ? undefined : nothing.test(latex) ? unmeasured(found) ?? found : found
}

const nothing = /\\text\s*\{\s*units?\s*\}$/

/** $5, $5 dollars, $5 per hour. */
const currency = (latex: string): string | undefined => {
  const found = /^([+-]?)\s*(?:\\?\$|[€£])\s*([^$]+)$/.exec(latex)
  if (found === null) return undefined
  const rate = /^([^]*\d)\s*(?:\\text\s*\{\s*)?(?:per\s|\/)\s*([a-zA-Z]+)\s*\}?$/.exec(found[2])
  if (rate !== null && isUnit(rate[2])) return found[1] + rate[1]
  return found[1] + (unmeasured(found[2]) ?? found[2])
}

const sign = (latex: string): string | undefined => /^([^]*\S)\s*\\[%$]$/.exec(latex)?.[1]

const degrees = (latex: string): string | undefined => {
  const found = angle.exec(latex)
  return found === null || found[1] === "" || functionName.test(found[1]) ? undefined : found[1]
}

const inText = (latex: string): string | undefined => {
  const found = trailingText.exec(latex)
  if (found === null) return undefined
  const [, all, label] = found
  const of = all.replace(/(?<=\d)\s*\/$/, "")
  if (/^\s*[a-zA-Z]\s*$/.test(label) ? !letter.test(label.trim()) : !isUnit(label)) return undefined
  return of === "" || (of.includes("\\text") && !nothing.test(latex)) ? undefined : of
}

const inWords = (latex: string): string | undefined => {
  const found = trailingWords.exec(latex)
  if (found === null) return undefined
  const [, of, space, label] = found
  if (label.length < 2 || !isUnit(label)) return undefined
  // Letters that are no known unit could be a product; three after a space, behind a plain number, are a word.
  const isWord = space !== "" && /^[-+\d.,/]+$/.test(of.trim()) && /^[a-zA-Z]{3,}/.test(label)
  return isWord || parts(label).every((words) => words.every((word) => modifier.test(word) || isKnown(word)))
    ? of
    : undefined
}

/** What is said per something: miles and hours of miles per hour; each part in words. */
const parts = (label: string): ReadonlyArray<ReadonlyArray<string>> =>
  label.toLowerCase().replace(/\\?\$/g, " $ ").replace(/\\cdot(?![a-z])/g, "/").replace(/\^\{?-?\d\}?/g, "")
    .replace(/[.{}\\]/g, " ").replace(/\s+/g, " ").trim().replace(compounds, "")
    .split(/\s*\/\s*| per /).map((part) => part.trim().replace(dimension, " -").split(" "))

/** Whether a text is a unit: a known one or one noun, in each part. */
export const isUnit = (label: string): boolean =>
  parts(label).every((words) => {
    const isOfKnown = words.at(-1) === "-"
    const counted = (isOfKnown ? words.slice(0, -1) : words).filter((word) => !modifier.test(word))
    if (counted.length !== 1) return false
    const [word] = counted
    return isKnown(word) || (!isOfKnown && /^[a-z]{3,}(?:[-'][a-z]+)?$/.test(word) && !changesNumber(word))
  })

const modifier = /^(?:square|sq|squared|cubic|cu|cubed)$/

const isKnown = (word: string): boolean => known.has(word) || (word.length > 2 && known.has(word.replace(/s$/, "")))
