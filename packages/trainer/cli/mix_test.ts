import * as NodeServices from "@effect/platform-node/NodeServices"
import { loadFolder } from "@rlif/core/checkpoint/folder"
import { toBfloat16, toFloat16 } from "@rlif/core/checkpoint/half.ts"
import { readSafetensors, writeSafetensors } from "@rlif/core/checkpoint/safetensors.ts"
import type { WeightDType } from "@rlif/core/checkpoint/safetensors_header.ts"
import { value } from "@rlif/core/graph/value"
import { Effect, Record } from "effect"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { shippedFolder } from "../pretrain/shipped.ts"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"

const models = ["--base", "base", "--instruct", "instruct"]

/** Runs `rlif mix` on the shipped models into a new folder of a new folder, and hands back that one and what was printed. */
const mix = async (...flags: ReadonlyArray<string>) => {
  const out = join(newFolder(), "mixes")
  return { out, ...await invoke("mix", ...models, "--out", out, ...flags) }
}

it("makes models that sample, in folders named as their ratios are spelled", async () => {
  const { out, ok, stdout, stderr } = await mix("--ratio", "0, .5,0.750,1")
  expect({ ok, stderr }).toEqual({ ok: true, stderr: "" })
  expect(readdirSync(out).sort()).toEqual(["0", "0.5", "0.75", "1"])
  expect(stdout).toContain(`${join(out, "0.5")}/model.safetensors`)
  expect(stdout.split("\n")[0]).toMatch(/^wrote +bytes +from$/)
  const weights = (folder: string) => readFileSync(join(folder, "model.safetensors"))
  expect(weights(join(out, "0")).equals(weights(shippedFolder("base")))).toBe(true)
  expect(weights(join(out, "1")).equals(weights(shippedFolder("instruct")))).toBe(true)
  const texts: Array<string> = []
  for (const ratio of ["0", "0.5", "0.75", "1"]) {
    const flags = ["--problems", "3", "--temperature", "0", "--max-tokens", "48"]
    const sampled = await invoke("sample", "--model", join(out, ratio), ...flags)
    expect(sampled).toMatchObject({ ok: true, stderr: "" })
    texts.push(sampled.stdout)
  }
  expect(new Set(texts).size).toBe(4)
})

it("writes nothing in a dry run, and prints what would be written, for programs too", async () => {
  const { out, ok, stdout } = await mix("--ratio", "0.5,1", "--dry-run")
  expect([ok, existsSync(out)]).toEqual([true, false])
  const [header, , first] = stdout.split("\n")
  expect(header).toMatch(/^would write/)
  expect(first).toMatch(/mixes\/0\.5\/model\.safetensors +1362832 +base and instruct$/)
  const args = [...models, "--out", out, "--ratio", "0.5,1", "--json"]
  const planned = JSON.parse((await invoke("mix", ...args, "--dry-run")).stdout)
  expect(planned).toMatchObject({ base: "base", instruct: "instruct", dryRun: true })
  const { mixes, dryRun } = JSON.parse((await invoke("mix", ...args)).stdout)
  expect([mixes, dryRun]).toEqual([planned.mixes, false])
  for (const { folder, files } of mixes) {
    expect(files.map(({ name }: { readonly name: string }) => name).sort()).toEqual(readdirSync(folder).sort())
    for (const { name, bytes } of files) expect(readFileSync(join(folder, name)).length).toBe(bytes)
  }
})

it("adds mixes beside those that are there, and overwrites none", async () => {
  const { out } = await mix("--ratio", "0.5")
  const before = readFileSync(join(out, "0.5/model.safetensors"))
  const more = await invoke("mix", ...models, "--out", out, "--ratio", "0.25")
  expect(more).toMatchObject({ ok: true, stderr: "" })
  const again = await invoke("mix", ...models, "--out", out, "--ratio", "0.75,0.5")
  expect(again).toEqual({
    ok: false,
    stdout: "",
    stderr: `rlif: Cannot write "${join(out, "0.5")}": it exists already`,
  })
  expect(readdirSync(out).sort()).toEqual(["0.25", "0.5"])
  expect(readFileSync(join(out, "0.5/model.safetensors")).equals(before)).toBe(true)
})

const shards = [1, 2].map((i) => `model-0000${i}-of-00002.safetensors`)

/** A copy of a model of bfloat16 in shards, in another type, with numbers of its own where `scale` is not 1. */
const inShards = async (dtype: WeightDType, scale: number) => {
  const [from, to] = [join(import.meta.dirname, "../../../test/fixtures/qwen2-bf16-sharded"), newFolder()]
  const index = readFileSync(join(from, "model.safetensors.index.json"))
  writeFileSync(join(to, "model.safetensors.index.json"), index)
  writeFileSync(join(to, "config.json"), readFileSync(join(from, "config.json")))
  await Effect.forEach(shards, (shard) =>
    Effect.flatMap(readSafetensors(join(from, shard)), (weights) => {
      const scaled = Record.map(weights, ({ dims, data }) => value("float32", dims, data.map((x) => scale * x)))
      return writeSafetensors(join(to, shard), scaled, { dtype })
    })).pipe(Effect.provide(NodeServices.layer), Effect.runPromise)
  return to
}

it.each([["BF16", "F16"], ["F16", "BF16"], ["F16", "F32"], ["BF16", "BF16"]] as const)(
  "mixes shards of %s with shards of %s, and keeps the type of the first",
  async (ours, theirs) => {
    const [base, instruct, out] = [await inShards(ours, 1), await inShards(theirs, 0.5), join(newFolder(), "mixes")]
    const args = ["--base", base, "--instruct", instruct, "--ratio", "0.25", "--out", out, "--json"]
    const { ok, stderr, stdout } = await invoke("mix", ...args)
    expect({ ok, stderr }).toEqual({ ok: true, stderr: "" })
    const { mixes: [{ folder, files }] } = JSON.parse(stdout)
    expect(files.map(({ name }: { readonly name: string }) => name)).toEqual([
      ...shards,
      "model.safetensors.index.json",
      "config.json",
    ])
    const narrow = ours === "F16" ? toFloat16 : toBfloat16
    const read = (directory: string) =>
      loadFolder(directory).pipe(Effect.provide(NodeServices.layer), Effect.runPromise)
    const [mixed, x, y] = [await read(folder), await read(base), await read(instruct)].map((all) => all.parameters)
    for (const [name, { data }] of Object.entries(mixed)) {
      const between = data.map((_, i) => Math.fround(0.75 * x[name].data[i]) + Math.fround(0.25 * y[name].data[i]))
      expect(narrow(data)).toEqual(narrow(Float32Array.from(between)))
    }
    for (const shard of shards) {
      const [first, mix] = [base, folder].map((directory) => readFileSync(join(directory, shard)))
      const start = 8 + Number(first.readBigUInt64LE())
      expect([mix.length, mix.subarray(0, start).equals(first.subarray(0, start))]).toEqual([first.length, true])
    }
  },
)

it.each([
  ["1.5", /^rlif: Cannot read flag --ratio: "1.5" is not a number from 0 to 1$/],
  ["-0.5", /flag --ratio: "-0.5" is not a number/],
  ["half", /flag --ratio: "half" is not a number/],
  ["0.5,", /flag --ratio: "" is not a number/],
  ["", /flag --ratio: "" is not a number/],
  ["NaN", /flag --ratio: "NaN" is not a number/],
  ["0x1", /flag --ratio: "0x1" is not a number/],
  ["0.2,0.5,0.2", /^rlif: Cannot read flag --ratio: "0.2" is given twice$/],
  ["0.5,.5", /flag --ratio: ".5" is given twice, first as "0.5"$/],
])("refuses the ratio %j", async (ratio, message) => {
  const { out, ok, stdout, stderr } = await mix(`--ratio=${ratio}`)
  expect([ok, stdout, existsSync(out)]).toEqual([false, "", false])
  expect(stderr).toMatch(message)
})

it("names the key of a config, and the flag that is missing", async () => {
  const config = join(newFolder(), "config.json")
  writeFileSync(config, '{"base": "base", "ratio": "2"}')
  const { stderr } = await invoke("mix", "--config", config)
  expect(stderr).toBe(`rlif: Cannot read key "ratio" of config "${config}": "2" is not a number from 0 to 1`)
  expect((await invoke("mix", ...models, "--ratio", "0.5")).stderr).toBe("rlif: Cannot start: --out is missing")
})

it("says in one line everything in which two models differ", async () => {
  const out = join(newFolder(), "mixes")
  const other = await newModel()
  const flags = ["--base", other, "--instruct", "instruct", "--ratio", "0,1", "--out", out]
  for (const mode of [[], ["--dry-run"], ["--json"]]) {
    const { ok, stdout, stderr } = await invoke("mix", ...flags, ...mode)
    expect([ok, stdout, existsSync(out)]).toEqual([false, "", false])
    expect(stderr).toMatch(/^rlif: Cannot mix ".*" and ".*models\/instruct": tensor "/)
    for (const tensor of ["lm_head.weight", "model.layers.0.mlp.up_proj.weight", "model.layers.2.mlp.up_proj.weight"]) {
      expect(stderr).toContain(`tensor "${tensor}": `)
    }
    expect(stderr).not.toContain("\n")
  }
})
