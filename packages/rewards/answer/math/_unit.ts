// A unit is a label beside a number: it may be left out, but two that differ are two answers. Nothing is converted.

/** What a text measures, and in what. */
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
  am: ["a.m", "a m"],
  pm: ["p.m", "p m"],
  "%": ["percent", "percentage", "per cent"],
}
const names = new Map(
  Object.entries(aliases).flatMap(([name, others]) => [name, ...others].map((other) => [other, name] as const)),
)

/** The letters that stand for a unit in text; every other single letter is a symbol. */
const letter = /^[mgslhLNJWVAKCF]$/

const trailingText = /^([^]*?)\s*\\text\s*\{([^{}]*)\}\s*(?:\^\s*(?:\{\s*([23])\s*\}|([23])))?$/
const trailingWords =
  /^([^]*?(?:[\d})\]]|\\pi))(\s*)([a-zA-Z][a-zA-Z/. ]*[a-zA-Z])\s*(?:\^\s*(?:\{\s*([23])\s*\}|([23])))?$/
const angle = /^([^]*?)\s*\^\\circ\s*(?:\\text\s*\{\s*)?([CF]?)\s*\}?$/
const functionName = /\\(?:sin|cos|tan|cot|sec|csc|log|ln|exp)(?![a-zA-Z])/

/** Words that change what a number says: what they follow is not measured by them. */
const noUnit =
  /\b(?:or|not|no|more|less|fewer|least|most|below|negative|half|halves|thirds?|quarters?|\w*(?:fif|six|seven|eigh|nin|ten|hundred|thousand|illion)ths?|dozens?|score|gross|plus|minus|mod|times\s+\S|divided|multiplied|over|choose|factorial|squares? root)\b|^\s*(?:squared|cubed)\b|(?<!\^\{?)\d/i

/** Splits what is measured from its unit, which is "" where it says no more than "units"; `undefined` where there is none. */
export const measured = (latex: string): Measured | undefined => {
  const found = residue(latex) ?? currency(latex) ?? sign(latex) ?? degrees(latex) ?? inText(latex) ?? inWords(latex)
  // 90^\circ units: the unit that says more counts.
  return found?.unit === "" ? measured(found.of) ?? found : found
}

/** 3 mod 7 is a 3 of its kind. */
const residue = (latex: string): Measured | undefined => {
  const found = /^([^]*\S)\s*\\pmod\s*(?:\{\s*([^{}]*?)\s*\}|(\w))$/.exec(latex)
  return found === null ? undefined : { of: found[1], unit: `mod ${found[2] ?? found[3]}` }
}

const currency = (latex: string): Measured | undefined => {
  const found = /^([+-]?)\s*(?:\\?\$|([€£]))\s*([^$]+)$/.exec(latex)
  if (found === null) return undefined
  const unit = unitOf(found[2] ?? "dollar")
  const more = measured(found[3])
  // $5 a day is no $5: what is said twice must agree.
  return more === undefined || more.unit === unit || more.unit === ""
    ? { of: found[1] + (more?.of ?? found[3]), unit }
    : { of: found[1] + more.of, unit: `${unit} ${more.unit}` }
}

const sign = (latex: string): Measured | undefined => {
  const found = /^([^]*\S)\s*\\([%$])$/.exec(latex)
  return found === null ? undefined : { of: found[1], unit: unitOf(found[2]) }
}

const degrees = (latex: string): Measured | undefined => {
  const found = angle.exec(latex)
  if (found === null || found[1] === "" || functionName.test(found[1])) return undefined
  return { of: found[1], unit: found[2] === "" ? "degree" : `degree ${found[2].toLowerCase()}` }
}

const inText = (latex: string): Measured | undefined => {
  const found = trailingText.exec(latex)
  if (found === null) return undefined
  const [, of, label] = found
  const symbol = /^\s*[a-zA-Z]\s*$/.test(label) && !letter.test(label.trim())
  if (of === "" || label.trim() === "" || symbol || noUnit.test(label)) return undefined
  const unit = power(unitOf(label), found[3] ?? found[4])
  return of.includes("\\text") && unit !== "" ? undefined : { of, unit }
}

const inWords = (latex: string): Measured | undefined => {
  const found = trailingWords.exec(latex)
  if (found === null || noUnit.test(found[3])) return undefined
  const [, of, space, label] = found
  const known = label.length > 1 && (names.has(label.toLowerCase()) ||
    label.toLowerCase().split(/[\s/.]+/).every((word) =>
      names.has(word) || names.has(singular(word)) || /^(?:square|sq|cubic|per|units?)$/.test(word)
    ))
  // Two letters or more that are no known unit could be a product; three after a space, behind a plain number, are a word.
  const word = space !== "" && /^[-+\d.,/]+$/.test(of.trim()) && /^[a-zA-Z]{3,}/.test(label)
  return known || word ? { of, unit: power(unitOf(label), found[4] ?? found[5]) } : undefined
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
