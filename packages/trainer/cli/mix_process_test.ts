// `rlif mix` as a process of its own, on models that are not small: what it holds in memory, and what a kill leaves.
import { toBfloat16, toFloat16 } from "@rlif/core/checkpoint/half.ts"
import { formatHeader } from "@rlif/core/checkpoint/safetensors_header.ts"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { setTimeout } from "node:timers/promises"
import { expect, it, onTestFinished } from "vitest"
import { newFolder } from "../testing/invoke.ts"

const shards = 2
const tensors = 5
const [rows, columns] = [10_000, 1000]
/** Of a tensor. */
const bytes = rows * columns * 2
const narrow = { BF16: toBfloat16, F16: toFloat16 }
type Half = keyof typeof narrow

const shardName = (shard: number) => `model-0000${shard + 1}-of-0000${shards}.safetensors`
const tensorName = (shard: number, i: number) => `model.layers.${shard}.${i}.weight`
const header = (shard: number, dtype: Half) =>
  formatHeader(Array.from({ length: tensors }, (_, i) => ({
    name: tensorName(shard, i),
    dtype,
    dims: [rows, columns],
    begin: i * bytes,
    end: (i + 1) * bytes,
  })))

/** A folder that goes with the test. */
const roomFor = () => {
  const folder = newFolder()
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** 200 MB of weights in shards: `last` at the end of every tensor, and zeros, which take no room on the disk. */
const largeModel = (dtype: Half, last: number) => {
  const folder = roomFor()
  const number = new Uint8Array(narrow[dtype](Float32Array.of(last)).buffer)
  const places: Record<string, string> = {}
  for (let shard = 0; shard < shards; shard++) {
    const file = openSync(join(folder, shardName(shard)), "w")
    const head = header(shard, dtype)
    writeSync(file, head)
    for (let i = 0; i < tensors; i++) {
      writeSync(file, number, 0, 2, head.length + (i + 1) * bytes - 2)
      places[tensorName(shard, i)] = shardName(shard)
    }
    closeSync(file)
  }
  writeFileSync(join(folder, "model.safetensors.index.json"), JSON.stringify({ weight_map: places }))
  writeFileSync(join(folder, "config.json"), "{}")
  return folder
}

/** The command, which says at its end how much memory it held at most, in bytes. */
const start = (...args: ReadonlyArray<string>) => {
  const measure = "process.on('exit', () => console.error(process.resourceUsage().maxRSS * 1024))"
  const main = join(import.meta.dirname, "main.ts")
  return spawn(process.execPath, ["--import", `data:text/javascript,${measure}`, main, "mix", ...args])
}

const peakOf = async (...args: ReadonlyArray<string>) => {
  const child = start(...args)
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "exit")])
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^\d+\n$/)])
  return Number(stderr)
}

it("holds pieces of two tensors, never a model", async () => {
  const [base, instruct, out] = [largeModel("BF16", 1), largeModel("F16", 3), roomFor()]
  const args = ["--base", base, "--instruct", instruct, "--ratio", "0.25", "--out", out]
  const before = await peakOf(...args, "--dry-run")
  const peak = await peakOf(...args)
  const size = shards * tensors * bytes
  expect(size).toBe(200_000_000)
  expect(peak - before).toBeLessThan(0.75 * size)
  for (let shard = 0; shard < shards; shard++) {
    const [mixed, head] = [readFileSync(join(out, "0.25", shardName(shard))), header(shard, "BF16")]
    expect(mixed.length).toBe(head.length + tensors * bytes)
    expect(mixed.subarray(0, head.length).equals(head)).toBe(true)
    for (let i = 1; i <= tensors; i++) {
      expect(mixed.readUInt16LE(head.length + i * bytes - 2)).toBe(toBfloat16(Float32Array.of(1.5))[0])
      expect(mixed.readUInt16LE(head.length + i * bytes - 4)).toBe(0)
    }
  }
}, 300_000)

it("leaves a folder where it is killed that the next one removes, and no other", async () => {
  const [base, instruct, out] = [largeModel("BF16", 1), largeModel("BF16", 3), roomFor()]
  const args = ["--base", base, "--instruct", instruct, "--out", out]
  const child = start(...args, "--ratio", "0.5")
  const gone = once(child, "exit")
  const left = () => readdirSync(out).filter((name) => name.startsWith(".staging-"))
  const begun = () => left().some((name) => readdirSync(join(out, name, "model")).length > 0)
  while (child.exitCode === null && !begun()) await setTimeout(20)
  child.kill("SIGKILL")
  expect(await gone).toEqual([null, "SIGKILL"])
  expect(left()).toEqual([expect.stringContaining(`.staging-${hostname()}-${child.pid}-`)])
  const others = [`.staging-${hostname()}-${process.pid}-abcdef`, `.staging-other-${child.pid}-abcdef`, ".staging-mine"]
  for (const name of others) mkdirSync(join(out, name))
  await peakOf(...args, "--ratio", "0")
  expect(readdirSync(out).sort()).toEqual([...others, "0"].sort())
}, 300_000)
