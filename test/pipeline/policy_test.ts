import { allSignals } from "@rlif/core/signals"
import * as Policy from "@rlif/core/policy"
import { graph } from "@rlif/core/graph/graph"
import { pack } from "@rlif/core/model/pack.ts"
import { packedModel } from "@rlif/core/model/packed"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Effect, Layer } from "effect"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import { expect, it } from "vitest"
import { names, oracle, runOnce, temperatures } from "./_oracle.ts"

const platform = Layer.mergeAll(Cpu.layer, NodeFileSystem.layer, NodePath.layer)
const withPolicy = <A, E>(name: string, body: (policy: Policy.Policy["Service"]) => Effect.Effect<A, E>) =>
  Effect.flatMap(Policy.Policy, body).pipe(
    Effect.provide(Policy.layerFolder(`test/fixtures/${name}`)),
    Effect.provide(platform),
    Effect.runPromise,
  )

const signals = { logprob: "logprob", entropy: "entropy", selfCertainty: "self_certainty" } as const
const kinds = Object.keys(signals) as ReadonlyArray<keyof typeof signals>

it.each(names)("reads %s as the reference does", (name) =>
  withPolicy(name, (policy) =>
    Effect.gen(function* () {
      const { batch, expected } = oracle(name)
      const sequences = batch.tokens.map((row, i) => ({
        tokens: Int32Array.from(row.slice(0, batch.prompt_lengths[i] + batch.completion_lengths[i])),
        promptLength: batch.prompt_lengths[i],
      }))
      for (const temperature of temperatures) {
        const found = yield* policy.read(sequences, { temperature: Number(temperature), signals: allSignals })
        for (const [i, { tokens, promptLength }] of sequences.entries()) {
          for (const kind of kinds) {
            expect(found[i][kind]).toHaveLength(tokens.length - promptLength)
            for (const [t, x] of found[i][kind].entries()) {
              expect(x).toBeCloseTo(expected.signals[temperature][signals[kind]][i][promptLength + t - 1], 4)
            }
          }
        }
      }
    })))

it.each(names)("is greedy on %s as a full recomputation is", async (name) => {
  const { batch, config, weights } = oracle(name)
  const rows = [...new Map(batch.tokens.map((row, i) => [row.slice(0, batch.prompt_lengths[i]).join(), i])).values()]
  const prompts = rows.map((i) => Int32Array.from(batch.tokens[i].slice(0, batch.prompt_lengths[i])))
  const request = { prompts, seeds: prompts.map(() => [0]), signals: [], maxTokens: 12, temperature: 0, endTokens: [] }
  const groups = await withPolicy(name, (policy) => policy.sample(request))
  const completions = groups.map(([{ tokens }]) => tokens)
  const feeds = pack(config, prompts.map((prompt, i) => ({ prompt, rows: [{ tokens: completions[i] }] })))
  const { logits } = await runOnce(graph({ logits: packedModel(config).logits }), { ...weights, ...feeds })
  const grid = feeds["layout.grid"].data
  completions.forEach((tokens, i) =>
    tokens.forEach((token, t) => {
      const m = grid[i * 12 + t]
      const z = logits.data.subarray(m * config.vocab, (m + 1) * config.vocab)
      expect(token).toBe(z.indexOf(Math.max(...z)))
    })
  )
})
