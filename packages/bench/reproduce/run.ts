import { trainingProblems } from "@rlif/core/data/arithmetic"
import { random, seed as mix } from "@rlif/core/random/seed"
import { sample } from "@rlif/core/sample/sample"
import { allSignals } from "@rlif/core/signals"
import { exactAnswer } from "@rlif/rewards/exact-answer"
import { score } from "@rlif/rewards/score"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { clipped } from "@rlif/trainer/loss/clipped"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { command } from "@rlif/trainer/defaults/defaults"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { chain } from "@rlif/trainer/optimizer/chain"
import { clipByGlobalNorm } from "@rlif/trainer/optimizer/clip-by-global-norm"
import { constant, warmUp } from "@rlif/trainer/optimizer/schedule"
import { batchMetrics } from "@rlif/trainer/run/metrics"
import { advantage, type Weighted } from "@rlif/trainer/stage/advantage"
import { lookahead } from "@rlif/trainer/stage/lookahead"
import type { Metrics, Step } from "@rlif/trainer/stage/step"
import { update } from "@rlif/trainer/stage/update"
import { Effect, flow, Stream } from "effect"
import { compare } from "./comparison.ts"
import { type Experiment, setting } from "./experiment.ts"
import { objective } from "./objectives.ts"
import { agreement, cool, type Observation, observe } from "./observation.ts"

/** A row of a run: what held-out problems show after so many updates, and the means of what training showed since the last. */
export interface Row extends Observation {
  readonly step: number
}

/** The training of an experiment, problems -> steps: strictly on-policy, every choice but the objective the same. */
export const steps = ({ objective: name, learningRate, seed }: Experiment) => {
  const { prompts, completions, maxTokens, temperature, warmUp: rising, clipNorm, beta1, beta2, eps } = setting
  const from = mix(seed, "reproduce", "train")
  const reward = objective(name, from)
  return trainingProblems(from).pipe(
    Stream.grouped(prompts),
    lookahead(0)(
      flow(
        sample({
          completions,
          maxTokens,
          temperature,
          seed: from,
          signals: allSignals,
        }),
        score(reward, { beside: [exactAnswer()] }),
        advantage(standardized({ eps })),
        Stream.map((batch) => name === "shuffled" ? batch.map(shuffled(from)) : batch),
      ),
      update({
        loss: clipped(),
        aggregate: tokenMean,
        optimizer: chain(clipByGlobalNorm(clipNorm), adamw({ beta1, beta2 })),
        schedule: warmUp(rising, constant(learningRate)),
        microBatchTokens: command.microBatchTokens,
        observe: batchMetrics,
      }),
    ),
  )
}

/** A control: the advantages of a group, dealt to its completions at random. */
const shuffled = (from: number) => <S extends string>(weighted: Weighted<S>): Weighted<S> => {
  const { group: { problem, version }, advantages } = weighted
  const { uniform } = random(mix(from, "shuffle", problem.id, version))
  const order = Array.from(advantages, (value) => [uniform(), value] as const).sort(([a], [b]) => a - b)
  return { ...weighted, advantages: Float64Array.from(order, ([, value]) => value) }
}

/** A whole experiment: observed at step 0, there at lower temperatures too, after every few updates, and at the end. Needs the model's policy. */
export const run = Effect.fn("run")(function* (experiment: Experiment) {
  const { steps: all, every } = experiment
  const [{ metrics, bins }, cold] = [yield* seen(experiment), yield* cool(experiment)]
  const first: Row = { step: 0, metrics: { ...metrics, ...cold }, bins }
  const rest = yield* steps(experiment).pipe(
    Stream.take(all),
    Stream.mapEffect(Effect.fnUntraced(function* ({ step, batch, metrics }: Step<"entropy" | "selfCertainty">) {
      const gaps = yield* compare(batch.map(({ group }) => group))
      return { step, metrics: { ...metrics, ...gaps } }
    })),
    Stream.grouped(every),
    Stream.mapEffect(Effect.fnUntraced(function* (part) {
      const { step } = part[part.length - 1]
      const { metrics, bins } = yield* seen(experiment)
      return { step, metrics: { ...trained(part.map(({ metrics }) => metrics)), ...metrics }, bins } satisfies Row
    })),
    Stream.runCollect,
  )
  return [first, ...rest]
})

/** All that a row has of held-out problems. */
const seen = Effect.fnUntraced(function* ({ seed, groups, ...experiment }: Experiment) {
  const { metrics, bins } = yield* observe({ seed, ...experiment })
  return { metrics: { ...metrics, ...yield* agreement({ seed, problems: groups }) }, bins }
})

/** Means over updates, named `train/...`; of gaps the largest. */
const trained = (parts: ReadonlyArray<Metrics>): Metrics =>
  Object.fromEntries(
    [...new Set(parts.flatMap(Object.keys))].filter((name) => !ignored.test(name)).map((name) => {
      const values = parts.flatMap((metrics) => metrics[name] ?? [])
      const value = name.startsWith("gap/")
        ? Math.max(...values)
        : values.reduce((sum, x) => sum + x, 0) / values.length
      return [`train/${name}`, value]
    }),
  )

/** What says nothing here, or is an observation's already. */
const ignored =
  /^(loss|learning_rate|sampling\/lag|self_certainty|logprob|num_tokens|clip_ratio.*|rewards\/.*\/std|.*(min|max)_length)$/
