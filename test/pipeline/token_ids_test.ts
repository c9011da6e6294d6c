// Token ids in, token ids out: what is sampled is what is read and learned from, whatever its text would encode to.
import * as Policy from "@rlif/core/policy"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import { tinyModel } from "@rlif/core/testing/tiny_model.ts"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import type { TrainingBatch } from "@rlif/core/learn/learner"
import type { Completion } from "@rlif/core/generate/request.ts"
import type { SampleRequest } from "@rlif/core/generate/request.ts"
import { type Codec, codec, Tokenizer } from "@rlif/core/text"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { pipeline } from "@rlif/trainer/pipeline"
import { Effect, Layer, Stream } from "effect"
import { expect, it } from "vitest"
import { chatFiles } from "../../packages/core/testing/chat_files.ts"

const { config, weights } = tinyModel({ vocab: 262, tied: true })
const real = codec(chatFiles)

it("goes through no text on its way from the sampler to the learner", async () => {
  const encoded: Array<string> = []
  const prompts: Array<Int32Array> = []
  const sampled: Array<Completion> = []
  const learned: Array<TrainingBatch> = []
  // The real tokenizer and the real policy, and a record of what passes.
  const watchedCodec: Codec = {
    ...real,
    encode: (text, options) => {
      encoded.push(text)
      return real.encode(text, options)
    },
  }
  const watched = Layer.effect(
    Policy.Policy,
    Effect.map(Policy.Policy, (policy) =>
      Policy.Policy.of(
        {
          ...policy,
          sample: (request: SampleRequest<never>) => {
            prompts.push(...request.prompts)
            return Effect.tap(
              policy.sample(request),
              (groups) => Effect.sync(() => sampled.push(...groups.flat() as ReadonlyArray<Completion>)),
            )
          },
          learn: (learner) =>
            Effect.map(policy.learn(learner), ({ update, ...rest }) => ({
              ...rest,
              update: (batch: TrainingBatch) => {
                learned.push(batch)
                return update(batch)
              },
            })),
        } as typeof policy,
      )),
  ).pipe(
    Layer.provide(Policy.layerParameters({ config, parameters: weights })),
    Layer.provide([Cpu.layer, NodeFileSystem.layer, NodePath.layer]),
  )
  const problems = Array.from({ length: 8 }, (_, i) => ({ id: `${i}`, problem: `user ${i}`, gold: "" }))
  await Stream.fromIterable(problems).pipe(
    pipeline({ reward: selfCertainty(), steps: 2, seed: 1, problems: 4, completions: 4, maxTokens: 12 }),
    Stream.runDrain,
    Effect.provide([watched, Layer.succeed(Tokenizer, watchedCodec)]),
    Effect.runPromise,
  )

  // Only prompts are ever encoded, each once.
  expect(encoded).toEqual(problems.map(({ problem }) => problem))
  const groups = learned.flatMap(({ groups }) => groups)
  expect(groups.map(({ prompt }) => prompt)).toEqual(prompts)
  const rows = groups.flatMap(({ rows }) => rows.map(({ tokens }) => tokens))
  expect(rows).toEqual(sampled.map(({ tokens }) => tokens))
  expect(rows).toHaveLength(32)
  // And it matters: of bytes at random, hardly any text has these ids.
  const lost = rows.filter((tokens) => `${real.encode(real.decode(tokens), { addSpecial: false })}` !== `${tokens}`)
  expect(lost.length).toBeGreaterThan(16)
})
