import { entropy } from "../signals/entropy.ts"
import { Effect, Layer, Stream } from "effect"
import { expect, it } from "vitest"
import type { Problem } from "../data/problem.ts"
import { seed } from "../random/seed.ts"
import { codec, Tokenizer } from "../text/tokenizer.ts"
import { wordLevel } from "../text/word_level.ts"
import { config, weights } from "../testing/tiny_model.ts"
import { platform } from "../testing/tiny_policy.ts"
import { Policy } from "../policy/policy.ts"
import { layerParameters } from "../policy/folder.ts"
import { rollOut } from "./roll_out.ts"
import { sample } from "./sample.ts"

const words = ["<pad>", "$", ..."abcdefghijk"]
const tokenizer = codec(wordLevel(words, { pad: "<pad>", end: "$" }))
const layers = Layer.merge(
  Layer.succeed(Tokenizer, tokenizer),
  layerParameters({ config, parameters: weights, endTokens: [1] }),
)
const run = <A, E>(body: Effect.Effect<A, E, Policy | Tokenizer>) =>
  body.pipe(Effect.provide(layers), Effect.provide(platform), Effect.runPromise)

const problems: ReadonlyArray<Problem> = ["a b c", "d", "e f g h", "a a"].map((problem, i) => ({
  id: `p${i}`,
  problem,
  gold: "",
}))
const options = { completions: 3, signals: [entropy] as const, maxTokens: 8, seed: 5 }
const collect = (batches: ReadonlyArray<ReadonlyArray<Problem>>, step = 0) =>
  Stream.fromIterable(batches).pipe(sample({ ...options, step }), Stream.runCollect)

it("turns a batch of problems into a batch of groups", async () => {
  const batches = [...await run(collect([problems.slice(0, 3), problems.slice(3)]))]
  expect(batches.map((batch) => batch.map(({ problem }) => problem.id))).toEqual([["p0", "p1", "p2"], ["p3"]])
  for (const group of batches.flat()) {
    expect(tokenizer.decode(group.prompt)).toBe(group.problem.problem)
    expect(group).toMatchObject({ temperature: 1, version: 0 })
    expect(group.rollouts).toHaveLength(3)
    for (const { tokens, text, finish, signals } of group.rollouts) {
      expect(text).toBe(tokenizer.decode(tokens, { skipSpecial: true }))
      expect(finish).toBe(tokens.at(-1) === 1 ? "stop" : "length")
      expect([signals.entropy.length, signals.logprob.length]).toEqual([tokens.length, tokens.length])
    }
  }
})

it("gives each completion a seed of run, step, problem and index", async () => {
  const [[group]] = await run(collect([[problems[2]]], 4))
  const [direct] = await run(Effect.flatMap(Policy, (policy) =>
    policy.sample({
      prompts: [tokenizer.encode("e f g h")],
      seeds: [[0, 1, 2].map((i) => seed(5, "sample", 4, "p2", i))],
      signals: [entropy],
      maxTokens: 8,
      temperature: 1,
    })))
  expect(group.rollouts.map(({ tokens }) => tokens)).toEqual(direct.map(({ tokens }) => tokens))
})

it("answers a problem afresh at each step, and the same wherever it stands in a batch", async () => {
  const texts = (batches: Iterable<ReadonlyArray<{ readonly rollouts: ReadonlyArray<{ readonly text: string }> }>>) =>
    [...batches].map((batch) => batch.map(({ rollouts }) => rollouts.map(({ text }) => text)))
  const twice = texts(await run(collect([problems, problems])))
  expect(twice[0]).not.toEqual(twice[1])
  expect(texts(await run(collect([problems.toReversed()])))[0].toReversed()).toEqual(twice[0])
  expect(texts(await run(collect([problems], 1)))).toEqual([twice[1]])
})

it("gives a problem that comes twice fresh completions, and its first occurrence those that it has alone", async () => {
  const [, , long] = problems
  const tokens = (groups: ReadonlyArray<{ readonly rollouts: ReadonlyArray<{ readonly tokens: Int32Array }> }>) =>
    groups.map(({ rollouts }) => rollouts.map(({ tokens }) => tokens))
  // The second has another text, and the same id.
  const batch = [long, { ...long, problem: "e f g h a" }, problems[0], long]
  const [first, second, other, third] = tokens(await run(rollOut(batch, options)))
  expect(tokens(await run(rollOut([problems[0], long], options)))).toEqual([other, first])
  const alike = await run(rollOut(batch, { ...options, occurrences: () => [0, 0, 0, 0] }))
  expect(tokens(alike)[3]).toEqual(first)
  const [expected] = await run(Effect.flatMap(Policy, (policy) =>
    policy.sample({
      prompts: [tokenizer.encode("e f g h")],
      seeds: [[0, 1, 2].map((i) => seed(5, "sample", 0, "p2", i, 2))],
      signals: [entropy],
      maxTokens: 8,
      temperature: 1,
    })))
  expect(third).toEqual(expected.map(({ tokens }) => tokens))
  expect(new Set([...first, ...second, ...third].map(String)).size).toBe(9)
})

it("makes prompts with a template, and names the temperature of the signals", async () => {
  const prompt = ({ problem }: Problem) => tokenizer.encode(`k ${problem}`)
  const [group] = await run(rollOut([problems[0]], { ...options, prompt, temperature: 0 }))
  expect(tokenizer.decode(group.prompt)).toBe("k a b c")
  expect(group.temperature).toBe(1)
})

it("fails on text that the tokenizer cannot spell", async () => {
  const error = await run(Effect.flip(rollOut([{ id: "x", problem: "a z", gold: "" }], options)))
  expect(error).toMatchObject({ _tag: "@rlif/core/TokenizerError", message: expect.stringContaining('"z"') })
})
