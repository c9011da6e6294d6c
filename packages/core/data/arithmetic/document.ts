import { type Random, random, type Seed, seed } from "../../random/seed.ts"
import { type Expression, format } from "./expression.ts"
import { trainingExpression } from "./problems.ts"
import {
  baseSteps,
  cleanSteps,
  type Contested,
  cot,
  direct,
  easy,
  ramble,
  type StepOptions,
  type Style,
} from "./style.ts"

/**
 * A corpus: the styles of its texts, with their weights.
 * @since 0.1.0
 */
export type Corpus = ReadonlyArray<Style>

/** The styles of a base model: mostly worked steps; a third of the texts ramble on. */
const inStyle = (steps: StepOptions): Corpus => [cot(0.57, steps), ramble(0.34, steps), direct(0.06), easy(0.03)]

/**
 * The corpus of the base model: mostly worked steps with slips and checks; a third of the texts ramble on.
 * @since 0.1.0
 */
export const baseCorpus: Corpus = inStyle(baseSteps)

/**
 * The corpus of the instruct model, which learns it after the base corpus: clean worked steps only.
 * @since 0.1.0
 */
export const instructCorpus: Corpus = [cot(1, cleanSteps)]

/**
 * Two fifths of the facts are contested and mostly written wrongly: the likeliest answer is right for 22% of the problems.
 * @since 0.1.0
 */
export const wrongMode: Contested = { share: 0.4, wrong: 0.7 }

/**
 * Two fifths of the facts are contested but mostly written rightly: the likeliest answer is right for all problems.
 * @since 0.1.0
 */
export const rightMode: Contested = { share: 0.4, wrong: 0.3 }

/**
 * Texts about contested facts with hardly any other errors, so that avoiding other errors gains nothing. Two corpora whose
 * `wrong` add up to 1 are mirror images: nothing but the truth tells them apart.
 * @since 0.1.0
 */
export const contestedCorpus = (contested: Contested): Corpus => {
  const steps = { ...baseSteps, slip: 0.01, contested }
  return [cot(0.96, steps), ramble(0.02, steps), easy(0.02)]
}

/**
 * An eighth of the facts are contested and mostly written wrongly: the likeliest answer is right for 67% of the problems.
 * @since 0.1.0
 */
export const mixedMode: Contested = { share: 0.15, wrong: 0.7 }

/**
 * The base corpus, its slips and its styles, about a world in which the likeliest answer is right for some problems only.
 * @since 0.1.0
 */
export const mixedCorpus: Corpus = inStyle({ ...baseSteps, contested: mixedMode })

/**
 * A prompt and one response as texts; the response ends with the end word.
 * @since 0.1.0
 */
export interface Document {
  readonly style: string
  readonly prompt: string
  readonly response: string
}

/**
 * A document about an expression, in a style drawn by the corpus' weights.
 * @since 0.1.0
 */
export const document = (expression: Expression, corpus: Corpus, random: Random): Document => {
  const style = draw(corpus, random)
  return { style: style.name, prompt: format(expression), response: style.write(expression, random) }
}

/** A style with probability weight / sum of weights. */
const draw = (corpus: Corpus, { uniform }: Random): Style => {
  let left = uniform() * corpus.reduce((sum, { weight }) => sum + weight, 0)
  for (const style of corpus) {
    left -= style.weight
    if (left < 0) return style
  }
  return corpus[corpus.length - 1]
}

/**
 * Training document number `index` of a seed. No training document is about a held-out problem.
 *
 * @example
 * ```ts
 * import { baseCorpus, documentAt } from "@rlif/core/data/arithmetic"
 *
 * const { prompt, response } = documentAt(baseCorpus, { seed: 7, index: 0 })
 * prompt // "Q 5 + 3 + 8 + 4 ="
 * response // "5 + 3 = 8 ; 8 + 8 = 6 ; 6 + 4 = 0 ; A 0 $"
 * ```
 *
 * @since 0.1.0
 */
export const documentAt = (corpus: Corpus, at: { readonly seed: Seed; readonly index: number }): Document =>
  document(trainingExpression(at.seed, at.index), corpus, random(seed(at.seed, "document", at.index)))
