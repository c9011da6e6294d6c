// What is run is what `rlif train --recipe NAME` runs, with flags for the sizes.
import * as NodeServices from "@effect/platform-node/NodeServices"
import { decode } from "@rlif/trainer/settings/setting.ts"
import { recipeNames, recipes } from "@rlif/trainer/settings/recipes.ts"
import { trainSettings, trainSettingsOf } from "@rlif/trainer/settings/train_settings.ts"
import { Effect, Option } from "effect"
import { describe, expect, it } from "vitest"
import { resultName } from "../store.ts"
import { runs, settingsOf, sizes } from "./cell.ts"
import { kindOf, kinds, recipesOf } from "./kind.ts"

const data = { data: "mine.jsonl", evalProblems: 0 }

describe.each(recipeNames.map((recipe) => ({ recipe })))("$recipe", ({ recipe }) => {
  const given = settingsOf({ recipe, seed: 501 }, sizes)

  it("has the settings of the command, with flags for sizes, rate and seed alone", async () => {
    const own: Readonly<Record<string, unknown>> = recipes[recipe].settings
    const flags = Object.entries({ ...given, ...data }).filter(([name, value]) => own[name] !== value)
    const some = (value: unknown) => Option.some(value)
    const command = await decode(trainSettings, {
      recipe: some(recipe),
      ...Object.fromEntries(flags.map(([name, value]) => [name, some(value)])),
    }).pipe(Effect.provide(NodeServices.layer), Effect.runPromise)
    const { recipe: _, ...settings } = Effect.runSync(trainSettingsOf({ json: { ...given, ...data }, where: recipe }))
    expect({ ...command, recipe: "" }).toEqual({ ...settings, recipe: "" })
    const changed = flags.map(([name]) => name).filter((name) => !(name in data))
    expect(["completions", "learningRate", "problems", "saveEvery", "seed", "steps", "votes"]).toEqual(
      expect.arrayContaining(changed),
    )
  })

  it("makes as many updates as there are whole batches in 96", () => {
    const { minibatches = 1 }: { readonly minibatches?: number } = recipes[recipe].settings as never
    expect(given.steps % minibatches).toBe(0)
    expect(given.steps).toBeGreaterThan(96 - minibatches)
    expect(given.steps).toBeLessThanOrEqual(96)
    const { wordings } = { wordings: "paraphraseColumn" in given ? 2 : 1 }
    expect([8, 32, 480]).toContain(given.problems * wordings)
  })
})

it("has a run of each recipe for each of five seeds of its own, no two under one name", () => {
  const all = runs(sizes)
  expect(all.length).toBe(5 * recipeNames.length)
  expect(Math.min(...sizes.seeds)).toBeGreaterThan(500)
  expect(new Set(all.map((cell) => resultName({ kind: "recipe", cell, sizes }))).size).toBe(all.length)
})

it("knows what each recipe is paid for by its settings", () => {
  expect(kindOf({})).toBe("certainty")
  expect(kindOf({ reward: "random:1,exact-answer:1" })).toBe("labels")
  expect(kindOf({ reward: "cluster-frequency:1,self-certainty:1" })).toBe("agreement")
  expect(kindOf({ reward: "exact-answer", loss: "nll" })).toBe("texts")
  expect(recipesOf(...kinds).length).toBe(recipeNames.length)
  for (const kind of kinds) expect(recipesOf(kind).length).toBeGreaterThan(1)
})
