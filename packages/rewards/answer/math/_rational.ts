// Exact numbers: most answers are one, and are compared without any algebra.

/** n / d in lowest terms, d > 0. */
export interface Rational {
  readonly n: bigint
  readonly d: bigint
}

/** The number in lowest terms; `undefined` where d is 0. */
export const rational = (n: bigint, d: bigint): Rational | undefined => {
  if (d === 0n) return undefined
  const common = gcd(n < 0n ? -n : n, d < 0n ? -d : d) * (d < 0n ? -1n : 1n)
  return { n: n / common, d: d / common }
}

/** Whether the numbers are the same. */
export const same = (a: Rational, b: Rational): boolean => a.n === b.n && a.d === b.d

/** a / b; `undefined` where b is 0. */
export const over = (a: Rational, b: Rational): Rational | undefined => rational(a.n * b.d, a.d * b.n)

const gcd = (a: bigint, b: bigint): bigint => {
  while (b !== 0n) [a, b] = [b, a % b]
  return a
}

const times = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d)!
const plus = (a: Rational, b: Rational): Rational => rational(a.n * b.d + b.n * a.d, a.d * b.d)!

const unsigned = String.raw`\d+(?:\.\d*)?|\.\d+`
const part = String.raw`(?:\{([+-]?(?:${unsigned}))\}|(\d))`
const decimalOnly = new RegExp(`^(?:${unsigned})$`)
const slash = new RegExp(String.raw`^(${unsigned})/(${unsigned})$`)
const fraction = new RegExp(String.raw`^(\d*)\\frac${part}${part}$`)
const mixed = /^(\d+)[ ]+(\d+)\/(\d+)$/
const scientific = new RegExp(
  String.raw`^(${unsigned})(?:(?:\\times|\\cdot|\*)10\^(?:\{([+-]?\d{1,3})\}|(\d))|[eE]([+-]?\d{1,3}))$`,
)

/**
 * The number that a text spells: an integer, a decimal, a fraction, a mixed number, a power of ten times any; `undefined`
 * where it spells something else.
 */
export const readRational = (latex: string): Rational | undefined => {
  const sign = /^\s*([+-]?)\s*/.exec(latex)!
  const rest = unbraced(latex.slice(sign[0].length).trim())
  const value = readUnsigned(rest)
  return value && sign[1] === "-" ? { n: -value.n, d: value.d } : value
}

const readUnsigned = (text: string): Rational | undefined => {
  const spaced = mixed.exec(text)
  if (spaced !== null) return mixedNumber(spaced[1], decimal(spaced[2]), decimal(spaced[3]))
  // Spaces between digits group thousands, and mean nothing elsewhere.
  if (/\d \d/.test(text) && !/^\d{1,3}(?: \d{3})+$/.test(text)) return undefined
  const compact = text.replace(/(?<![a-zA-Z])\s+|\s+(?![a-zA-Z])/g, "")
  if (decimalOnly.test(compact)) return decimal(compact)
  const ratio = slash.exec(compact)
  if (ratio !== null) return over(decimal(ratio[1]), decimal(ratio[2]))
  const stacked = fraction.exec(compact)
  if (stacked !== null) {
    const [top, bottom] = [decimal(stacked[2] ?? stacked[3]), decimal(stacked[4] ?? stacked[5])]
    return stacked[1] === "" ? over(top, bottom) : mixedNumber(stacked[1], top, bottom)
  }
  const power = scientific.exec(compact)
  if (power === null) return undefined
  const exponent = BigInt(power[2] ?? power[3] ?? power[4])
  const ten = exponent < 0n ? rational(1n, 10n ** -exponent)! : rational(10n ** exponent, 1n)!
  return times(decimal(power[1]), ten)
}

/** 1 4/5 is 9/5; a whole number before what is not a proper fraction is a product or a slip, and not read here. */
const mixedNumber = (whole: string, top: Rational, bottom: Rational): Rational | undefined => {
  const proper = top.d === 1n && bottom.d === 1n && top.n > 0n && top.n < bottom.n
  return proper ? plus(decimal(whole), over(top, bottom)!) : undefined
}

const decimal = (text: string): Rational => {
  const sign = text.startsWith("-") ? -1n : 1n
  const [whole, digits = ""] = text.replace(/[+-]/g, "").split(".")
  return rational(sign * BigInt(`${whole}${digits}` || "0"), 10n ** BigInt(digits.length))!
}

const unbraced = (text: string): string => /^\{([\d.]+)\}$/.exec(text)?.[1] ?? text
