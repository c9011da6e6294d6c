import * as Policy from "@rlif/core/policy"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { fingerprint } from "@rlif/core/graph/fingerprint.ts"
import { loadFolder } from "@rlif/core/checkpoint/folder"
import { arithmeticTokenizer, heldOut, parse } from "@rlif/core/data/arithmetic"
import { initialize } from "@rlif/core/model/initialize"
import { layer as cpu } from "@rlif/core/runtime/providers/cpu"
import { codec } from "@rlif/core/text"
import { Effect, Layer, Stream } from "effect"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { shippedFolder, shippedModels } from "./shipped.ts"
import { baseRecipe, documents, instructRecipe, learn, shippedShape } from "./recipe.ts"

/** The losses and the weights after the first steps of the recipe. */
const begin = (steps: number) =>
  Effect.gen(function* () {
    const policy = yield* Policy.Policy
    const run = yield* Stream.runCollect(Stream.take(learn(baseRecipe)(documents(baseRecipe)), steps))
    return { losses: run.map(({ metrics }) => metrics.loss), ...yield* policy.version }
  }).pipe(
    Effect.provide(
      Policy.layerParameters({ config: shippedShape, parameters: initialize(shippedShape, baseRecipe.seed) }),
    ),
    Effect.provide(Layer.merge(cpu, NodeServices.layer)),
    Effect.runPromise,
  )

describe("the recipe", () => {
  it("gives the same bits twice, and learns", async () => {
    const [once, twice] = [await begin(6), await begin(6)]
    expect(once).toEqual(twice)
    expect(once.updates).toBe(6)
    expect(once.losses[5]).toBeLessThan(once.losses[0])
  })

  it("reads no held-out problem", async () => {
    const { decode } = codec(arithmeticTokenizer)
    for (const recipe of [baseRecipe, instructRecipe]) {
      const batches = await Effect.runPromise(Stream.runCollect(Stream.take(documents(recipe), 20)))
      const prompts = batches.flat().map(({ prompt }) => decode(prompt))
      expect(prompts.length).toBe(20 * recipe.documents)
      expect(prompts.filter((prompt) => heldOut(parse(prompt)))).toEqual([])
    }
  })
})

describe("the models that ship", () => {
  it.each([["base", baseRecipe], ["instruct", instructRecipe]] as const)(
    "%s is the one its recipe made",
    async (name, recipe) => {
      const made = JSON.parse(readFileSync(join(shippedFolder(name), "recipe.json"), "utf8"))
      const { parameters, config } = await Effect.runPromise(
        loadFolder(shippedFolder(name)).pipe(Effect.provide(NodeServices.layer)),
      )
      expect(made.recipe).toEqual(recipe)
      expect(config).toEqual(shippedShape)
      expect(fingerprint(parameters)).toBe(made.fingerprint)
    },
  )

  it("take at most 4 MB together", () => {
    const sizes = shippedModels.flatMap((name) =>
      readdirSync(shippedFolder(name)).map((file) => statSync(join(shippedFolder(name), file)).size)
    )
    expect(sizes.reduce((a, b) => a + b)).toBeLessThan(4 * 2 ** 20)
  })
})
