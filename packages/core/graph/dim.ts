// A dimension is a number or a symbol that the feeds bind at run time. Sums and products of symbols are kept in one
// canonical spelling, a polynomial such as "B*G" or "P+T+1", so that two dimensions are equal iff their values are.

/** One dimension: a size known now, or a canonical polynomial of symbols bound by the feeds, such as `"B*G"`. */
export type Dim = number | string

/** The dimensions of a tensor, outermost first; `[]` is a scalar. */
export type Shape = ReadonlyArray<Dim>

/** A polynomial: monomial (sorted symbols joined by `*`, "" for the constant) -> integer coefficient. */
export type Polynomial = ReadonlyMap<string, number>

/** `"B*G+2"` -> `{ "B*G": 1, "": 2 }`. */
export const polynomial = (dim: Dim): Polynomial => {
  if (typeof dim === "number") return new Map(dim === 0 ? [] : [["", dim]])
  const terms = new Map<string, number>()
  for (const term of dim.replaceAll(/(?<=[^+])-/g, "+-").split("+")) {
    let coefficient = 1
    const symbols: Array<string> = []
    for (const raw of term.split("*")) {
      const factor = raw.startsWith("-") ? raw.slice(1) : raw
      if (raw.startsWith("-")) coefficient = -coefficient
      if (/^\d+$/.test(factor)) coefficient *= Number(factor)
      else if (/^[A-Za-z_]\w*$/.test(factor)) symbols.push(factor)
      else throw new Error(`Cannot read dimension "${dim}": "${factor}" is no symbol`)
    }
    accumulate(terms, symbols.sort().join("*"), coefficient)
  }
  return terms
}

/** The sum of dimensions, in canonical form. */
export const sum = (dims: Shape): Dim => {
  const terms = new Map<string, number>()
  for (const dim of dims) {
    for (const [symbols, coefficient] of polynomial(dim)) {
      accumulate(terms, symbols, coefficient)
    }
  }
  return print(terms)
}

/** `a - b`, in canonical form. */
export const difference = (a: Dim, b: Dim): Dim => sum([a, product([-1, b])])

/** Each dimension in canonical form: `"G*B"` becomes `"B*G"`. Throws if one is no dimension. */
export const canonical = (shape: Shape): Shape => {
  const dims = shape.map((dim) => sum([dim]))
  if (dims.some((dim) => typeof dim === "number" && !(Number.isSafeInteger(dim) && dim >= 0))) {
    throw new Error(`Cannot read shape ${show(shape)}: a size is a whole number`)
  }
  return dims
}

/** The product of dimensions, in canonical form; the number of elements of a shape. */
export const product = (dims: Shape): Dim => {
  let result: Polynomial = new Map([["", 1]])
  for (const dim of dims) {
    const next = new Map<string, number>()
    for (const [a, x] of result) {
      for (const [b, y] of polynomial(dim)) {
        const symbols = [...a.split("*"), ...b.split("*")].filter((s) => s !== "").sort()
        accumulate(next, symbols.join("*"), x * y)
      }
    }
    result = next
  }
  return print(result)
}

/** The value of a dimension with its symbols bound. Throws if a symbol is not bound. */
export const evaluate = (dim: Dim, bound: ReadonlyMap<string, number>): number => {
  if (typeof dim === "number") return dim
  let total = 0
  for (const [symbols, coefficient] of polynomial(dim)) {
    let value = coefficient
    for (const symbol of symbols.split("*")) {
      if (symbol === "") continue
      const size = bound.get(symbol)
      if (size === undefined) {
        throw new Error(`Cannot evaluate dimension "${dim}": symbol "${symbol}" is not bound`)
      }
      value *= size
    }
    total += value
  }
  return total
}

/** The symbols that a dimension mentions. */
export const symbols = (dim: Dim): ReadonlyArray<string> =>
  typeof dim === "number" ? [] : [...new Set([...polynomial(dim).keys()].flatMap((m) => m.split("*")))]
    .filter((s) => s !== "")

/**
 * A dimension with other sizes for some of its symbols, in canonical form.
 * @since 0.1.0
 */
export const substitute = (dim: Dim, sizes: Readonly<Record<string, Dim>>): Dim =>
  typeof dim === "number" || !symbols(dim).some((symbol) => Object.hasOwn(sizes, symbol)) ? dim : sum(
    [...polynomial(dim)].map(([monomial, coefficient]) =>
      product([coefficient, ...monomial.split("*").filter((s) => s !== "").map((s) => sizes[s] ?? s)])
    ),
  )

/** A shape in error messages: `(2, B, 4)`. */
export const show = (shape: Shape): string => `(${shape.join(", ")})`

/** Whether two shapes are the same, dimension by dimension. */
export const same = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((dim, i) => dim === b[i])

const accumulate = (terms: Map<string, number>, symbols: string, coefficient: number): void => {
  const value = (terms.get(symbols) ?? 0) + coefficient
  if (value === 0) terms.delete(symbols)
  else terms.set(symbols, value)
}

const print = (terms: Polynomial): Dim => {
  const keys = [...terms.keys()].sort((a, b) => (a === "" ? 1 : b === "" ? -1 : a < b ? -1 : 1))
  if (keys.length === 0) return 0
  if (keys.length === 1 && keys[0] === "") return terms.get("")!
  return keys.map((key) => {
    const coefficient = terms.get(key)!
    return key === "" ? `${coefficient}` : coefficient === 1 ? key : `${coefficient}*${key}`
  }).join("+").replaceAll("+-", "-")
}

/** The number that a dimension is; throws where only the feeds know it. */
export const known = (dim: Dim): number => {
  if (typeof dim === "number") return dim
  throw new Error(`Cannot build graph: the size "${dim}" is not known before the feeds are`)
}
