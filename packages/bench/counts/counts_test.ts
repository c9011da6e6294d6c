import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Preset } from "../step/preset.ts"
import { committed, counted } from "./counts.ts"
import type { Run } from "./counting.ts"
import { plan } from "./plan.ts"
import { tally } from "./tally.ts"

it.effect(
  "are those of counts.json; npm run bench -- counts --write, where they may change",
  () =>
    Effect.gen(function* () {
      expect(yield* counted).toEqual(yield* committed)
    }).pipe(Effect.provide(NodeServices.layer)),
  180_000,
)

const reduced: Preset = {
  width: 16,
  layers: 2,
  heads: 4,
  keyHeads: 2,
  inner: 24,
  vocab: 31,
  promptTokens: 5,
  newTokens: 7,
  prompts: 3,
  completions: 2,
}

// Groups of 5 + 2 x 7 tokens: two fit into 40.
it.effect("of a step that computes nothing are those of the same step on the CPU", () =>
  Effect.gen(function* () {
    for (const cut of [{}, { microBatchTokens: 40 }]) {
      const computed = yield* Effect.flatMap(Runtime, (runtime) => plan(reduced, cut, runtime))
      expect(yield* plan(reduced, cut)).toEqual(computed)
    }
  }).pipe(Effect.provide([Cpu.layer, NodeServices.layer])))

it.effect("say what is run", () =>
  Effect.gen(function* () {
    const { prefill, decode, gradient, optimizer } = tally(yield* plan(reduced, { microBatchTokens: 40 }))
    expect([prefill.runs, decode.runs, gradient.runs, optimizer.runs]).toEqual([1, 6, 2, 1])
    // The decoder has the weights bound, which an update changes.
    expect([prefill.compiled, decode.compiled, gradient.compiled, optimizer.compiled]).toEqual([0, 1, 0, 0])
    const { vocab, width, inner } = reduced
    const block = 2 * width * width + 2 * width * (width / 2) + 3 * width * inner
    const weights = 4 * (vocab * width + 2 * (block + 2 * width) + width)
    expect(decode.bound).toBe(6 * weights)
    // Each of three slots a parameter: weight, gradient and both moments in, three of them out.
    expect(optimizer.fetched).toBe(3 * weights)
    expect(optimizer.fed).toBe(4 * weights + 3 * 4)
  }).pipe(Effect.provide(NodeServices.layer)))

it.effect("have the operations of the decoder's products and attention", () =>
  Effect.gen(function* () {
    const { runs } = yield* plan(reduced, {})
    const { vocab, width, inner, layers } = reduced
    const rows = 6
    const block = 2 * width * width + 2 * width * (width / 2) + 3 * width * inner
    const products = 2 * rows * (layers * block + vocab * width)
    const attention = (keys: number) => 2 * 2 * rows * layers * width * keys
    const decoded = runs.filter(({ kind }: Run) => kind === "decode").map(({ operations }) => operations)
    // The slots of the prompt, and room for 16 more; the token's own key takes no product.
    expect(decoded).toEqual(Array(6).fill(products + attention(5 + 16)))
  }).pipe(Effect.provide(NodeServices.layer)))
