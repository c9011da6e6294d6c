// The whole chain against its expectation: what sampler, reward, advantage and update do to the weights, in the mean over
// many groups, is what listing every group that may be drawn says they do. Nothing here is the library's but the chain.
import { entropy, selfCertainty as certainty } from "@rlif/core/signals"
import { random, seed } from "@rlif/core/random/seed"
import { sample } from "@rlif/core/sample/sample"
import { majorityVote } from "@rlif/rewards/majority-vote"
import type { Reward } from "@rlif/rewards/reward"
import { score } from "@rlif/rewards/score"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectorySum } from "@rlif/rewards/trajectory-entropy"
import type { Advantage } from "@rlif/trainer/advantage/advantage"
import { centered } from "@rlif/trainer/advantage/centered"
import { leaveOneOut } from "@rlif/trainer/advantage/leave-one-out"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { clipped } from "@rlif/trainer/loss/clipped"
import { fixedLength } from "@rlif/trainer/loss/fixed-length"
import type { Loss } from "@rlif/trainer/loss/loss"
import { reinforce } from "@rlif/trainer/loss/reinforce"
import { sequenceSum } from "@rlif/trainer/loss/sequence-sum"
import { constant } from "@rlif/trainer/optimizer/schedule"
import { sgd } from "@rlif/trainer/optimizer/sgd"
import { advantage } from "@rlif/trainer/stage/advantage"
import { update } from "@rlif/trainer/stage/update"
import { Effect, Stream } from "effect"
import { expect, it } from "vitest"
import { change, savedWeights } from "../_weights.ts"
import { meanWithin } from "./_bounds.ts"
import { chance, runSeed, type Statistical } from "./_budget.ts"
import { everyCompletion, type Known, layers, maxTokens, problem, weights, words } from "./_world.ts"

const groups = 12_000
const size = 3
const learningRate = 0.1

interface Chain {
  readonly temperature: number
  readonly reward: Reward<"entropy" | "selfCertainty" | "logprob", unknown>
  readonly advantage: Advantage
  readonly loss: Loss<"old" | "advantage">
  /** What every token's loss is divided by, beside the number of completions. */
  readonly length: number
  /** The same reward and advantage again, from distributions and plain numbers. */
  readonly rewards: (group: ReadonlyArray<Known>) => ReadonlyArray<number>
  readonly advantages: (rewards: ReadonlyArray<number>) => ReadonlyArray<number>
}

/** One update on many groups of one problem: what it adds to the weights, at learning rate 1. */
const learned = ({ temperature, reward, advantage: of, loss, length }: Chain): Promise<Float64Array> =>
  Effect.gen(function* () {
    yield* Stream.make(Array.from({ length: groups }, (_, i) => ({ id: `${i}`, problem, gold: "" }))).pipe(
      sample({ completions: size, signals: [entropy, certainty], maxTokens, seed: runSeed, temperature }),
      score(reward),
      advantage(of),
      update({
        loss,
        aggregate: length === 1 ? sequenceSum : fixedLength(length),
        optimizer: sgd(),
        schedule: constant(learningRate),
        temperature,
      }),
      Stream.runDrain,
    )
    return change(weights, yield* savedWeights).map((x) => x / learningRate)
  }).pipe(Effect.scoped, Effect.provide(layers), Effect.runPromise)

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i], 0)
const unit = (x: Float64Array) => x.map((cell) => cell / Math.sqrt(dot(x, x)))
const mean = (xs: ReadonlyArray<number>) => xs.reduce((a, b) => a + b, 0) / xs.length

/** Every group that may be drawn: its chance, and the weight of each of its completions. */
const everyGroup = (known: ReadonlyArray<Known>, { rewards, advantages, length }: Chain) =>
  known.flatMap((a, i) =>
    known.flatMap((b, j) =>
      known.map((c, k) => ({
        chance: a.probability * b.probability * c.probability,
        drawn: [i, j, k],
        weights: advantages(rewards([a, b, c])).map((x) => x / size / length),
      }))
    )
  )

const entropyOf = (p: ReadonlyArray<number>) => -p.reduce((sum, x) => sum + x * Math.log(x), 0)
/** KL(U || p) */
const certaintyOf = (p: ReadonlyArray<number>) => mean(p.map((x) => Math.log(1 / p.length / x)))
const byMean = (rewards: ReadonlyArray<number>) => rewards.map((r) => r - mean(rewards))
const bySpread = (eps: number) => (rewards: ReadonlyArray<number>) => {
  const spread = Math.sqrt(byMean(rewards).reduce((sum, d) => sum + d * d, 0) / (rewards.length - 1))
  return byMean(rewards).map((d) => d / (spread + eps))
}
const withoutOne = (rewards: ReadonlyArray<number>) =>
  rewards.map((r, i) => r - mean(rewards.filter((_, j) => j !== i)))

/** The last number that a completion says. */
const answer = ({ tokens }: Known) => tokens.map((token) => words[token]).filter((word) => /\d/.test(word)).at(-1)
const votes = (group: ReadonlyArray<Known>) => {
  const given = group.map(answer)
  const count = (of: string | undefined) => of === undefined ? 0 : given.filter((other) => other === of).length
  const most = Math.max(...given.map(count))
  // Of equally frequent answers the first.
  const winner = given.find((of) => count(of) === most)
  return given.map((of) => of !== undefined && of === winner ? 1 : 0)
}
const lastWord = (text: string) => text.split(" ").filter((word) => /\d/.test(word)).at(-1)

const chains: ReadonlyArray<readonly [Statistical, Chain]> = [
  ["self-certainty, standardized", {
    temperature: 1,
    reward: selfCertainty(),
    advantage: standardized({ eps: 1e-3 }),
    loss: clipped(),
    length: 1,
    rewards: (group) => group.map(({ distributions }) => mean(distributions.map(certaintyOf))),
    advantages: bySpread(1e-3),
  }],
  ["log-probability, leave one out", {
    temperature: 1,
    reward: trajectorySum(),
    advantage: leaveOneOut,
    loss: reinforce,
    length: 1,
    rewards: (group) => group.map(({ probability }) => Math.log(probability)),
    advantages: withoutOne,
  }],
  ["entropy at 0.7, centered", {
    temperature: 0.7,
    reward: tokenEntropy({ normaliser: "sum", temperature: 0.7 }),
    advantage: centered,
    loss: clipped(),
    length: 2,
    rewards: (group) => group.map(({ distributions }) => -distributions.reduce((sum, p) => sum + entropyOf(p), 0)),
    advantages: byMean,
  }],
  ["majority vote, standardized", {
    temperature: 1,
    reward: majorityVote({ answer: lastWord }),
    advantage: standardized({ eps: 1e-3 }),
    loss: clipped(),
    length: 1,
    rewards: votes,
    advantages: bySpread(1e-3),
  }],
]

it.each(chains)("%s", async (test, chain) => {
  const known = await everyCompletion(chain.temperature)
  const all = everyGroup(known, chain)
  // The expected update, listed.
  const expected = new Float64Array(known[0].gradient.length)
  for (const { chance, drawn, weights } of all) {
    drawn.forEach((y, i) => {
      const { gradient } = known[y]
      const factor = chance * weights[i]
      for (let k = 0; k < expected.length; k++) expected[k] += factor * gradient[k]
    })
  }
  const found = await learned(chain)
  // Along the expected update itself, and in directions that nobody chose.
  const { normal } = random(seed(runSeed, test))
  const directions = [expected, ...Array.from({ length: 4 }, () => expected.map(normal))].map(unit)
  for (const [i, direction] of directions.entries()) {
    const along = known.map(({ gradient }) => dot(gradient, direction))
    const center = dot(expected, direction)
    let [variance, most] = [0, 0]
    for (const { chance, drawn, weights } of all) {
      const off = drawn.reduce((sum, y, i) => sum + weights[i] * along[y], 0) - center
      variance += chance * off * off
      most = Math.max(most, Math.abs(off))
    }
    const within = meanWithin({ n: groups, variance, most, chance: chance(test, directions.length) })
    // Weights are in single precision.
    const rounding = 1e-4
    expect(Math.abs(dot(found, direction) - center), `direction ${i}, expected ${center}`).toBeLessThan(
      within + rounding,
    )
    // Along the expected update chance may hide a quarter of it, no more.
    if (i === 0) expect(within).toBeLessThan(center / 4)
  }
})
