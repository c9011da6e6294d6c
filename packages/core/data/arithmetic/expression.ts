/**
 * The operators; every result is taken modulo 10.
 * @since 0.1.0
 */
export const operators = ["+", "-", "*"] as const

/**
 * An operator of the generated arithmetic.
 * @since 0.1.0
 */
export type Operator = (typeof operators)[number]

/**
 * Four digits and the three operators between them, evaluated strictly from left to right.
 * @since 0.1.0
 */
export interface Expression {
  readonly digits: ReadonlyArray<number>
  readonly operators: ReadonlyArray<Operator>
}

/**
 * The number of expressions: 10^4 3^3.
 * @since 0.1.0
 */
export const expressionCount = 270_000

/**
 * The expression number `index`, below `expressionCount`: digits and operators are the number's digits in mixed radix.
 * @since 0.1.0
 */
export const expressionAt = (index: number): Expression => {
  const digits: Array<number> = []
  const chosen: Array<Operator> = []
  for (let i = 0; i < 4; i++, index = Math.floor(index / 10)) digits.push(index % 10)
  for (let i = 0; i < 3; i++, index = Math.floor(index / 3)) chosen.push(operators[index % 3])
  return { digits, operators: chosen }
}

/**
 * The result of one step, `a operator b`, modulo 10.
 * @since 0.1.0
 */
export const apply = (operator: Operator, a: number, b: number): number => {
  switch (operator) {
    case "+":
      return (a + b) % 10
    case "-":
      return (a - b + 10) % 10
    case "*":
      return (a * b) % 10
  }
}

/**
 * The value of an expression, a digit.
 *
 * @example
 * ```ts
 * import { evaluate, parse } from "@rlif/core/data/arithmetic"
 *
 * evaluate(parse("Q 8 - 3 * 9 + 2 =")) // ((8 - 3) * 9) + 2 = 7 modulo 10
 * ```
 *
 * @since 0.1.0
 */
export const evaluate = ({ digits, operators }: Expression): number =>
  operators.reduce((value, operator, i) => apply(operator, value, digits[i + 1]), digits[0])

/**
 * The prompt of an expression, always 9 words: `Q 8 - 3 * 9 + 2 =`.
 * @since 0.1.0
 */
export const format = ({ digits, operators }: Expression): string =>
  `Q ${digits[0]} ${operators.map((operator, i) => `${operator} ${digits[i + 1]}`).join(" ")} =`

/**
 * The expression of a prompt. Throws if the text is no prompt.
 * @since 0.1.0
 */
export const parse = (prompt: string): Expression => {
  if (!/^Q \d( [-+*] \d){3} =$/.test(prompt)) {
    throw new Error(`Cannot parse "${prompt}": not of the form Q d o d o d o d =`)
  }
  const words = prompt.split(" ").slice(1, 8)
  return {
    digits: words.filter((_, i) => i % 2 === 0).map(Number),
    operators: words.filter((_, i) => i % 2 === 1) as Array<Operator>,
  }
}
