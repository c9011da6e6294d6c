/**
 * What a model shows before it is trained: means over samples of some problems, at the temperature of training.
 * @stability unstable
 * @since 0.1.0
 */
export interface Shown {
  /** Nats a token. */
  readonly entropy: number
  /** Tokens that the model knows. */
  readonly vocabulary: number
  /** The share of a problem's completions that give its most frequent answer. */
  readonly agreement: number
  /** Shares of completions: without a readable answer, and cut by the token limit. */
  readonly unparsable: number
  readonly cut: number
  /** Where a few labels are there: right answers by problem, from 0 to 1, of samples and of the likeliest completion. */
  readonly labels?: { readonly sampled: ReadonlyArray<number>; readonly greedy: ReadonlyArray<number> }
}

/**
 * What to expect of internal feedback, stopped in time: accuracy above the start, about the same, or below it.
 * @stability unstable
 * @since 0.1.0
 */
export type Expectation = "help" | "little" | "harm"

/**
 * An expectation, and why.
 * @stability unstable
 * @since 0.1.0
 */
export interface Advice {
  readonly expect: Expectation
  readonly because: string
}

/**
 * What the advice rests on. A model whose entropy is below `certain` log V has nothing to gain (arXiv 2506.17219). Where more than
 * `lost` of the completions hold no answer or are cut, and where samples agree to `agreed`, there is nothing to sharpen.
 * @stability unstable
 * @since 0.1.0
 */
export const adviceBounds = { certain: 0.03, lost: 0.5, agreed: 0.9 } as const

/**
 * What to expect of rewarding a model with its own certainty. That makes the likeliest completion likelier, so it helps where the
 * likeliest is right more often than a sample: labels tell, by the mean difference over problems and its 95% interval.
 * Without labels nothing tells a likeliest answer that is right from one that is wrong, and the advice says so.
 *
 * @example
 * ```ts
 * import { advice } from "@rlif/trainer/advise"
 *
 * const shown = { entropy: 0.5, vocabulary: 39, agreement: 0.6, unparsable: 0.1, cut: 0 }
 * advice(shown).expect // "help"
 * advice({ ...shown, entropy: 0.05 }).expect // "little"
 * advice({ ...shown, labels: { sampled: [0.5, 0.4, 0.3], greedy: [0, 0, 0] } }).expect // "harm"
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const advice = ({ entropy, vocabulary, agreement, unparsable, cut, labels }: Shown): Advice => {
  const least = adviceBounds.certain * Math.log(vocabulary)
  if (entropy < least) {
    return {
      expect: "little",
      because:
        `entropy is ${entropy.toFixed(3)} nats a token, below ${adviceBounds.certain} log ${vocabulary} = ${
          least.toFixed(3)
        }: ` +
        "the model is too certain already to gain, and is hurt by long training",
    }
  }
  if (labels !== undefined && labels.greedy.length > 1) return byLabels(labels)
  const lost = Math.max(unparsable, cut)
  if (lost > adviceBounds.lost) {
    const what = unparsable >= cut ? "hold no readable answer" : "are cut by the token limit"
    return {
      expect: "little",
      because: `${percent(lost)} of the completions ${what}: what would grow is certainty about text, not answers`,
    }
  }
  if (agreement >= adviceBounds.agreed) {
    return {
      expect: "little",
      because: `samples of a problem agree to ${percent(agreement)}: little is left to sharpen`,
    }
  }
  return {
    expect: "help",
    because:
      `samples of a problem agree to ${
        percent(agreement)
      }, so there is noise to lose, if the likeliest answers are right: ` +
      "no signal without labels tells that",
  }
}

const byLabels = ({ sampled, greedy }: NonNullable<Shown["labels"]>): Advice => {
  const { mean, low, high } = difference(greedy, sampled)
  const by = `over ${greedy.length} labelled problems the likeliest completion is right ${signed(mean)} ` +
    `[${signed(low)}, ${signed(high)}] more often than a sample`
  return low > 0
    ? { expect: "help", because: by }
    : high < 0
    ? { expect: "harm", because: `${by}: certainty grows about wrong answers` }
    : { expect: "little", because: `${by}, which is no clear difference` }
}

/** The mean of paired differences and its interval of 1.96 standard errors. */
const difference = (a: ReadonlyArray<number>, b: ReadonlyArray<number>) => {
  const each = a.map((value, i) => value - b[i])
  const mean = each.reduce((sum, d) => sum + d, 0) / each.length
  const error = Math.sqrt(each.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (each.length - 1) / each.length)
  return { mean, low: mean - 1.96 * error, high: mean + 1.96 * error }
}

const percent = (share: number): string => `${Math.round(100 * share)}%`

const signed = (value: number): string => `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(2)}`
