import * as NodeServices from "@effect/platform-node/NodeServices"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { paper } from "@rlif/trainer/defaults/defaults"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import { Effect } from "effect"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, describe, expect, it } from "vitest"
import { costOf, parametersOf, programsOf } from "./cost.ts"
import { planOf } from "./paper.ts"

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "rlif-paper-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const plan = (file: string, out = "out") => Effect.runPromise(Effect.provide(planOf(file, out), NodeServices.layer))

const tiny = {
  source: "a test",
  data: "generated",
  lengths: { prompt: 9, completion: 24, why: "a test" },
  models: { base: JSON.parse(readFileSync(join(shippedFolder("base"), "config.json"), "utf8")) },
  mixes: [],
  settings: { steps: 1, problems: 2, completions: 2, maxTokens: 8, evalProblems: 4 },
  figures: [
    { figure: "base_curves", models: ["base"], rewards: [{ reward: "self-certainty" }, { reward: "random" }] },
    { figure: "controls", models: ["base"], rewards: [{ reward: "random" }] },
  ],
}
const written = (paper: object, name = "paper.json") => {
  const file = join(folder, name)
  writeFileSync(file, JSON.stringify(paper))
  return file
}
const reproduce = (...args: ReadonlyArray<string>) =>
  spawnSync(process.execPath, [here("main.ts"), ...args], { encoding: "utf8", cwd: folder })

describe("paper.json", async () => {
  const { models, runs } = await plan(here("paper.json"), "out")
  it.each([["Qwen/Qwen2.5-3B", 3.09], ["Qwen/Qwen3-1.7B-Base", 1.72], ["Qwen/Qwen3-4B-Base", 4.02]])(
    "has the shape of %s, which is published to have %d billion parameters",
    (name, billions) => expect(parametersOf(models.get(name)!) / 1e9).toBeCloseTo(billions, 2),
  )

  it("has the paper's settings in every run", () => {
    for (const { settings } of runs) {
      expect(settings).toMatchObject({
        problems: 128,
        completions: 8,
        learningRate: 3e-6,
        schedule: "cosine",
        penalty: "k3",
        penaltyWeight: 0.005,
        temperature: 1,
        eps: 1e-6,
        advantage: "standardized",
      })
      expect(settings.warmUp / settings.steps).toBeCloseTo(0.1, 2)
    }
  })

  it("has the defaults of the library's pipeline, but for verl's decay of the weights", () => {
    const { rising: _, problems, ...rest } = paper
    expect(runs[0].settings).toMatchObject({ ...rest, problems, weightDecay: 0.01 })
  })

  it("runs what two figures show once", () => {
    const folders = runs.map(({ settings }) => settings.out)
    expect(new Set(folders).size).toBe(folders.length)
    expect(runs.find(({ settings }) => settings.out === "out/Qwen/Qwen2.5-3B/self-certainty")?.figures)
      .toEqual(["base_curves", "weight_mixing"])
  })
})

describe("costOf", async () => {
  const { runs: [{ settings }], models } = await plan(written(tiny))
  const config: ModelConfig = models.get("base")!
  const { layers, heads, keyHeads, headWidth, width, inner, vocab } = config
  const weights = layers * (width * headWidth * (2 * heads + 2 * keyHeads) + 3 * width * inner)

  it("counts what can be counted by hand", () => {
    // Of one group of one: P - 1 + T tokens read, T predicted; scores and values of prompt and completion.
    const one = { ...settings, steps: 1, problems: 1, completions: 1, evalProblems: 0, penalty: "k3" as const }
    const [prompt, completion] = [9, 24]
    const { sampling, reference, evaluating } = costOf(programsOf(config, one), one, { prompt, completion })
    const written = completion - 1
    const attention = 4 * layers * heads * headWidth * (prompt ** 2 + written * (prompt + written))
    const head = 2 * completion * width * vocab
    expect(reference).toBe(2 * weights * (prompt + written) + attention + head)
    // The sampler's cache is half as long on average; a token's own key takes no matrix product.
    const cached = 4 * layers * heads * headWidth * (prompt ** 2 + written * (prompt + completion / 2))
    expect(sampling).toBe(2 * weights * (prompt + written) + cached + head)
    expect(evaluating).toBe(0)
  })

  it("counts two products backward for each forward", () => {
    const { learning, reference } = costOf(programsOf(config, { ...settings, penalty: "k3" }), settings, tiny.lengths)
    expect(learning / reference).toBeGreaterThan(2.8)
    expect(learning / reference).toBeLessThan(3.2)
  })

  it("counts no reference where no penalty needs one", () =>
    expect(costOf(programsOf(config, settings), settings, tiny.lengths).reference).toBe(0))
})

describe("what cannot be planned", () => {
  const other = { ...tiny.models.base, hidden_size: 48 }
  it.each<readonly [string, object, string]>([
    [
      "an unknown model",
      { figures: [{ ...tiny.figures[0], models: ["large"] }] },
      'figure "base_curves" needs "large"',
    ],
    ["an unknown setting", { settings: { step: 1 } }, 'unknown key "step"'],
    ["a value out of range", { settings: { problems: 0 } }, 'key "problems" of figure "base_curves"'],
    ["an unknown reward", { figures: [{ ...tiny.figures[0], rewards: [{ reward: "luck" }] }] }, 'key "reward"'],
    [
      "an architecture that is not there",
      { models: { base: { ...tiny.models.base, model_type: "mamba" } } },
      "model_type",
    ],
    ["an unknown field", { figure: [] }, "figure"],
    ["a missing field", { models: undefined }, "models"],
    ["a mix of a stranger", { mixes: [{ base: "base", instruct: "x", ratios: [0.5], out: "m" }] }, '"x" needs both'],
    [
      "a mix of two shapes",
      {
        models: { base: tiny.models.base, other },
        mixes: [{ base: "base", instruct: "other", ratios: [0.5], out: "m" }],
      },
      "differ in shape",
    ],
  ])("is refused with its name: %s", async (_, fields, message) => {
    const file = written({ ...tiny, ...fields }, "wrong.json")
    await expect(plan(file)).rejects.toThrow(message)
    await expect(plan(file)).rejects.toThrow("wrong.json")
  })

  it("is said on one line, with a status that is not 0", () => {
    const { status, stdout, stderr } = reproduce("--config", "nowhere.json", "--dry-run")
    expect([status, stdout]).toEqual([2, ""])
    expect(stderr).toContain('Cannot plan "nowhere.json"')
    expect(stderr.trim().split("\n").length).toBe(1)
  })
})

it("compiles every program in a dry run, and says what the runs would cost", () => {
  const { status, stdout } = reproduce("--config", written(tiny), "--dry-run", "--out", "dry")
  expect(status).toBe(0)
  expect(stdout).toContain("base: llama, 3 layers, 0.000340 billion parameters")
  expect(stdout).toContain("dry/base/random (base_curves, controls): 1 x 2 x 2 completions")
  expect(stdout).toMatch(/All 2: [\d.]+e\+\d+ floating-point operations, \d+ minutes here/)
  expect(readdirSync(folder)).not.toContain("dry")
})

it("trains each run once, each into a folder of its own", () => {
  const args = ["--config", written(tiny), "--out", "runs"]
  const first = reproduce(...args)
  expect(first.stderr).not.toContain("Cannot")
  expect(first.status).toBe(0)
  for (const reward of ["self-certainty", "random"]) {
    const config = JSON.parse(readFileSync(join(folder, "runs/base", reward, "config.json"), "utf8"))
    expect(config).toMatchObject({ reward, model: "base", steps: 1, problems: 2 })
  }
  expect(reproduce(...args).stdout).toContain("2 runs, 0 to do")
  rmSync(join(folder, "runs/base/random/final"), { recursive: true })
  expect(reproduce(...args).stderr).toContain('Cannot run into "runs/base/random": it holds a run that did not end')
}, 60_000)
