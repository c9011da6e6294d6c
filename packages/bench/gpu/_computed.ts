// What one provider makes of a fixture: logits, the gradient of every parameter, and sampled tokens.
import * as names from "@rlif/core/graph/names"
import * as Policy from "@rlif/core/policy"
import { graph } from "@rlif/core/graph/graph"
import { grid, pack } from "@rlif/core/model/pack.ts"
import { feedsOf } from "@rlif/core/graph/feeds-of"
import { packedModel } from "@rlif/core/model/packed"
import { seed } from "@rlif/core/random/seed"
import { residence } from "@rlif/core/runtime/residence.ts"
import { Runtime } from "@rlif/core/runtime/runtime"
import { value } from "@rlif/core/graph/value"
import { compileLearner } from "@rlif/trainer/learn/compile-learner"
import { clipped } from "@rlif/trainer/loss/clipped"
import { k3 } from "@rlif/trainer/loss/k3"
import { plus } from "@rlif/trainer/loss/plus"
import { times } from "@rlif/trainer/loss/times"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { sgd } from "@rlif/trainer/optimizer/sgd"
import { Effect } from "effect"
import type { Fixture } from "./fixture.ts"

/** The numbers that are compared. */
export interface Computed {
  /** (M, V): the distribution that generated each completion token. */
  readonly logits: Float32Array
  /** By parameter. */
  readonly gradients: Readonly<Record<string, Float32Array>>
  readonly tokens: ReadonlyArray<number>
}

/** Computes on the runtime at hand, with the weights where it keeps them. */
export const computed = Effect.fnUntraced(function* (fixture: Fixture) {
  const { config, parameters, groups } = fixture
  const runtime = yield* Runtime
  const { feeds } = yield* residence(runtime, parameters)
  const layout = { ...feeds, ...pack(config, groups) }

  const forward = graph({ logits: packedModel(config).logits })
  const { logits } = yield* (yield* runtime.compile(forward)).run(feedsOf(forward, layout))

  // The clipped ratio and a penalty to the reference: what a run with a KL term learns by.
  const { step, trainable } = compileLearner({
    config,
    loss: plus(clipped(), times(0.1, k3)),
    aggregate: tokenMean,
    optimizer: sgd(),
  })
  const columns = ["advantage", "old", "reference"].map((name) =>
    [name, grid(groups, (row) => row.columns[name])] as const
  )
  const rows = groups.flatMap(({ rows }) => rows)
  const scalar = (x: number) => value("float32", [], Float32Array.of(x))
  const learned = yield* (yield* runtime.compile(step)).run(feedsOf(step, {
    ...layout,
    ...Object.fromEntries(columns),
    tokens: scalar(rows.reduce((sum, { tokens }) => sum + tokens.length, 0)),
    sequences: scalar(rows.length),
  }))
  const gradients = trainable.map((name) => [name, learned[names.grad(name)].data as Float32Array] as const)
  const tokens = yield* Effect.provide(sampled(fixture), Policy.layerParameters({ config, parameters }))
  return { logits: logits.data as Float32Array, gradients: Object.fromEntries(gradients), tokens } satisfies Computed
}, Effect.scoped)

const sampled = Effect.fnUntraced(function* ({ groups }: Fixture) {
  const { sample } = yield* Policy.Policy
  const completions = yield* sample({
    prompts: groups.map(({ prompt }) => prompt),
    seeds: groups.map(({ rows }, i) => rows.map((_, j) => seed(0, "gpu", i, j))),
    signals: [],
    maxTokens: 6,
    temperature: 1,
    // What ends a row early makes it leave the cache.
    endTokens: [2],
  })
  return completions.flat().flatMap(({ tokens }) => [...tokens])
})
