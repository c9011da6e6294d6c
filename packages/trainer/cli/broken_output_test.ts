// What becomes of each command where nobody takes what it prints.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync, existsSync, openSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { beforeAll, describe, expect, it } from "vitest"
import { madeUp } from "../page/testing/made_up.ts"
import { newFolder, newModel } from "../testing/invoke.ts"
import { commands } from "./_commands.ts"

const main = fileURLToPath(new URL("main.ts", import.meta.url))
const [model, folder] = [newModel(), newFolder()]
const rows = join(folder, "rows.jsonl")
beforeAll(() => writeFileSync(rows, '{"tokens":[1,2],"prompt_length":1,"gold":"1","answer":"1"}\n'))

const few = ["--problems", "2", "--max-tokens", "6"]

/** A call of each command that prints. */
const calls: Readonly<Record<string, (model: string) => ReadonlyArray<string>>> = {
  train: (
    model,
  ) => ["--model", model, ...few, "--eval-problems", "0", "--steps", "2", "--out", join(newFolder(), "run")],
  report: () => [madeUp({ name: "a" }), "--out", "-"],
  watch: () => [madeUp({ name: "a" })],
  samples: () => [madeUp({ name: "a" })],
  advise: (model) => ["--model", model, ...few],
  pretrain: () => ["--steps", "1", "--documents", "1", "--out", join(newFolder(), "model")],
  sample: (model) => ["--model", model, ...few],
  eval: (model) => ["--model", model, ...few],
  compare: (model) => [model, model, ...few],
  read: (model) => ["--model", model, "--input", rows, "--output", "-"],
  grade: () => ["--input", rows, "--output", "-"],
  mix: (
    model,
  ) => ["--base", model, "--instruct", model, "--ratio", "0.5", "--out", join(newFolder(), "m"), "--dry-run"],
  merge: () => ["--help"],
  export: (model) => ["--model", model, "--out", join(newFolder(), "onnx"), "--dry-run"],
  verify: () => ["--cases", "20"],
  worker: () => ["--help"],
  workers: () => ["--help"],
  env: () => [],
}

const ended = async (args: ReadonlyArray<string>, stdout: number | "pipe") => {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", stdout, "pipe"] })
  child.stdout?.destroy()
  let stderr = ""
  child.stderr!.on("data", (chunk) => (stderr += chunk))
  const [code]: ReadonlyArray<unknown> = await once(child, "close")
  return { code, said: stderr.split("\n").filter((line) => line.startsWith("rlif: ")) }
}

describe.each(commands.map(({ name }) => name))("rlif %s", (name) => {
  const call = async () => [name, ...calls[name](await model)]

  it("ends with a line and a status where its reader is gone", async () => {
    const said = ["rlif: Cannot write to standard output: nobody reads it any more (EPIPE)"]
    expect(await ended(await call(), "pipe")).toEqual({ code: 1, said })
  }, 60_000)

  it.runIf(existsSync("/dev/full"))("ends with a line and a status on a full disk", async () => {
    const full = openSync("/dev/full", "w")
    const said = ["rlif: Cannot write to standard output: ENOSPC: no space left on device, write"]
    expect(await ended(await call(), full)).toEqual({ code: 1, said })
    closeSync(full)
  }, 60_000)
})
