import { type Random, seed } from "../../random/seed.ts"
import { apply, evaluate, type Expression, type Operator } from "./expression.ts"
import { endWord, fillers, hesitations } from "./vocabulary.ts"

/**
 * A way of answering: how often it occurs, and how it is written. Styles are drawn independently of the problem.
 * @since 0.1.0
 */
export interface Style {
  readonly name: string
  readonly weight: number
  /** The response, end word included. */
  readonly write: (expression: Expression, random: Random) => string
}

/**
 * The probabilities of worked steps.
 * @since 0.1.0
 */
export interface StepOptions {
  /** That a result is off by one; the error is carried on. */
  readonly slip: number
  /** That a slip is checked. */
  readonly checkSlip: number
  /** That a right result is checked. */
  readonly checkRight: number
  /** That a check comes to the right result; otherwise it is off by one. */
  readonly recheck: number
  /** What is not agreed on. Default nothing. */
  readonly contested?: Contested
}

/**
 * Facts that some take for one above what they are, whenever they write or check them.
 * @since 0.1.0
 */
export interface Contested {
  /** Of all facts: a hash chooses which. */
  readonly share: number
  /** That such a fact is taken wrongly: above a half, the likeliest text is wrong. */
  readonly wrong: number
}

/**
 * Whether a step `a operator b` is among the contested facts.
 * @since 0.1.0
 */
export const isContested = (
  { operator, a, b }: { readonly operator: Operator; readonly a: number; readonly b: number },
  { share }: Contested,
): boolean => seed("contested", operator, a, b) % 1000 < 1000 * share

/**
 * The answer that the likeliest text comes to: right where no step that it takes is contested and mostly taken wrongly.
 * @since 0.1.0
 */
export const likeliestAnswer = ({ digits, operators }: Expression, contested?: Contested): number =>
  operators.reduce((a, operator, i) => {
    const b = digits[i + 1]
    const wrong = contested !== undefined && contested.wrong > 0.5 && isContested({ operator, a, b }, contested)
    return (apply(operator, a, b) + Number(wrong)) % 10
  }, digits[0])

/**
 * The steps of the base corpus.
 * @since 0.1.0
 */
export const baseSteps: StepOptions = { slip: 0.15, checkSlip: 0.5, checkRight: 0.08, recheck: 0.8 }

/**
 * The steps of the instruct corpus: few slips, no checks.
 * @since 0.1.0
 */
export const cleanSteps: StepOptions = { slip: 0.04, checkSlip: 0, checkRight: 0, recheck: 0 }

/**
 * Chain of thought: `8 - 3 = 5 ; 5 * 9 = 5 ; 5 + 2 = 7 ; A 7 $`.
 * @since 0.1.0
 */
export const cot = (weight: number, options: StepOptions): Style => ({
  name: "cot",
  weight,
  write: (expression, random) => `${steps(expression, random, options)} ${endWord}`,
})

/**
 * The same, then 4 to 12 words without meaning: right, but not in the form asked for.
 * @since 0.1.0
 */
export const ramble = (weight: number, options: StepOptions): Style => ({
  name: "ramble",
  weight,
  write: (expression, random) => {
    const worked = steps(expression, random, options)
    const words = Array.from({ length: 4 + random.integer(9) }, () => fillers[random.integer(fillers.length)])
    return `${worked} ${words.join(" ")} ${endWord}`
  },
})

/**
 * An answer without steps, `A 3 $`: right with probability .3, otherwise any digit.
 * @since 0.1.0
 */
export const direct = (weight: number): Style => ({
  name: "direct",
  weight,
  write: (expression, { uniform, integer }) => `A ${uniform() < 0.3 ? evaluate(expression) : integer(10)} ${endWord}`,
})

/**
 * The last operand repeated and answered, `easy so 2 so 2 so 2 A 2 $`: certain, and right by chance only.
 * @since 0.1.0
 */
export const easy = (weight: number): Style => ({
  name: "easy",
  weight,
  write: ({ digits: [, , , last] }) => `easy so ${last} so ${last} so ${last} A ${last} ${endWord}`,
})

/** The worked steps and the answer, without the end word; a check reads `4 + 2 = 7 wait hm 4 + 2 = 6 no ;`. */
const steps = ({ digits, operators }: Expression, random: Random, options: StepOptions): string => {
  const { uniform, integer } = random
  const { contested } = options
  const offByOne = (result: number) => (result + (integer(2) === 0 ? 1 : 9)) % 10
  const words: Array<string | number> = []
  let value = digits[0]
  operators.forEach((operator, i) => {
    const operand = digits[i + 1]
    const fact = { operator, a: value, b: operand }
    const mistaken = contested !== undefined && isContested(fact, contested) && uniform() < contested.wrong
    // What the writer takes for right, at a check as well.
    const right = (apply(operator, value, operand) + Number(mistaken)) % 10
    const slipped = uniform() < options.slip
    let result = slipped ? offByOne(right) : right
    words.push(value, operator, operand, "=", result)
    if (uniform() < (slipped ? options.checkSlip : options.checkRight)) {
      const again = uniform() < options.recheck ? right : offByOne(right)
      words.push("wait", hesitations[integer(hesitations.length)], value, operator, operand, "=", again)
      words.push(again === result ? "ok" : "no")
      result = again
    }
    words.push(";")
    value = result
  })
  return [...words, "A", value].join(" ")
}
