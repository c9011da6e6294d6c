// What an observation says of the shipped model, against the same completions counted by hand.
import { entropy, selfCertainty } from "@rlif/core/signals"
import * as Policy from "@rlif/core/policy"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { looseAnswer, strictAnswer } from "@rlif/core/data/arithmetic"
import { seed as mix } from "@rlif/core/random/seed"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { rollOut } from "@rlif/core/sample/roll-out"
import { Tokenizer } from "@rlif/core/text"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import { Effect, Layer } from "effect"
import { expect, it } from "vitest"
import { setting } from "./experiment.ts"
import { learned } from "./make_model.ts"
import { agreement, cool, cooled, observe, problemsOf, temperatures, transitional } from "./observation.ts"

const [seed, problems, greedy] = [5, 60, 20]
const folder = shippedFolder("base")
const { observed, agreed, cold, told, eight, colder, share } = await Effect.gen(function* () {
  const { maxTokens } = setting
  const signals = [entropy, selfCertainty] as const
  const sampled = (completions: number, what: string, count: number, temperature = setting.temperature) =>
    rollOut(problemsOf(seed, count), {
      completions,
      signals,
      maxTokens,
      temperature,
      seed: mix(seed, "reproduce", what),
    })
  return {
    observed: yield* observe({ seed, problems, greedy }),
    agreed: yield* agreement({ seed, problems: 30 }),
    cold: yield* cool({ seed, problems }),
    told: yield* sampled(1, "observe", problems),
    eight: yield* sampled(8, "agreement", 30),
    colder: yield* Effect.forEach(temperatures, (temperature) => sampled(1, "cool", problems, temperature)),
    share: yield* learned({ world: "sound", seed }),
  }
}).pipe(
  Effect.provide(Layer.merge(Policy.layerFolder(folder), Tokenizer.layerFolder(folder))),
  Effect.provide(Cpu.layer),
  Effect.provide(NodeServices.layer),
  Effect.runPromise,
)
const rollouts = told.map(({ problem, rollouts: [rollout] }) => ({ ...rollout, gold: problem.gold }))
const count = (holds: (rollout: (typeof rollouts)[number]) => boolean) => rollouts.filter(holds).length

it("counts right answers, their form, and words", () => {
  const { metrics } = observed
  expect(metrics.accuracy).toBe(count(({ text, gold }) => strictAnswer(text) === gold) / problems)
  expect(metrics.loose).toBe(count(({ text, gold }) => looseAnswer(text) === gold) / problems)
  expect(metrics.formatted).toBe(count(({ text }) => strictAnswer(text) !== undefined) / problems)
  for (const word of transitional) {
    const found = rollouts.flatMap(({ text }) => text.split(" ").filter((one) => one === word))
    expect(metrics[word], word).toBeCloseTo(found.length / problems)
  }
  expect(metrics.easy).toBe(count(({ text }) => text.startsWith("easy")) / problems)
  expect(metrics.clipped).toBe(count(({ finish }) => finish === "length") / problems)
  expect(metrics.greedy).toBe(1)
})

it("takes means over tokens, not over completions", () => {
  const tokens = rollouts.flatMap(({ signals }) => Array.from(signals.entropy))
  expect(observed.metrics.entropy).toBeCloseTo(tokens.reduce((sum, x) => sum + x, 0) / tokens.length)
  const length = rollouts.reduce((sum, rollout) => sum + rollout.tokens.length, 0) / problems
  expect(observed.metrics.length).toBeCloseTo(length)
  expect(tokens.length / problems).toBe(length)
})

it("bins every answer once, by the probability of its digit and of all that was written", () => {
  const answered = rollouts.filter(({ text }) => looseAnswer(text) !== undefined)
  for (
    const [kind, probability] of [
      ["answer", ({ tokens, text, signals }: (typeof rollouts)[number]) => {
        // A token a word: the digit stands after the first A.
        expect(tokens.length).toBeGreaterThanOrEqual(text.split(" ").length)
        return Math.exp(signals.logprob[text.split(" ").indexOf("A") + 1])
      }],
      [
        "completion",
        ({ signals }: (typeof rollouts)[number]) => Math.exp(signals.logprob.reduce((sum, x) => sum + x, 0)),
      ],
    ] as const
  ) {
    for (const [b, [count, sum, right]] of observed.bins[kind].entries()) {
      const mine = answered.filter((rollout) => Math.min(9, Math.floor(10 * probability(rollout))) === b)
      expect(count).toBe(mine.length)
      expect(sum).toBeCloseTo(mine.map(probability).reduce((sum, x) => sum + x, 0))
      expect(right).toBe(mine.filter(({ text, gold }) => looseAnswer(text) === gold).length)
    }
  }
})

it("says what eight completions agree on", () => {
  const votes = eight.map(({ problem, rollouts }) => {
    const answers = rollouts.map(({ text }) => looseAnswer(text))
    const sizes = new Map<string, number>()
    for (const answer of answers) if (answer !== undefined) sizes.set(answer, (sizes.get(answer) ?? 0) + 1)
    const most = Math.max(0, ...sizes.values())
    // Of several the first that was written.
    return { most, distinct: sizes.size, right: answers.find((answer) => sizes.get(answer!) === most) === problem.gold }
  })
  const mean = (of: (vote: (typeof votes)[number]) => number) =>
    votes.reduce((sum, vote) => sum + of(vote), 0) / votes.length
  expect(agreed.majority_share).toBeCloseTo(mean(({ most }) => most / 8))
  expect(agreed.distinct_answers).toBeCloseTo(mean(({ distinct }) => distinct))
  expect(agreed.majority_right).toBeCloseTo(mean(({ right }) => Number(right)))
  const oneOf = (answer: typeof strictAnswer) =>
    eight.filter(({ problem, rollouts }) => rollouts.some(({ text }) => answer(text) === problem.gold)).length / 30
  expect(agreed.pass_8).toBeCloseTo(oneOf(strictAnswer))
  expect(agreed.pass_8_loose).toBeCloseTo(oneOf(looseAnswer))
})

it("says what the same model answers at lower temperatures", () => {
  for (const [i, temperature] of temperatures.entries()) {
    const right = (answer: typeof strictAnswer) =>
      colder[i].filter(({ problem, rollouts: [{ text }] }) => answer(text) === problem.gold).length / problems
    expect(cold[cooled("accuracy", temperature)]).toBeCloseTo(right(strictAnswer))
    expect(cold[cooled("loose", temperature)]).toBeCloseTo(right(looseAnswer))
  }
  // Noise takes answers away.
  expect(cold[cooled("loose", 0)]).toBeGreaterThan(cold[cooled("loose", 0.6)])
  expect(cold[cooled("loose", 0.6)]).toBeGreaterThan(observed.metrics.loose)
})

it("knows a model that has learned its world", () => expect(share).toBeGreaterThan(0.95))
