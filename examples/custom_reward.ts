// A reward of one's own that asks a service: how many of a completion's steps does a calculator find right? It needs no
// answers, only somebody who can check: here a function, elsewhere a sandbox, a model behind a network, a person.
// Run it: node examples/custom_reward.ts
import * as Policy from "@rlif/core/policy"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { trainingProblems } from "@rlif/core/data/arithmetic"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { sample } from "@rlif/core/sample/sample"
import { Tokenizer } from "@rlif/core/text"
import { weighted } from "@rlif/rewards/combine"
import { exactAnswer } from "@rlif/rewards/exact-answer"
import { perGroupEffect } from "@rlif/rewards/reward"
import { score } from "@rlif/rewards/score"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { clipped } from "@rlif/trainer/loss/clipped"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { constant } from "@rlif/trainer/optimizer/schedule"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import { batchMetrics } from "@rlif/trainer/run/metrics"
import { advantage } from "@rlif/trainer/stage/advantage"
import { lookahead } from "@rlif/trainer/stage/lookahead"
import { update } from "@rlif/trainer/stage/update"
import { Console, Context, Effect, flow, Layer, Stream } from "effect"

/** Knows whether an equation such as "7 * 8 = 6" holds; the model's numbers are last digits. */
export class Calculator extends Context.Service<Calculator, {
  readonly holds: (equation: string) => Effect.Effect<boolean>
}>()("examples/Calculator") {}

/** The share of a completion's steps that hold, 0 where it has none. */
export const rightSteps = perGroupEffect("right_steps", [], ({ rollouts }) =>
  Effect.gen(function* () {
    const { holds } = yield* Calculator
    const share = Effect.fnUntraced(function* (text: string) {
      const verdicts = yield* Effect.forEach(text.match(/\d [-+*] \d = \d/g) ?? [], holds)
      return verdicts.filter(Boolean).length / Math.max(1, verdicts.length)
    })
    return Float64Array.from(yield* Effect.forEach(rollouts, ({ text }) => share(text), { concurrency: 8 }))
  }))

const reward = weighted([[rightSteps, 1], [selfCertainty(), 0.01]])

/** Five updates. The type of the stream says that somebody must bring a calculator. */
export const steps = trainingProblems(7).pipe(
  Stream.grouped(8),
  lookahead(0)(
    flow(
      sample({ completions: 6, signals: reward.needs, maxTokens: 32, seed: 7 }),
      score(reward, { beside: [exactAnswer()] }),
      advantage(standardized()),
    ),
    update({
      loss: clipped(),
      aggregate: tokenMean,
      optimizer: adamw(),
      schedule: constant(1e-4),
      observe: batchMetrics,
    }),
  ),
  Stream.take(5),
)

/** Arithmetic on last digits. */
export const calculator = Layer.succeed(Calculator, {
  holds: (equation) => {
    const [left, op, right, , result] = equation.split(" ")
    const value = { "+": +left + +right, "-": +left - +right, "*": +left * +right }[op] ?? NaN
    return Effect.succeed((value - +result) % 10 === 0)
  },
})

/** The base model that ships, on the processor. */
export const model = Layer.merge(
  Policy.layerFolder(shippedFolder("base")),
  Tokenizer.layerFolder(shippedFolder("base")),
).pipe(Layer.provide([Cpu.layer, NodeServices.layer]))

if (import.meta.main) {
  await steps.pipe(
    Stream.runForEach(({ step, metrics }) =>
      Console.log(`step ${step}  right steps ${metrics["rewards/right_steps/mean"].toFixed(3)}`)
    ),
    Effect.provide([calculator, model]),
    Effect.runPromise,
  )
}
