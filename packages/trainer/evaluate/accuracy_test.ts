import * as Policy from "@rlif/core/policy"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { arithmeticTokenizer, endWord, heldOutProblems, vocabulary } from "@rlif/core/data/arithmetic"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { rollOut } from "@rlif/core/sample/roll-out"
import { tinyModel } from "@rlif/core/testing/tiny_model.ts"
import { codec, Tokenizer } from "@rlif/core/text"
import { Effect, Layer } from "effect"
import { expect, it } from "vitest"
import { accuracy } from "./accuracy.ts"

const { config, weights } = tinyModel({ vocab: vocabulary.length })
const untrained = Policy.layerParameters({
  config,
  parameters: weights,
  endTokens: [vocabulary.indexOf(endWord)],
})
const layer = Layer.mergeAll(untrained, Layer.succeed(Tokenizer, codec(arithmeticTokenizer))).pipe(
  Layer.provide(Cpu.layer),
  Layer.provide(NodeServices.layer),
)
const run = <A, E>(effect: Effect.Effect<A, E, Policy.Policy | Tokenizer>) =>
  Effect.runPromise(Effect.provide(effect, layer))

const problems = heldOutProblems(1, 12)
/** The whole response is the answer, as long as it does not begin with a minus. */
const answer = (text: string) => (text.startsWith("-") ? undefined : text)
const options = { answer, maxTokens: 12, seed: 5 }

it("counts the problems that the model gets right", () =>
  run(Effect.gen(function* () {
    const groups = yield* rollOut(problems, { completions: 1, maxTokens: 12, seed: 0, temperature: 0 })
    const said = groups.map(({ rollouts }) => rollouts[0].text)
    const golds = problems.map((problem, i) => ({ ...problem, gold: i < 9 ? said[i] : "?" }))
    const found = yield* accuracy(golds, { ...options, temperature: 0 })
    const silent = said.filter((text) => text.startsWith("-")).length
    const missed = said.slice(0, 9).filter((text) => text.startsWith("-")).length
    expect(found).toMatchObject({ accuracy: (9 - missed) / 12, unparsable: silent, problems: 12, completions: 1 })
    expect(found.temperature).toBe(0)
    expect(found.low).toBeLessThan(found.accuracy)
  })))

it("asks in the same way whatever goes through the model at once", () =>
  run(Effect.gen(function* () {
    const judged = yield* Effect.forEach(
      [1, 5, 64],
      (batch) => accuracy(problems, { ...options, completions: 3, temperature: 1, batch }),
    )
    expect(judged[0]).toMatchObject({ problems: 12, completions: 3 })
    for (const other of judged.slice(1)) {
      expect(other.length).toBe(judged[0].length)
      expect(other.entropy).toBeCloseTo(judged[0].entropy, 5)
    }
    const again = yield* accuracy(problems, { ...options, completions: 3, temperature: 1, seed: 6 })
    expect(again.entropy).not.toBeCloseTo(judged[0].entropy, 5)
  })))

it("answers a problem that comes twice afresh, also from one batch to the next", () =>
  run(Effect.gen(function* () {
    const twice = [problems[0], problems[1], problems[0]]
    const asked = { ...options, completions: 3, temperature: 1 }
    const [whole, apart] = yield* Effect.forEach([64, 2], (batch) => accuracy(twice, { ...asked, batch }))
    expect(apart.length).toBe(whole.length)
    expect(apart.entropy).toBeCloseTo(whole.entropy, 5)
    // Were the third a copy of the first, the entropy would be the mean of two of the first and one of the second.
    const [alone, second] = yield* Effect.forEach([0, 1], (i) => accuracy([problems[i]], asked))
    const copied = (2 * alone.entropy * alone.length + second.entropy * second.length) /
      (2 * alone.length + second.length)
    expect(Math.abs(whole.entropy - copied)).toBeGreaterThan(1e-4)
  })))
