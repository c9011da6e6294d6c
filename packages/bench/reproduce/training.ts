// The training of the experiments: strictly on-policy, every choice but what an experiment names the same.
import { trainingProblems } from "@rlif/core/data/arithmetic"
import { random, type Seed, seed as mix } from "@rlif/core/random/seed"
import { sample } from "@rlif/core/sample/sample"
import { allSignals } from "@rlif/core/signals"
import { exactAnswer } from "@rlif/rewards/exact-answer"
import { score } from "@rlif/rewards/score"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { command } from "@rlif/trainer/defaults/defaults"
import { clipped } from "@rlif/trainer/loss/clipped"
import { klCov } from "@rlif/trainer/loss/kl-cov"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { chain } from "@rlif/trainer/optimizer/chain"
import { clipByGlobalNorm } from "@rlif/trainer/optimizer/clip-by-global-norm"
import { constant, warmUp } from "@rlif/trainer/optimizer/schedule"
import { batchMetrics } from "@rlif/trainer/run/metrics"
import { advantage, type Weighted } from "@rlif/trainer/stage/advantage"
import { lookahead } from "@rlif/trainer/stage/lookahead"
import { minibatches } from "@rlif/trainer/stage/minibatches"
import { update } from "@rlif/trainer/stage/update"
import { flow, Stream } from "effect"
import { type Experiment, setting } from "./experiment.ts"
import { objective } from "./objectives.ts"

/** What decides a training; a run of the paper's experiments has none of what may be left out. */
export interface Training extends Pick<Experiment, "objective" | "learningRate" | "seed"> {
  /** Of how many problems, again and again; all that there are if left out. */
  readonly pool?: number
  /** Updates a batch, each from problems of its own: after the first of them a batch is off-policy. Default 1. */
  readonly parts?: number
  /** Default `clipped`. */
  readonly loss?: keyof typeof losses
}

/** The losses of trainings by name. */
const losses = { clipped: clipped(), "kl-cov": klCov({ share: 0.002 }) } as const

/** Problems -> steps. Two trainings of one seed see the same problems, and draw with the same random numbers. */
export const steps = ({ objective: name, learningRate, seed, pool, parts = 1, loss = "clipped" }: Training) => {
  const { prompts, completions, maxTokens, temperature, warmUp: rising, clipNorm, beta1, beta2, eps } = setting
  const from = mix(seed, "reproduce", "train")
  const reward = objective(name, from)
  const learned = update({
    loss: losses[loss],
    aggregate: tokenMean,
    optimizer: chain(clipByGlobalNorm(clipNorm), adamw({ beta1, beta2 })),
    schedule: warmUp(rising, constant(learningRate)),
    microBatchTokens: command.microBatchTokens,
    observe: batchMetrics,
  })
  return problemsOf(from, pool).pipe(
    Stream.grouped(prompts * parts),
    lookahead(0, { outputs: parts })(
      flow(
        sample({ completions, maxTokens, temperature, seed: from, signals: allSignals }),
        score(reward, { beside: [exactAnswer()] }),
        advantage(standardized({ eps })),
        Stream.map((batch) => name === "shuffled" ? batch.map(shuffled(from)) : batch),
      ),
      flow(minibatches({ parts }), learned),
    ),
  )
}

/** All training problems of a seed, or the first of them without end. */
const problemsOf = (from: Seed, pool?: number) =>
  pool === undefined ? trainingProblems(from) : Stream.forever(Stream.take(trainingProblems(from), pool))

/** A control: the advantages of a group, dealt to its completions at random. */
const shuffled = (from: number) => <S extends string>(weighted: Weighted<S>): Weighted<S> => {
  const { group: { problem, version }, advantages } = weighted
  const { uniform } = random(mix(from, "shuffle", problem.id, version))
  const order = Array.from(advantages, (value) => [uniform(), value] as const).sort(([a], [b]) => a - b)
  return { ...weighted, advantages: Float64Array.from(order, ([, value]) => value) }
}
