// The only place where the library's values have names: what a word on the command line stands for.
import { looseAnswer, strictAnswer } from "@rlif/core/data/arithmetic"
import {
  entropy,
  logprob,
  minEntropy,
  renyi,
  selfCertainty,
  type Signal,
  topGap,
  topMean,
  varentropy,
} from "@rlif/core/signals"
import { Teacher } from "@rlif/core/policy"
import type { Seed } from "@rlif/core/random/seed"
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import type { RollOutOptions } from "@rlif/core/sample/roll-out"
import type { Tokenizer, TokenizerError } from "@rlif/core/text"
import { decimalComma } from "@rlif/rewards/answer/decimal-comma"
import { lastNumber } from "@rlif/rewards/answer/last-number"
import { mathematically } from "@rlif/rewards/answer/math"
import type { Engine, EngineError } from "@rlif/rewards/answer/math/engine"
import { mathAnswer } from "@rlif/rewards/answer/math-answer"
import type { AnswerOptions } from "@rlif/rewards/answer/verdict"
import { clusterFrequency } from "@rlif/rewards/cluster-frequency"
import { lowestConfidence, tailConfidence } from "@rlif/rewards/confidence"
import { constant } from "@rlif/rewards/constant"
import { crossVote } from "@rlif/rewards/cross-vote"
import { exactAnswer } from "@rlif/rewards/exact-answer"
import { forkEntropy } from "@rlif/rewards/fork-entropy"
import { length } from "@rlif/rewards/length"
import { logRatio } from "@rlif/rewards/log-ratio"
import { majorityVote } from "@rlif/rewards/majority-vote"
import { novelVote } from "@rlif/rewards/novel-vote"
import { ofSignal } from "@rlif/rewards/of-signal"
import { overlong } from "@rlif/rewards/overlong"
import { perplexity } from "@rlif/rewards/perplexity"
import { random } from "@rlif/rewards/random"
import { restrainedVote } from "@rlif/rewards/restrained-vote"
import { repetition } from "@rlif/rewards/repetition"
import type { Reward } from "@rlif/rewards/reward"
import type { MissingParaphrase, TemperatureMismatch } from "@rlif/rewards/reward-error"
import { selectiveVote } from "@rlif/rewards/selective-vote"
import { selfCertainty as certainty } from "@rlif/rewards/self-certainty"
import { teacherVote } from "@rlif/rewards/teacher-vote"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryEntropy, trajectoryMean, trajectorySum } from "@rlif/rewards/trajectory-entropy"
import * as Effect from "effect/Effect"
import type { Advantage } from "../advantage/advantage.ts"
import { centered } from "../advantage/centered.ts"
import { leaveOneOut } from "../advantage/leave_one_out.ts"
import { raw } from "../advantage/raw.ts"
import { standardized } from "../advantage/standardized.ts"
import type { Aggregate } from "../loss/aggregate.ts"
import { command } from "../defaults/defaults.ts"
import { cispo } from "../loss/cispo.ts"
import { clipCov } from "../loss/clip_cov.ts"
import { clipped } from "../loss/clipped.ts"
import { corrected, type Correction } from "../loss/corrected.ts"
import { maximized, minimized } from "../loss/direct.ts"
import { dualClipped } from "../loss/dual_clipped.ts"
import { fixedLength } from "../loss/fixed_length.ts"
import { gspo } from "../loss/gspo.ts"
import { k1 } from "../loss/k1.ts"
import { k2 } from "../loss/k2.ts"
import { k3 } from "../loss/k3.ts"
import { klCov } from "../loss/kl_cov.ts"
import { nll } from "../loss/nll.ts"
import type { Column, Loss } from "../loss/loss.ts"
import { plus } from "../loss/plus.ts"
import { reinforce } from "../loss/reinforce.ts"
import { sequenceMean } from "../loss/sequence_mean.ts"
import { sequenceSum } from "../loss/sequence_sum.ts"
import { times } from "../loss/times.ts"
import { tokenMean } from "../loss/token_mean.ts"
import { unfiltered } from "../loss/unfiltered.ts"
import { constant as constantRate, cosine, type Schedule, warmUp } from "../optimizer/schedule.ts"

/** Signals that have no number in their names. */
const plainSignals: ReadonlyArray<Signal> = [logprob, entropy, selfCertainty, minEntropy, topGap, varentropy]

/** A signal as the command calls it: its name in kebab case, an order with its point. */
export const signalName = ({ name }: Pick<Signal, "name">): string =>
  name.replace(/^renyi_(\d+)_(\d+)$/, "renyi-$1.$2").replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    .replaceAll("_", "-")

/** What signals are called, for messages. */
export const signalNames = [...plainSignals.map(signalName), "renyi-2", "top-20-mean"].join(", ") +
  ", with other numbers too"

/** The signal of a name, such as `renyi-0.5`; undefined where there is none. Throws where a number is none for its signal. */
export const signalOf = (name: string): Signal | undefined => {
  const [, order] = /^renyi-(\d+(?:\.\d+)?)$/.exec(name) ?? []
  const [, count] = /^top-(\d+)-mean$/.exec(name) ?? []
  const numbered = order !== undefined ? [renyi(Number(order))] : count !== undefined ? [topMean(Number(count))] : []
  // What is spelled in another way, such as renyi-2.0, would be there twice under one name.
  return [...plainSignals, ...numbered].find((signal) => signalName(signal) === name)
}

/** Rewards. */
export const rewardNames = [
  "self-certainty",
  "token-entropy",
  "trajectory-mean",
  "trajectory-sum",
  "trajectory-entropy",
  "exact-answer",
  "majority-vote",
  "cluster-frequency",
  "selective-vote",
  "novel-vote",
  "restrained-vote",
  "random",
  "constant",
  "perplexity",
  "fork-entropy",
  "tail-confidence",
  "lowest-confidence",
  "repetition",
  "length",
  "overlong",
] as const

/** Those whose tokens may be averaged or added up, as `normaliser` says. */
export const normalisedNames: ReadonlyArray<string> = [
  "self-certainty",
  "token-entropy",
  "trajectory-entropy",
]

type RewardName = (typeof rewardNames)[number]

const hasName = (name: string): name is RewardName => rewardNames.some((known) => known === name)

/** Whether there is a reward of a name; the name of a signal is that of its mean. */
export const isRewardName = (name: string): boolean => hasName(name) || signalOf(name) !== undefined

/** What rewards depend on. */
export interface RewardOptions<E, R> {
  readonly temperature: number
  readonly normaliser: "paper" | "mean" | "sum"
  readonly seed: Seed
  readonly answers: AnswerOptions<E, R>
  /** The longest completion, in tokens. Default: the command's. */
  readonly maxTokens?: number
  /** The last of them that cost. Default: a quarter, as is 0. */
  readonly overlongMargin?: number
}

/** The reward of a name, which there has to be; `normaliser` "paper" leaves each internal reward its own default. */
export const rewardOf = <E = never, R = never>(
  name: string,
  options: RewardOptions<E, R>,
): Reward<string, TemperatureMismatch | E, R> => {
  const { temperature, normaliser, seed, answers, maxTokens = command.maxTokens, overlongMargin = 0 } = options
  const internal = { temperature, ...(normaliser === "paper" ? {} : { normaliser }) }
  const rewards: Readonly<Record<RewardName, () => Reward<string, TemperatureMismatch | E, R>>> = {
    "self-certainty": () => certainty(internal),
    "token-entropy": () => tokenEntropy(internal),
    "trajectory-mean": () => trajectoryMean({ temperature }),
    "trajectory-sum": () => trajectorySum({ temperature }),
    "trajectory-entropy": () => trajectoryEntropy(internal),
    "exact-answer": () => exactAnswer(answers),
    "majority-vote": () => majorityVote(answers),
    "cluster-frequency": () => clusterFrequency(answers),
    "selective-vote": () => selectiveVote(answers),
    "novel-vote": () => novelVote(answers),
    "restrained-vote": () => restrainedVote(answers),
    random: () => random({ seed }),
    constant: () => constant(),
    perplexity: () => perplexity({ temperature }),
    "fork-entropy": () => forkEntropy({ temperature }),
    "tail-confidence": () => tailConfidence({ temperature }),
    "lowest-confidence": () => lowestConfidence({ temperature }),
    repetition: () => repetition(),
    length: () => length,
    overlong: () => overlong({ maxTokens, margin: overlongMargin || Math.max(1, Math.floor(maxTokens / 4)) }),
  }
  if (hasName(name)) return rewards[name]()
  const signal = signalOf(name)
  if (signal === undefined) throw new Error(`Cannot make reward "${name}": there is none of that name`)
  return ofSignal(signal, { temperature })
}

/** Rewards that only a run can give: they compare the wordings of a problem in its batch, or ask its teacher. */
export const runRewardNames = ["cross-vote", "teacher-vote", "log-ratio"] as const

/** Of all rewards those that ask the teacher. */
export const taughtNames: ReadonlyArray<string> = ["teacher-vote", "log-ratio"]

/** What rewards of a run depend on. */
export interface RunRewardOptions<E, R> extends RewardOptions<E, R>, Pick<RollOutOptions, "endTokens" | "stop"> {
  /** Completions of a problem that vote. */
  readonly completions: number
}

/** How rewards of a run may fail, beside what answers say. */
export type RunRewardError = TemperatureMismatch | MissingParaphrase | PolicyError | TokenizerError

/** The reward of a name in a run. */
export const runRewardOf = <E = never, R = never>(
  name: string,
  options: RunRewardOptions<E, R>,
): Reward<string, RunRewardError | E, Teacher | Tokenizer | R> => {
  const { answers, completions, maxTokens = command.maxTokens, seed, temperature, endTokens, stop } = options
  const asking = { completions, maxTokens, seed, temperature, stop, ...endTokens === undefined ? {} : { endTokens } }
  const rewards = {
    "cross-vote": () => crossVote(answers),
    "teacher-vote": () => teacherVote({ ...asking, ...answers }),
    "log-ratio": () => logRatio({ read: (some, how) => Effect.flatMap(Teacher, ({ read }) => read(some, how)) }),
  }
  const own = runRewardNames.find((known) => known === name)
  return own === undefined ? rewardOf(name, options) : rewards[own]()
}

/** Advantages. */
export const advantageNames = ["standardized", "centered", "leave-one-out", "raw"] as const

/** The advantage of a name. */
export const advantageOf = (name: (typeof advantageNames)[number], eps: number): Advantage =>
  ({ standardized: standardized({ eps }), centered, "leave-one-out": leaveOneOut, raw })[name]

/** Token losses. */
export const lossNames = [
  "clipped",
  "dual-clipped",
  "gspo",
  "cispo",
  "reinforce",
  "kl-cov",
  "clip-cov",
  "nll",
  "direct-entropy",
  "direct-self-certainty",
] as const

/** Those that read no advantage: they learn from texts, whatever the texts' rewards are. */
export const unrewardedNames: ReadonlyArray<string> = ["nll", "direct-entropy", "direct-self-certainty"]

/** What the loss of a run may read of its batch. */
export type RunColumn = Column | "klCov" | "clipCov" | "filtering"

/** What is done to importance weights that are far from 1. */
export const correctionNames = ["none", "truncate", "mask"] as const

/** Penalties on the distance from the initial weights. */
export const penaltyNames = ["none", "k1", "k2", "k3"] as const

/**
 * The loss of a name: weighed where completions were drawn or sampled by another distribution than that which learns, and with a
 * penalty and a bonus for entropy if they are asked for.
 */
export const lossOf = (options: {
  readonly loss: (typeof lossNames)[number]
  readonly clipLow: number
  readonly clipHigh: number
  readonly penalty: (typeof penaltyNames)[number]
  readonly penaltyWeight: number
  readonly entropyBonus: number
  readonly correction: (typeof correctionNames)[number]
  readonly correctionPer: NonNullable<Correction["per"]>
  readonly correctionCap: number
  /** Whether tokens are drawn from another distribution than the loss is of. */
  readonly filtered: boolean
  readonly seed: Seed
}): Loss<RunColumn> => {
  const { loss, clipLow: low, clipHigh: high, penalty, penaltyWeight, entropyBonus, correction, filtered, seed } =
    options
  const surrogates: Readonly<Record<typeof loss, () => Loss<RunColumn>>> = {
    clipped: () => clipped({ low, high }),
    "dual-clipped": () => dualClipped({ low, high }),
    gspo: () => gspo({ low, high }),
    cispo: () => cispo({ low, high }),
    reinforce: () => reinforce,
    "kl-cov": () => klCov(),
    "clip-cov": () => clipCov({ seed }),
    nll: () => nll,
    "direct-entropy": () => minimized(entropy),
    "direct-self-certainty": () => maximized(selfCertainty),
  }
  const bounds = { per: options.correctionPer, cap: options.correctionCap }
  const beyond = correction === "mask" ? correction : "truncate"
  const weighed = (of: Loss<RunColumn>): Loss<RunColumn> => {
    // What reads nothing of sampling is of given texts, whatever they were drawn from.
    if (of.needs.every((need) => typeof need !== "string")) return of
    return filtered ? unfiltered(of, { ...bounds, beyond }) : of
  }
  const surrogate = surrogates[loss]()
  const policy = weighed(correction === "none" ? surrogate : corrected(surrogate, { ...bounds, beyond }))
  const penalized = penalty === "none" ? policy : plus(policy, times(penaltyWeight, weighed({ k1, k2, k3 }[penalty])))
  return entropyBonus === 0 ? penalized : plus(penalized, times(entropyBonus, maximized(entropy)))
}

/** Aggregations of token losses. */
export const aggregateNames = ["token-mean", "sequence-mean", "sequence-sum", "fixed-length"] as const

/** The aggregation of a name; `fixed-length` divides by the token limit. */
export const aggregateOf = (name: (typeof aggregateNames)[number], maxTokens: number): Aggregate =>
  ({
    "token-mean": tokenMean,
    "sequence-mean": sequenceMean,
    "sequence-sum": sequenceSum,
    "fixed-length": fixedLength(maxTokens),
  })[name]

/** Learning-rate schedules, after the warm-up. */
export const scheduleNames = ["constant", "cosine"] as const

/** The schedule of a name over `steps` updates in all, its floor a fraction of the rate. */
export const scheduleOf = (
  name: (typeof scheduleNames)[number],
  options: { readonly rate: number; readonly steps: number; readonly warmUp: number; readonly floor: number },
): Schedule => {
  const { rate, steps, warmUp: warm, floor } = options
  const after = name === "constant"
    ? constantRate(rate)
    : cosine(rate, { steps: steps - warm + 1, floor: rate * floor })
  return warmUp(warm, after)
}

/** How a mathematical answer is written: with a decimal point, or with a decimal comma. */
export const mathNames = ["math", "math-decimal-comma"] as const

/** How an answer is found in a completion, and compared. */
export const answerNames = ["strict", "loose", "last-number", ...mathNames] as const

/**
 * The answers of a name; `strict` and `loose` are those of the generated arithmetic, and only `math` sees more than
 * letters.
 */
export const answersOf = (name: (typeof answerNames)[number]): AnswerOptions<EngineError, Engine> => {
  const answers: Readonly<Record<typeof name, AnswerOptions<EngineError, Engine>>> = {
    strict: { answer: strictAnswer },
    loose: { answer: looseAnswer },
    "last-number": { answer: lastNumber },
    math: { answer: mathAnswer, compare: mathematically },
    "math-decimal-comma": { answer: mathAnswer, compare: decimalComma(mathematically) },
  }
  return answers[name]
}
