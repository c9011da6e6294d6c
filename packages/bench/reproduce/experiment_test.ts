import { documentAt, trainingProblems } from "@rlif/core/data/arithmetic"
import { baseRecipe, corpora, instructRecipe, shippedShape } from "@rlif/trainer/pretrain/recipe.ts"
import { expect, it } from "vitest"
import { pairs } from "./comparison.ts"
import { key, setting } from "./experiment.ts"
import { Effect, Stream } from "effect"
import { problemsOf } from "./observation.ts"

it("decides results as it did when they were kept: where this fails, raise `setting.version` and write the new name here", async () => {
  const texts = Object.values(corpora).map((corpus) =>
    Array.from({ length: 20 }, (_, index) => documentAt(corpus, { seed: 3, index }))
  )
  const trained = await Effect.runPromise(Stream.runCollect(Stream.take(trainingProblems(3), 20)))
  const all = { setting, pairs, texts, baseRecipe, instructRecipe, shippedShape, trained, heldOut: problemsOf(3, 20) }
  expect(key("all that decides", all)).toBe("c377b6543233608d")
})

it("names results by all that is given", () => {
  expect(key("run", { a: 1 })).toMatch(/^[0-9a-f]{16}$/)
  expect(key("run", { a: 1 })).toBe(key("run", { a: 1 }))
  expect(new Set([key("run", { a: 1 }), key("run", { a: 2 }), key("part", { a: 1 })]).size).toBe(3)
})
