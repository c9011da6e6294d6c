// A second policy: what it knows of the first, how it follows, and what its votes are.
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Policy from "@rlif/core/policy"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { rollOut } from "@rlif/core/sample/roll-out"
import { sample } from "@rlif/core/sample/sample"
import { logprob } from "@rlif/core/signals"
import { config, weights } from "@rlif/core/testing/tiny_model.ts"
import { codec, Tokenizer, wordLevel } from "@rlif/core/text"
import { length } from "@rlif/rewards/length"
import { logRatio } from "@rlif/rewards/log-ratio"
import { score } from "@rlif/rewards/score"
import { teacherVote } from "@rlif/rewards/teacher-vote"
import { centered } from "@rlif/trainer/advantage/centered"
import { following } from "@rlif/trainer/learn/following"
import { clipped } from "@rlif/trainer/loss/clipped"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { constant } from "@rlif/trainer/optimizer/schedule"
import { advantage } from "@rlif/trainer/stage/advantage"
import { prepare, updateBy } from "@rlif/trainer/stage/update"
import { Effect, Layer, Stream } from "effect"
import { expect, it } from "vitest"

const words = Array.from({ length: config.vocab }, (_, i) => `w${i}`)
const policy = Policy.layerParameters({ config, parameters: weights, endTokens: [2] })
const layers = Layer.mergeAll(
  policy,
  Policy.layerTeacher(policy),
  Layer.succeed(Tokenizer, codec(wordLevel(words, { pad: "w0" }))),
).pipe(Layer.provideMerge(Layer.merge(Cpu.layer, NodeServices.layer)))

const problems = [0, 1, 2].map((i) => ({ id: `${i}`, problem: `w${3 + i} w${9 - i}`, gold: "" }))
const options = { loss: clipped(), aggregate: tokenMean, optimizer: adamw(), schedule: constant(0.01) }

/** What policy and teacher say of a sequence after each of three updates, the teacher following at these rates. */
const steps = (rate: (step: number) => number) =>
  Effect.gen(function* () {
    const learned = yield* following(yield* prepare(options), rate)
    const teacher = yield* Policy.Teacher
    const states = [yield* learned.state]
    const sequence = { tokens: Int32Array.of(3, 9, 4, 5, 6), promptLength: 2 }
    const read = ({ read }: Pick<Policy.Policy["Service"], "read">) =>
      Effect.map(read([sequence], { temperature: 1, signals: [logprob] }), ([{ logprob }]) => [...logprob])
    const seen = yield* Stream.make(problems, problems, problems).pipe(
      sample({ completions: 4, signals: [], maxTokens: 7, seed: 5 }),
      score(length),
      advantage(centered),
      updateBy(learned, options),
      Stream.mapEffect(() =>
        Effect.gen(function* () {
          states.push(yield* learned.state)
          return {
            teacher: yield* read(teacher),
            policy: yield* read(yield* Policy.Policy),
            versions: [yield* teacher.version, yield* (yield* Policy.Policy).version],
          }
        })
      ),
      Stream.runCollect,
    )
    return { states, seen }
  })

it("is another policy with the same weights, which nothing moves", () =>
  Effect.gen(function* () {
    const [own, teacher] = [yield* Policy.Policy, yield* Policy.Teacher]
    expect(yield* teacher.version).toEqual(yield* own.version)
    const { seen } = yield* steps(() => 0)
    expect(new Set(seen.map(({ teacher }) => teacher.join())).size).toBe(1)
    expect(seen[2].teacher).not.toEqual(seen[2].policy)
  }).pipe(Effect.scoped, Effect.provide(layers), Effect.runPromise))

it("is the policy itself at rate 1, and has its version", () =>
  Effect.gen(function* () {
    const { seen } = yield* steps(() => 1)
    for (const { teacher, policy, versions } of seen) {
      expect(teacher).toEqual(policy)
      expect(versions[0]).toEqual(versions[1])
    }
    expect(seen.map(({ versions }) => versions[0].updates)).toEqual([1, 2, 3])
  }).pipe(Effect.scoped, Effect.provide(layers), Effect.runPromise))

it("follows by a running mean of the weights", () =>
  Effect.gen(function* () {
    const rates = [0.5, 0.25, 0.1]
    const { states, seen } = yield* steps((step) => rates[step - 1])
    // What the weights should be, by hand, in a policy of their own.
    const names = Object.keys(weights)
    const mean = Object.fromEntries(names.map((name) => [name, Float32Array.from(weights[name].data as Float32Array)]))
    for (const [t, rate] of rates.entries()) {
      for (const name of names) {
        const y = states[t + 1].tensors[`weight.${name}`].data
        mean[name].forEach((x, i) => void (mean[name][i] = x + rate * (y[i] - x)))
      }
    }
    const parameters = Object.fromEntries(names.map((name) => [name, { ...weights[name], data: mean[name] }]))
    const expected = yield* Effect.flatMap(Policy.Policy, ({ version }) => version).pipe(
      Effect.provide(Layer.fresh(Policy.layerParameters({ config, parameters }))),
    )
    expect(seen[2].versions[0].fingerprint).toBe(expected.fingerprint)
  }).pipe(Effect.scoped, Effect.provide(layers), Effect.runPromise))

it("is part of the state: a run that goes on has the same teacher", () =>
  Effect.gen(function* () {
    const { states, seen } = yield* steps(() => 0.3)
    const own = yield* prepare(options)
    const learned = yield* following(own, () => 0.3)
    yield* learned.restore(states[3])
    const teacher = yield* Policy.Teacher
    expect(yield* teacher.version).toEqual(seen[2].versions[0])
    expect(yield* (yield* Policy.Policy).version).toEqual(seen[2].versions[1])
    expect(yield* learned.state).toEqual(states[3])
    const error = yield* Effect.flip(learned.restore(yield* own.state))
    expect(error.message).toContain("Cannot restore a state: it has no")
  }).pipe(Effect.scoped, Effect.provide(layers), Effect.runPromise))

it("votes on what the policy says, anew at every version", () =>
  Effect.gen(function* () {
    const teacher = yield* Policy.Teacher
    const asked = { completions: 5, maxTokens: 4, seed: 9 }
    const answer = (text: string) => text.split(" ")[0]
    const vote = (rollouts: ReadonlyArray<{ readonly text: string }>) => {
      const said = rollouts.map(({ text }) => answer(text))
      const count = (word: string) => said.filter((other) => other === word).length
      return said.find((word) => count(word) === Math.max(...said.map(count)))
    }
    const groups = yield* rollOut(problems, { completions: 60, maxTokens: 4, seed: 2 })
    const scores = yield* teacherVote({ ...asked, answer }).score(groups)
    const own = yield* rollOut(problems, asked).pipe(Effect.provideService(Policy.Policy, teacher))
    for (const [g, { rollouts }] of groups.entries()) {
      expect([...scores[g].total]).toEqual(rollouts.map(({ text }) => Number(answer(text) === vote(own[g].rollouts))))
    }
    expect(scores.flatMap(({ total }) => [...total])).toContain(1)
    const later = groups.map((group) => ({ ...group, version: 1 }))
    const again = yield* teacherVote({ ...asked, answer }).score(later)
    const next = yield* rollOut(problems, { ...asked, step: 1 }).pipe(Effect.provideService(Policy.Policy, teacher))
    expect(next.map(({ rollouts }) => vote(rollouts))).not.toEqual(own.map(({ rollouts }) => vote(rollouts)))
    expect(again).not.toEqual(scores)
    for (const [g, { rollouts }] of groups.entries()) {
      expect([...again[g].total]).toEqual(rollouts.map(({ text }) => Number(answer(text) === vote(next[g].rollouts))))
    }
    // And is what a penalty may compare with.
    const [ratio] = yield* logRatio(teacher).score([groups[0]])
    for (const x of ratio.total) expect(x).toBeCloseTo(0, 3)
  }).pipe(Effect.scoped, Effect.provide(layers), Effect.runPromise))
