// A failure behind the policy says why by its tag, in this process and through the thread alike.
import { Effect, Layer } from "effect"
import { expect, it } from "vitest"
import { config, weights } from "../testing/tiny_model.ts"
import { platform, smallLearner } from "../testing/tiny_policy.ts"
import { layerFolder, layerParameters } from "./folder.ts"
import { Policy } from "./policy.ts"
import { layerWorker } from "./worker.ts"

const source = { config, parameters: weights }
const request = { signals: [], maxTokens: 4, temperature: 1 }
const places = {
  "this process": Layer.provide(layerParameters(source), platform),
  "a worker": layerWorker({ parameters: source }),
}

for (const [place, layer] of Object.entries(places)) {
  it(`is told apart by Effect's own combinators, from ${place}`, async () => {
    const told = (prompts: ReadonlyArray<Int32Array>, options: { readonly maxTokens?: number } = {}) =>
      Policy.pipe(
        Effect.flatMap((policy) => policy.sample({ ...request, ...options, prompts, seeds: prompts.map(() => [7]) })),
        Effect.as("sampled" as unknown),
        Effect.catchReasons("@rlif/core/PolicyError", {
          "@rlif/core/TooLong": ({ field, tokens, positions }) => Effect.succeed({ field, tokens, positions }),
          "@rlif/core/UnknownToken": ({ field, token, vocabulary }) => Effect.succeed({ field, token, vocabulary }),
          "@rlif/core/InvalidInput": ({ field }) => Effect.succeed({ field }),
        }),
      )
    const program = Effect.gen(function* () {
      expect(yield* told([Int32Array.of(1)])).toBe("sampled")
      expect(yield* told([Int32Array.of(1), new Int32Array(62)])).toEqual({
        field: "prompts[1]",
        tokens: 66,
        positions: 64,
      })
      expect(yield* told([new Int32Array(65)])).toEqual({ field: "prompts[0]", tokens: 65, positions: 64 })
      expect(yield* told([Int32Array.of(1, 19)])).toEqual({ field: "prompts[0]", token: 19, vocabulary: 19 })
      expect(yield* told([new Int32Array()])).toEqual({ field: "prompts[0]" })
      expect(yield* told([Int32Array.of(1)], { maxTokens: 0 })).toEqual({ field: "maxTokens" })
      const policy = yield* Policy
      const { update: closed } = yield* Effect.scoped(policy.learn(smallLearner()))
      const batch = { groups: [{ prompt: Int32Array.of(1), rows: [] }], learningRate: 1 }
      return (yield* Effect.flip(closed(batch))).reason._tag
    })
    expect(await program.pipe(Effect.provide(layer), Effect.runPromise)).toBe("@rlif/core/LearnerClosed")
  })
}

it("keeps the tag of what failed below", async () => {
  const opened = Layer.build(layerFolder("/nowhere")).pipe(Effect.scoped, Effect.provide(platform), Effect.flip)
  expect(await Effect.runPromise(opened)).toMatchObject({
    _tag: "@rlif/core/PolicyError",
    action: "load",
    reason: {
      _tag: "@rlif/core/Underlying",
      error: "@rlif/core/FolderError",
      message: expect.stringContaining("/nowhere"),
    },
  })
})
