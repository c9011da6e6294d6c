// A unit is a label beside a number: it may be left out, but two that differ are two answers. Nothing is converted.

/** What a text measures, and in what; the unit is "" where it says no more than "units". */
export interface Measured {
  readonly of: string
  readonly unit: string
}

const aliases: Readonly<Record<string, ReadonlyArray<string>>> = {
  mm: ["millimeter", "millimetre"],
  cm: ["centimeter", "centimetre"],
  m: ["meter", "metre"],
  km: ["kilometer", "kilometre"],
  in: ["inch", "inches"],
  ft: ["foot", "feet"],
  yd: ["yard"],
  mi: ["mile"],
  g: ["gram"],
  kg: ["kilogram", "kilo"],
  lb: ["lbs", "pound"],
  oz: ["ounce"],
  l: ["liter", "litre"],
  ml: ["milliliter", "millilitre"],
  s: ["sec", "secs", "second"],
  min: ["mins", "minute"],
  h: ["hr", "hrs", "hour"],
  degree: ["deg", "degs"],
  dollar: ["usd", "$"],
  cent: ["cents"],
  euro: ["eur", "€"],
  mph: ["mile per hour", "miles per hour"],
  "%": ["percent", "percentage", "per cent"],
}
const names = new Map(
  Object.entries(aliases).flatMap(([name, others]) => [name, ...others].map((other) => [other, name] as const)),
)

/** The letters that stand for a unit in text; every other single letter is a symbol. */
const letter = /^[mgslhLNJWVAKCF]$/

const trailingText = /^([^]*?)\s*\\text\s*\{([^{}]*)\}\s*(?:\^\s*(?:\{\s*([23])\s*\}|([23])))?$/
const trailingWords =
  /^([^]*?[\d})\]]|\\pi)(\s*)([a-zA-Z][a-zA-Z/. ]*[a-zA-Z])\s*(?:\^\s*(?:\{\s*([23])\s*\}|([23])))?$/
const angle = /^([^]*?)\s*\^\\circ\s*(?:\\text\s*\{\s*)?([CF]?)\s*\}?$/
const functionName = /\\(?:sin|cos|tan|cot|sec|csc|log|ln|exp)(?![a-zA-Z])/

/** Splits what is measured from its unit; `undefined` where there is none. */
export const measured = (latex: string): Measured | undefined => {
  const currency = /^([+-]?)\s*(?:\\?\$|([€£]))\s*([^$]+)$/.exec(latex)
  if (currency !== null) {
    const rest = measured(currency[3])?.of ?? currency[3]
    return { of: currency[1] + rest, unit: unitOf(currency[2] ?? "dollar") }
  }
  const sign = /^([^]*\S)\s*\\([%$])$/.exec(latex)
  if (sign !== null) return { of: sign[1], unit: unitOf(sign[2]) }
  const degrees = angle.exec(latex)
  if (degrees !== null && degrees[1] !== "" && !functionName.test(degrees[1])) {
    return { of: degrees[1], unit: `degree${degrees[2] === "" ? "" : ` ${degrees[2].toLowerCase()}`}` }
  }
  const text = trailingText.exec(latex)
  if (text !== null) {
    const [, of, label] = text
    const stands = label.trim() !== "" && !(/^\s*[a-zA-Z]\s*$/.test(label) && !letter.test(label.trim()))
    if (of === "" || of.includes("\\text") || !stands) return undefined
    return again({ of, unit: power(unitOf(label), text[3] ?? text[4]) })
  }
  const bare = trailingWords.exec(latex)
  if (bare === null) return undefined
  const [, of, space, label] = bare
  const known = label.toLowerCase().split(/[\s/]+/).every((word) =>
    names.has(word) || names.has(singular(word)) || /^(?:square|sq|cubic|per|unit|units)$/.test(word)
  )
  // Two letters or more that are no known unit could be a product; three after a space, behind a plain number, are a word.
  const word = space !== "" && /^[-+\d.,/]+$/.test(of.trim()) && /^[a-zA-Z]{3,}/.test(label)
  return (known && label.length > 1) || word ? again({ of, unit: power(unitOf(label), bare[4] ?? bare[5]) }) : undefined
}

/** A measure whose text still ends in a unit that says more: 90^\circ units. */
const again = ({ of, unit }: Measured): Measured => {
  const inner = unit === "" ? measured(of) : undefined
  return inner ?? { of, unit }
}

/** One name for a unit: lower case, singular, powers as ^2. */
const unitOf = (label: string): string => {
  const plain = label.replace(/\\?\$/g, "$").replace(/[.{}\\]/g, " ").trim().toLowerCase().replace(/\s+/g, " ")
  const whole = names.get(plain)
  if (whole !== undefined) return whole
  const exponent = /\b(?:square|sq|squared)\b/.test(plain) ? "2" : /\b(?:cubic|cubed)\b/.test(plain) ? "3" : undefined
  const [words, written] = plain.replace(/\b(?:square|sq|squared|cubic|cubed)\b/g, "").split("^")
  const named = words.trim().replace(/\s*\/\s*/g, " per ").split(/\s+/).map((word) =>
    names.get(word) ?? names.get(singular(word)) ?? singular(word)
  )
  const name = named.join(" ")
  return power(name === "unit" ? "" : name, exponent ?? written?.trim())
}

const power = (unit: string, exponent: string | undefined): string =>
  unit === "" || exponent === undefined ? unit : `${unit}^${exponent}`

const singular = (word: string): string => word.length > 2 ? word.replace(/(?<!s)s$/, "") : word
