// A recipe as it is tried here is what the command makes of it, update by update.
import * as Policy from "@rlif/core/policy"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Tokenizer } from "@rlif/core/text"
import * as Engine from "@rlif/rewards/answer/math/engine"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import { invoke, newFolder } from "@rlif/trainer/testing/invoke.ts"
import { Effect, Layer } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { type RecipeCell, settingsOf, sizes } from "./cell.ts"
import { tried } from "./tried.ts"

const folder = shippedFolder("base")
const small = { ...sizes, steps: 2, completions: 3, votes: 4, every: 2, evaluated: 4 }
const start = Policy.layerFolder(folder)
const once = (recipe: RecipeCell["recipe"]) =>
  tried({ recipe, world: "sound", seed: 3 }, small, start).pipe(
    Effect.provide(Layer.mergeAll(Layer.fresh(start), Tokenizer.layerFolder(folder), Engine.layerWorker())),
    Effect.provide(Cpu.layer),
    Effect.provide(NodeServices.layer),
    Effect.runPromise,
  )

it("makes the updates of the command, rewards and all", async () => {
  const recipe = "reinforce++"
  const { updates, evaluations, cost } = await once(recipe)
  const out = join(newFolder(), "run")
  const { steps, completions, learningRate, seed } = settingsOf({ recipe, seed: 3 }, small)
  const flags = Object.entries({ steps, completions, seed, "learning-rate": learningRate, "eval-problems": 0 })
    .flatMap(([name, value]) => [`--${name}`, `${value}`])
  const { ok, stderr } = await invoke("train", "--recipe", recipe, ...flags, "--out", out)
  expect([ok, stderr]).toEqual([true, ""])
  const lines = readFileSync(join(out, "metrics.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line))
  expect(lines.length).toBe(2)
  for (const [i, { columns }] of updates.entries()) {
    for (const name of ["reward", "entropy", "completions/mean_length", "completions/clipped_ratio"]) {
      expect(columns[name], name).toBeCloseTo(lines[i][name], 12)
    }
  }
  expect(evaluations.map(({ step, right }) => [step, right.length])).toEqual([[0, 4], [2, 4]])
  // The teacher read each completion with its prompt, and nothing else was asked of it.
  const { num_tokens: read } = lines[1]
  expect(cost.completions).toBe(2 * 32 * 3)
  expect(read).toBeGreaterThan(cost.backward)
  // To sample and to learn a prompt goes through once for its completions.
  expect(cost.forward).toBe(2 * cost.backward + read)
}, 120_000)

it("asks wordings beside each other, and a teacher that follows, whose completions cost", async () => {
  const data = await once("co-rewarding-data")
  expect(data.cost.completions).toBe(2 * 16 * 2 * 3)
  const taught = await once("co-rewarding")
  expect(taught.cost.completions).toBe(2 * 2 * 32 * 3)
  for (const { updates } of [data, taught]) {
    expect(updates.map(({ step }) => step)).toEqual([1, 2])
    expect(updates[0].columns.reward).toBeGreaterThan(0)
    expect(updates[0].columns.reward).toBeLessThan(1)
  }
}, 120_000)
