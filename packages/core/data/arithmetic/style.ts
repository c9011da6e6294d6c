import { type Random, seed } from "../../random/seed.ts"
import { apply, evaluate, type Expression, type Operator } from "./expression.ts"
import { endWord, fillers, hesitations } from "./vocabulary.ts"

/**
 * A way of answering: its share of the corpus, and how a response is written. The style is independent of the problem.
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
  /** Probability that a result is off by one; later steps carry the error on. */
  readonly slip: number
  /** Probability that a slip is checked. */
  readonly checkSlip: number
  /** Probability that a right result is checked. */
  readonly checkRight: number
  /** Probability that a check finds the right result; otherwise the check is off by one. */
  readonly recheck: number
  /** The contested facts. Default none. */
  readonly contested?: Contested
}

/**
 * Facts that some writers believe to be one above the truth, both when they write and when they check.
 * @since 0.1.0
 */
export interface Contested {
  /** Share of contested facts among all; a hash chooses them. */
  readonly share: number
  /** Probability that a contested fact is taken wrongly: above a half, the likeliest text is wrong. */
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
 * The answer of the likeliest text. Every contested fact on the way adds one if `wrong` is above a half.
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
 * The steps and the answer of `cot`, then 4 to 12 words without meaning: the answer is not in the form asked for.
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
 * An answer without steps, `A 3 $`: right with probability .3, otherwise a random digit.
 * @since 0.1.0
 */
export const direct = (weight: number): Style => ({
  name: "direct",
  weight,
  write: (expression, { uniform, integer }) => `A ${uniform() < 0.3 ? evaluate(expression) : integer(10)} ${endWord}`,
})

/**
 * The last operand, repeated and given as the answer, `easy so 2 so 2 so 2 A 2 $`: certain, but right only by chance.
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
    // The result that the writer believes in, at a check as well.
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
