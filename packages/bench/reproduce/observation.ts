import { heldOutProblems, hesitations, looseAnswer, strictAnswer, vocabulary } from "@rlif/core/data/arithmetic"
import { type Seed, seed as mix } from "@rlif/core/random/seed"
import type { Group, Rollout } from "@rlif/core/sample/group"
import { rollOut } from "@rlif/core/sample/roll-out"
import { clusters, sizes } from "@rlif/rewards/answer/clusters"
import type { Metrics } from "@rlif/trainer/stage/step"
import { Effect } from "effect"
import { setting } from "./experiment.ts"
import { allSignals } from "@rlif/core/signals"

/** Completions with an answer in ten bins of a probability: `[how many, sum of their probabilities, how many are right]`. */
export type Bins = ReadonlyArray<readonly [count: number, probability: number, right: number]>

/** How likely the answer's digit was after all that was written before it, and how likely the whole completion was. */
export interface Calibration {
  readonly answer: Bins
  readonly completion: Bins
}

/** What held-out problems show of a policy; shares and means, signals in nats a token. */
export interface Observation {
  readonly metrics: Metrics
  readonly bins: Calibration
}

type Told = Group

const answerToken = vocabulary.indexOf("A")

/** Words by which models doubt a step, check it, and agree or not. */
export const transitional = ["wait", ...hesitations, "ok", "no"] as const

/** Held-out problems of a seed, none of which anything trains on. */
export const problemsOf = (seed: Seed, count: number) => heldOutProblems(mix(seed, "reproduce", "held out"), count)

/** Samples one completion a problem at the temperature of training, and some greedily. */
export const observe = Effect.fn("observe")(function* (
  { seed, problems, greedy }: { readonly seed: Seed; readonly problems: number; readonly greedy: number },
) {
  const all = problemsOf(seed, problems)
  const { maxTokens, temperature } = setting
  const options = { completions: 1, signals: allSignals, maxTokens, seed: mix(seed, "reproduce", "observe") }
  const told = yield* rollOut(all, { ...options, temperature })
  const plain = yield* rollOut(all.slice(0, greedy), { ...options, temperature: 0 })
  const observation: Observation = {
    metrics: {
      ...describe(told),
      greedy: share(plain, ({ text }, { problem }) => strictAnswer(text) === problem.gold),
    },
    bins: calibration(told),
  }
  return observation
})

/** What eight completions a problem agree on, which no label went into, and how often one of them is right. */
export const agreement = Effect.fn("agreement")(function* (
  { seed, problems }: { readonly seed: Seed; readonly problems: number },
) {
  const { maxTokens, temperature } = setting
  const told = yield* rollOut(problemsOf(seed, problems), {
    completions: 8,
    signals: allSignals,
    maxTokens,
    temperature,
    seed: mix(seed, "reproduce", "agreement"),
  })
  const votes = told.map(({ rollouts }) => clusters(rollouts.map(({ text }) => text), looseAnswer))
  return {
    majority_share: mean(votes.map((labels) => Math.max(...sizes(labels)) / labels.length)),
    distinct_answers: mean(votes.map((labels) => new Set(labels.filter((label) => label >= 0)).size)),
    majority_right: mean(told.map(({ rollouts, problem }, i) => {
      const most = Math.max(...sizes(votes[i]))
      const first = rollouts[sizes(votes[i]).indexOf(most)]
      return Number(most > 0 && looseAnswer(first.text) === problem.gold)
    })),
    pass_8: mean(
      told.map(({ problem, rollouts }) => Number(rollouts.some(({ text }) => strictAnswer(text) === problem.gold))),
    ),
    pass_8_loose: mean(
      told.map(({ problem, rollouts }) => Number(rollouts.some(({ text }) => looseAnswer(text) === problem.gold))),
    ),
  } satisfies Metrics
})

/** Temperatures below that of training, at which the start model is the control of what a reward gains by less noise alone. */
export const temperatures = [0, 0.3, 0.6] as const

/** A share of right answers of the start model at one of these temperatures, in the form asked for or in any. */
export const cooled = (of: "accuracy" | "loose", temperature: (typeof temperatures)[number]): string =>
  `${of}_at_${temperature}`

/** The start model at lower temperatures, on the problems that all observations have. */
export const cool = Effect.fn("cool")(function* (
  { seed, problems }: { readonly seed: Seed; readonly problems: number },
) {
  const at = yield* Effect.forEach(temperatures, (temperature) =>
    Effect.map(
      rollOut(problemsOf(seed, problems), {
        completions: 1,
        maxTokens: setting.maxTokens,
        temperature,
        seed: mix(seed, "reproduce", "cool"),
      }),
      (told) => ({
        [cooled("accuracy", temperature)]: share(told, ({ text }, { problem }) => strictAnswer(text) === problem.gold),
        [cooled("loose", temperature)]: share(told, ({ text }, { problem }) => looseAnswer(text) === problem.gold),
      }),
    ))
  return Object.assign({}, ...at) as Metrics
})

const describe = (told: ReadonlyArray<Told>): Metrics => {
  const rollouts = told.flatMap((group) => group.rollouts)
  const column = (name: keyof Rollout["signals"]) => mean(rollouts.flatMap(({ signals }) => Array.from(signals[name])))
  return {
    accuracy: share(told, ({ text }, { problem }) => strictAnswer(text) === problem.gold),
    loose: share(told, ({ text }, { problem }) => looseAnswer(text) === problem.gold),
    formatted: share(told, ({ text }) => strictAnswer(text) !== undefined),
    entropy: column("entropy"),
    self_certainty: column("selfCertainty"),
    logprob: column("logprob"),
    length: mean(rollouts.map(({ tokens }) => tokens.length)),
    clipped: mean(rollouts.map(({ finish }) => Number(finish === "length"))),
    ...Object.fromEntries(transitional.map((word) => {
      const id = vocabulary.indexOf(word)
      return [word, mean(rollouts.map(({ tokens }) => tokens.filter((token) => token === id).length))]
    })),
    easy: mean(rollouts.map(({ text }) => Number(text.startsWith("easy")))),
  }
}

const calibration = (told: ReadonlyArray<Told>): Calibration => {
  const empty = () => Array.from({ length: 10 }, (): [number, number, number] => [0, 0, 0])
  const bins = { answer: empty(), completion: empty() }
  const count = (of: keyof Calibration, logprob: number, right: boolean) => {
    const probability = Math.exp(logprob)
    const bin = bins[of][Math.min(9, Math.floor(10 * probability))]
    bin[0]++
    bin[1] += probability
    bin[2] += Number(right)
  }
  for (const { problem, rollouts } of told) {
    for (const { tokens, text, signals: { logprob } } of rollouts) {
      const answer = looseAnswer(text)
      if (answer === undefined) continue
      count("answer", logprob[tokens.indexOf(answerToken) + 1], answer === problem.gold)
      count("completion", logprob.reduce((sum, x) => sum + x, 0), answer === problem.gold)
    }
  }
  return bins
}

const share = (told: ReadonlyArray<Told>, holds: (rollout: Told["rollouts"][number], group: Told) => boolean): number =>
  mean(told.flatMap((group) => group.rollouts.map((rollout) => Number(holds(rollout, group)))))

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, x) => sum + x, 0) / values.length
