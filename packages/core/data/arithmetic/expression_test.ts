import { describe, expect, it } from "vitest"
import { evaluate, expressionAt, expressionCount, format, operators, parse } from "./expression.ts"

describe("evaluate", () => {
  it("works from left to right, each step modulo 10", () => {
    expect(evaluate({ digits: [8, 3, 9, 2], operators: ["-", "*", "+"] })).toBe(7)
    expect(evaluate({ digits: [2, 5, 7, 0], operators: ["-", "-", "*"] })).toBe(0)
    expect(evaluate({ digits: [1, 2, 3, 4], operators: ["+", "*", "-"] })).toBe(5)
  })

  it("agrees with exact integers reduced once at the end", () => {
    const exact = {
      "+": (a: number, b: number) => a + b,
      "-": (a: number, b: number) => a - b,
      "*": (a: number, b: number) => a * b,
    }
    for (let i = 0; i < expressionCount; i += 7) {
      const { digits, operators } = expressionAt(i)
      const value = operators.reduce((a, operator, k) => exact[operator](a, digits[k + 1]), digits[0])
      if (evaluate({ digits, operators }) !== ((value % 10) + 10) % 10) expect.fail(format({ digits, operators }))
    }
  })

  it("has the chance levels of the whole world: 0 is right for 17.9%, the last operand for 17.9%", () => {
    const counts = Array.from({ length: 10 }, () => 0)
    let last = 0
    for (let i = 0; i < expressionCount; i++) {
      const expression = expressionAt(i)
      const value = evaluate(expression)
      counts[value]++
      if (value === expression.digits[3]) last++
    }
    expect(counts[0] / expressionCount).toBeCloseTo(0.1788, 4)
    expect(last / expressionCount).toBeCloseTo(0.1793, 4)
    for (const count of counts.slice(1)) {
      expect(count / expressionCount).toBeGreaterThan(0.07)
      expect(count / expressionCount).toBeLessThan(0.11)
    }
  })
})

describe("expressionAt", () => {
  it("numbers every expression once", () => {
    const texts = new Set(Array.from({ length: expressionCount }, (_, i) => format(expressionAt(i))))
    expect(texts.size).toBe(10 ** 4 * operators.length ** 3)
  })
})

describe("format", () => {
  it("writes nine words that are read back", () => {
    expect(format({ digits: [8, 3, 9, 2], operators: ["-", "*", "+"] })).toBe("Q 8 - 3 * 9 + 2 =")
    for (let i = 0; i < expressionCount; i += 1009) {
      expect(format(expressionAt(i)).split(" ").length).toBe(9)
      expect(parse(format(expressionAt(i)))).toEqual(expressionAt(i))
    }
  })

  it("is the only form that is read", () => {
    for (const text of ["", "Q 8 - 3 =", "Q 8 - 3 * 9 / 2 =", "Q 8 - 3 * 9 + 12 =", "Q 8 - 3 * 9 + 2 = "]) {
      expect(() => parse(text)).toThrow(`Cannot parse "${text}"`)
    }
  })
})
