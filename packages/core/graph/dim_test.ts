import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  canonical,
  difference,
  type Dim,
  evaluate,
  known,
  polynomial,
  product,
  same,
  show,
  sum,
  symbols,
} from "./dim.ts"

const letters = ["A", "B", "G", "T_1"] as const

// Any polynomial, in a spelling that is seldom the canonical one.
const spelling = fc.oneof(
  fc.nat(5),
  fc.array(
    fc.tuple(fc.integer({ min: -3, max: 3 }), fc.array(fc.constantFrom(...letters), { maxLength: 3 })),
    { minLength: 1, maxLength: 4 },
  ).map((terms): Dim => terms.map(([c, factors]) => [c, ...factors].join("*")).join("+")),
)

const bindings = fc.tuple(...letters.map(() => fc.nat(7))).map((sizes) =>
  new Map(letters.map((letter, i) => [letter as string, sizes[i]]))
)

describe("dimensions", () => {
  it("have values that sums, differences and products keep", () =>
    fc.assert(fc.property(spelling, spelling, bindings, (a, b, bound) => {
      const [x, y] = [evaluate(a, bound), evaluate(b, bound)]
      expect(evaluate(sum([a, b]), bound)).toBe(x + y)
      expect(evaluate(difference(a, b), bound)).toBe(x - y + 0)
      expect(evaluate(product([a, b]), bound)).toBe(x * y + 0)
    })))

  it("are a commutative ring, in one spelling", () =>
    fc.assert(fc.property(spelling, spelling, spelling, (a, b, c) => {
      expect(sum([a, b])).toBe(sum([b, a]))
      expect(product([a, b])).toBe(product([b, a]))
      expect(sum([a, sum([b, c])])).toBe(sum([a, b, c]))
      expect(product([a, product([b, c])])).toBe(product([a, b, c]))
      expect(product([a, sum([b, c])])).toBe(sum([product([a, b]), product([a, c])]))
      expect(difference(a, a)).toBe(0)
      expect(sum([a, 0])).toBe(product([a, 1]))
    })))

  it("are equal iff their polynomials are", () =>
    fc.assert(fc.property(spelling, spelling, (a, b) => {
      const alike = [...polynomial(difference(a, b))].length === 0
      expect(sum([a]) === sum([b])).toBe(alike)
    })))

  it("print as one reads them", () => {
    expect(sum(["T", "P", 1])).toBe("P+T+1")
    expect(product(["G", "B", 2])).toBe("2*B*G")
    expect(product([sum(["A", 1]), sum(["A", -1])])).toBe("A*A-1")
    expect(difference("P+T", "P")).toBe("T")
    expect(difference("T", 2)).toBe("T-2")
    expect(difference(2, "T")).toBe("-1*T+2")
    expect(sum(["3", 4])).toBe(7)
    expect(product([])).toBe(1)
    expect(product(["N", 0])).toBe(0)
    expect(show([2, "B", 4])).toBe("(2, B, 4)")
  })

  it("name their symbols", () => {
    expect(symbols("2*B*G+B-1")).toEqual(["B", "G"])
    expect(symbols(5)).toEqual([])
  })

  it("are told apart as shapes", () => {
    expect(same([2, "N"], [2, "N"])).toBe(true)
    expect(same([2, "N"], [2, "M"])).toBe(false)
    expect(same([2], [2, 1])).toBe(false)
  })

  it("have no other spelling in a shape", () => {
    expect(canonical(["G*B", 3, "1+N"])).toEqual(["B*G", 3, "N+1"])
    expect(() => canonical([2, -1])).toThrow("Cannot read shape (2, -1): a size is a whole number")
    expect(() => canonical([1.5])).toThrow("Cannot read shape (1.5): a size is a whole number")
    expect(() => canonical(["two words"])).toThrow('Cannot read dimension "two words": "two words" is no symbol')
    expect(canonical(["2*N-N-N+3", "-1*N+N"])).toEqual([3, 0])
    for (const size of ["-3", "N-N-3", "9007199254740993", NaN, Infinity]) {
      expect(() => canonical([size])).toThrow(`Cannot read shape (${size}): a size is a whole number`)
    }
    for (const none of ["", "+", "-", "N+", "+N", "N++M", "N--M", "N*", "*N", "N*-M", "1e3", "N.length", "N\n"]) {
      expect(() => canonical([none])).toThrow(`Cannot read dimension "${none}": `)
    }
  })

  it("have no value while a symbol has none", () => {
    expect(() => evaluate("B*T", new Map([["B", 2]]))).toThrow(
      'Cannot evaluate dimension "B*T": symbol "T" is not bound',
    )
  })

  it("are known before the feeds where they are numbers, canonical or not", () => {
    expect(known(3)).toBe(3)
    expect(known(sum(["N", 4, "-1*N"]))).toBe(4)
    expect(() => known("N")).toThrow('Cannot build graph: the size "N" is not known before the feeds are')
    expect(() => known(product(["N", 2]))).toThrow('the size "2*N"')
  })
})
