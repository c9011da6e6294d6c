// A run that goes on means what a run means that was never stopped; kills at any moment are in test/trials.
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"
import { meaning } from "../testing/meaning.ts"

let model = ""
beforeAll(async () => void (model = await newModel()))

const tiny = ["--problems", "2", "--completions", "3", "--max-tokens", "6", "--eval-problems", "4", "--eval-every", "2"]
const often = ["--samples-every", "2", "--threads", "1"]

const train = (...flags: ReadonlyArray<string>) => trainOn(model, "--save-every", "2", ...flags)
const trainOn = async (model: string, ...flags: ReadonlyArray<string>) => {
  const done = await invoke("train", "--model", model, ...tiny, ...often, ...flags)
  expect(done.stderr).toBe("")
  return done.stdout
}
const resume = (run: string, ...flags: ReadonlyArray<string>) => invoke("train", "--resume", run, ...flags)

describe("a run that goes on", () => {
  const kinds: ReadonlyArray<ReadonlyArray<string>> = [
    [],
    ["--penalty", "k3", "--reward", "random", "--advantage", "leave-one-out"],
    ["--lora-rank", "2", "--lora-frozen", "int8", "--reward", "trajectory-mean"],
    ["--reward", "self-certainty:1,length:-0.1", "--loss", "gspo", "--warm-up", "3", "--recompute", "always"],
    ["--minibatches", "2", "--loss", "reinforce", "--correction", "mask", "--whitened"],
    ["--epochs", "2", "--votes", "4", "--replacements", "2", "--reward", "majority-vote", "--without-cut"],
    ["--reward", "teacher-vote:1,log-ratio:0.1", "--teacher", "following:0.3", "--minibatches", "2"],
    ["--lookahead", "2", "--loss", "reinforce", "--correction", "truncate"],
    ["--lookahead", "1", "--minibatches", "2", "--lora-rank", "2", "--guard", "clock:updates=99"],
    ["--top-k", "9", "--repetition-penalty", "1.3", "--signal-temperature", "0.8"],
  ]
  it.each(kinds)("means what one means that was never stopped: %s %s %s %s %s %s %s %s", async (...flags) => {
    const given = flags.filter((flag) => typeof flag === "string")
    const [whole, cut] = [newFolder(), newFolder()].map((folder) => join(folder, "run"))
    await train(...given, "--steps", "6", "--out", whole)
    await train(...given, "--steps", "4", "--out", cut)
    const { ok, stdout, stderr } = await resume(cut, "--steps", "6")
    expect({ ok, stderr }).toEqual({ ok: true, stderr: "" })
    expect(stdout).toContain("Going on after update 4 of 6")
    expect(meaning(cut)).toEqual(meaning(whole))
    expect(readdirSync(join(whole, "checkpoints"))).toEqual(["000004", "000006"])
  }, 60_000)

  it("goes on by a config.json from before there were so many settings", async () => {
    const folder = newFolder()
    const [whole, cut] = [join(folder, "whole"), join(folder, "cut")]
    await train("--steps", "4", "--out", whole)
    await train("--steps", "2", "--out", cut)
    const file = join(cut, "config.json")
    const settings = JSON.parse(readFileSync(file, "utf8"))
    const since = [
      "votes",
      "replacements",
      "signalTemperature",
      "topK",
      "topP",
      "minP",
      "repetitionPenalty",
      "overlongMargin",
    ]
    since.push(
      "whitened",
      "withoutCut",
      "minibatches",
      "epochs",
      "correction",
      "correctionPer",
      "correctionCap",
      "entropyBonus",
    )
    for (const name of since) expect(settings).toHaveProperty(name)
    const older = Object.fromEntries(Object.entries(settings).filter(([name]) => !since.includes(name)))
    writeFileSync(file, JSON.stringify(older))
    expect(await resume(cut, "--steps", "4")).toMatchObject({ ok: true, stderr: "" })
    expect(meaning(cut)).toEqual(meaning(whole))
  }, 60_000)

  it("does again what it did after its last checkpoint, and takes up what was half-written", async () => {
    const folder = newFolder()
    const [whole, cut] = [join(folder, "whole"), join(folder, "cut")]
    await trainOn(model, "--steps", "5", "--out", whole, "--save-every", "3", "--keep", "3")
    cpSync(whole, cut, { recursive: true })
    // As if it had been killed at update 5, between the two renames that replace a model, and while it wrote.
    for (const name of ["checkpoints/000003", "final"]) {
      cpSync(join(cut, name), join(cut, `${name}.partial`), { recursive: true })
    }
    writeFileSync(join(cut, "config.json.partial"), "{")
    writeFileSync(join(cut, "checkpoints/000005/training_state.safetensors"), "half")
    if (existsSync(join(cut, "best"))) cpSync(join(cut, "best"), join(cut, "best.old"), { recursive: true })
    writeFileSync(join(cut, "metrics.jsonl"), readFileSync(join(cut, "metrics.jsonl"), "utf8") + '{"step":6,"rew')
    const { ok, stdout } = await resume(cut)
    expect(ok).toBe(true)
    expect(stdout).toMatch(
      /Cannot read checkpoint ".*000005": "training_state.safetensors" has 4 bytes, not \d+; going on/,
    )
    expect(stdout).toContain("Going on after update 3 of 5")
    expect(meaning(cut)).toEqual(meaning(whole))
  }, 60_000)

  it("takes no checkpoint for its own that it did not go on from", async () => {
    const run = join(newFolder(), "run")
    await trainOn(model, "--steps", "6", "--out", run, "--save-every", "3", "--keep", "3")
    writeFileSync(join(run, "checkpoints/000006/training_state.safetensors"), "half")
    expect((await resume(run, "--steps", "4")).ok).toBe(true)
    expect(readdirSync(join(run, "checkpoints"))).toEqual(["000003", "000004"])
  }, 60_000)

  it("begins anew where there is no checkpoint yet", async () => {
    const folder = newFolder()
    const [whole, cut] = [join(folder, "whole"), join(folder, "cut")]
    await train("--steps", "2", "--out", whole)
    await train("--steps", "2", "--out", cut)
    rmSync(join(cut, "checkpoints"), { recursive: true })
    expect(await resume(cut)).toMatchObject({ ok: true, stderr: "" })
    expect(meaning(cut)).toEqual(meaning(whole))
  }, 60_000)
})

describe("a run that cannot go on", () => {
  it("says why, and stays as it is", async () => {
    const run = join(newFolder(), "run")
    await train("--steps", "2", "--out", run)
    const before = meaning(run)
    const told = async (...flags: ReadonlyArray<string>) => {
      const { ok, stderr } = await resume(run, ...flags)
      expect(ok).toBe(false)
      return stderr
    }
    expect(await told("--learning-rate", "1")).toContain("with --learning-rate 1: it was begun with 0.0003")
    expect(await told("--signals", "entropy")).toContain("with --signals entropy: it was begun with")
    expect(await told("--config", "x.json")).toBe("rlif: Cannot start: --config and --resume are both given")
    expect((await resume(join(run, "none"))).stderr).toContain(join(run, "none"))
    const { stderr } = await invoke("train", "--config", join(run, "config.json"), "--out", run)
    expect(stderr).toContain("the folder is not empty")
    // Another model under the name of the run's own.
    const config = JSON.parse(readFileSync(join(run, "config.json"), "utf8"))
    writeFileSync(join(run, "config.json"), JSON.stringify({ ...config, resume: run }))
    expect(await told()).toContain('"resume" is no key, but a flag alone: --resume')
    writeFileSync(join(run, "config.json"), `${JSON.stringify(config, null, 2)}\n`)
    expect(meaning(run)).toEqual(before)
  }, 60_000)

  it("is one whose checkpoints can none of them be read, and loses none", async () => {
    const run = join(newFolder(), "run")
    await trainOn(model, "--steps", "2", "--out", run, "--save-every", "1", "--keep", "2")
    const manifest = (step: string) => join(run, "checkpoints", step, "checkpoint.json")
    writeFileSync(manifest("000001"), "{}")
    const later = { ...JSON.parse(readFileSync(manifest("000002"), "utf8")), format: 2, all: "else" }
    writeFileSync(manifest("000002"), JSON.stringify(later))
    const before = meaning(run)
    const { ok, stderr } = await resume(run)
    expect(ok).toBe(false)
    expect(stderr).toContain("none of its checkpoints can be read")
    expect(stderr).toContain("it has format 2, and this version of rlif reads format 1")
    expect(meaning(run)).toEqual(before)
  }, 60_000)

  it("is told from one whose reference is another model", async () => {
    const [folder, other] = [newFolder(), await newModel()]
    const [run, own] = [join(folder, "run"), join(folder, "model")]
    cpSync(model, own, { recursive: true })
    await trainOn(own, "--penalty", "k1", "--steps", "2", "--out", run)
    const weights = readFileSync(join(other, "model.safetensors"))
    weights[weights.length - 2] ^= 1
    writeFileSync(join(own, "model.safetensors"), weights)
    expect((await resume(run)).stderr).toContain("the weights that a penalty compares with are others")
  }, 60_000)

  it("has a warning where something else computed it", async () => {
    const run = join(newFolder(), "run")
    await train("--steps", "2", "--out", run)
    const file = join(run, "checkpoints", "000002", "checkpoint.json")
    const manifest = JSON.parse(readFileSync(file, "utf8"))
    const made = { ...manifest.made, onnxruntime: "1.0.0", processor: "an abacus" }
    writeFileSync(file, JSON.stringify({ ...manifest, made }))
    const { stdout } = await resume(run, "--steps", "3")
    expect(stdout).toMatch(/Warning: .* processor was an abacus, is .*; onnxruntime was 1.0.0, is \d/)
  }, 60_000)
})

it("keeps a checkpoint, and says how to go on, where a run fails", async () => {
  const folder = newFolder()
  const reward = join(folder, "reward.mjs")
  writeFileSync(
    reward,
    `import { perRollout } from "@rlif/rewards/reward"
export const reward = perRollout("third", [], (_, { version }) => {
  if (version === 3) throw new Error("enough")
  return 1
})`,
  )
  const run = join(folder, "run")
  const { ok, stderr } = await invoke(
    "train",
    "--model",
    model,
    ...tiny,
    "--steps",
    "5",
    "--reward",
    reward,
    "--out",
    run,
  )
  expect(ok).toBe(false)
  const lines = stderr.split("\n")
  expect(lines[0]).toBe(`Stopped: 3 of 5 updates are kept in ${run}/checkpoints/000003`)
  expect(lines[1]).toBe(`Go on: rlif train --resume ${run}`)
  expect(lines[2]).toContain("its reward failed: enough")
  writeFileSync(reward, readFileSync(reward, "utf8").replace("version === 3", "false"))
  expect((await resume(run)).stderr).toContain("only --allow-modules lets a file name one")
}, 60_000)
