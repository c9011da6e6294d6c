import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { beforeAll, expect, it } from "vitest"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"

const tiny = ["--steps", "3", "--documents", "4", "--warm-up", "1"]
let model = ""

beforeAll(async () => void (model = await newModel()))

const weights = (folder: string) => readFileSync(join(folder, "model.safetensors")).toString("base64")
const recipe = (folder: string) => JSON.parse(readFileSync(join(folder, "recipe.json"), "utf8"))

/** Runs `rlif pretrain` into a new folder, and hands back that folder with what was printed. */
const pretrain = async (...flags: ReadonlyArray<string>) => {
  const out = join(newFolder(), "model")
  const { ok, stdout, stderr } = await invoke("pretrain", ...tiny, ...flags, "--out", out)
  expect({ ok, stderr }).toEqual({ ok: true, stderr: "" })
  return { out, stdout }
}

it("makes the same model from the same seed, and says how", async () => {
  const { out, stdout } = await pretrain()
  const again = await pretrain()
  const other = await pretrain("--seed", "1")
  expect(weights(again.out)).toBe(weights(out))
  expect(weights(other.out)).not.toBe(weights(out))
  const made = recipe(out)
  expect(recipe(again.out)).toEqual(made)
  expect(made.recipe).toMatchObject({ corpus: "base", steps: 3, documents: 4, seed: 11 })
  expect(made.from.initial).not.toBe(recipe(other.out).from.initial)
  expect(stdout).toMatch(/^memory, about +MiB\n/)
  expect(stdout).toMatch(
    /\nstep 3\/3 {2}loss \d\.\d{4} {2}grad_norm \d+\.\d{3} {2}num_tokens \d+ {2}.* elapsed( {2}\d+ tokens\/s)?\n/,
  )
  expect(stdout).toContain(`${out}: ${made.fingerprint}`)
  const { ok } = await invoke("eval", "--model", out, "--problems", "2", "--max-tokens", "4")
  expect(ok).toBe(true)
})

it("trains a model further, into an empty folder too", async () => {
  const out = newFolder()
  const first = await invoke("pretrain", ...tiny, "--from", model, "--corpus", "instruct", "--out", out)
  expect(first).toMatchObject({ ok: true, stderr: "" })
  expect(weights(out)).not.toBe(weights(model))
  expect(recipe(out).from.model).toBe(model)
  // What is there is never written over.
  const before = readdirSync(out)
  const second = await invoke("pretrain", ...tiny, "--from", model, "--out", out)
  expect(second).toMatchObject({ ok: false, stdout: "" })
  expect(second.stderr).toContain(`"${out}": the folder is not empty`)
  expect(readdirSync(out)).toEqual(before)
})

it("begins nothing that would not fit", async () => {
  const out = join(newFolder(), "model")
  const { ok, stdout, stderr } = await invoke("pretrain", ...tiny, "--out", out, "--memory-limit", "99")
  expect([ok, stdout, existsSync(out)]).toEqual([false, "", false])
  expect(stderr).toMatch(
    /^rlif: Cannot start: it would take about \d+ MiB, and 99 MiB are available \(process \d+, .*\); lower --documents$/,
  )
})

it("trains nothing on a dry run, and prints what --config reads back", async () => {
  const out = join(newFolder(), "model")
  const { ok, stdout } = await invoke("pretrain", "--dry-run", "--from", model, "--out", out, "--steps", "9")
  expect([ok, existsSync(out)]).toEqual([true, false])
  const file = join(newFolder(), "config.json")
  writeFileSync(file, stdout)
  const again = await invoke("pretrain", "--config", file, "--dry-run", "--steps", "8")
  expect(JSON.parse(again.stdout)).toEqual({ ...JSON.parse(stdout), steps: 8 })
})

it("says in one line what is wrong, and writes nothing", async () => {
  const cases = [
    [["--from", "/no/such"], /^rlif: Cannot use model "\/no\/such": there is no such folder/],
    [["--from", model, "--learning-rate", "1e38", "--warm-up", "0"], /^rlif: Cannot update: .* is (NaN|Infinity)$/],
    [["--learning-rte", "1"], /^rlif: Unrecognized flag: --learning-rte/],
    [["--beta1", "1"], /^rlif: Cannot read flag --beta1/],
  ] as const
  for (const [flags, message] of cases) {
    const parent = newFolder()
    const { ok, stderr } = await invoke(
      "pretrain",
      "--steps",
      "3",
      "--documents",
      "4",
      ...flags,
      "--out",
      join(parent, "m"),
    )
    expect([ok, readdirSync(parent)]).toEqual([false, []])
    expect(stderr).toMatch(message)
  }
  expect((await invoke("pretrain")).stderr).toBe("rlif: Cannot start: --out is missing")
})

it("leaves nothing where it is interrupted", async () => {
  const parent = newFolder()
  mkdirSync(parent, { recursive: true })
  const main = fileURLToPath(new URL("main.ts", import.meta.url))
  const sizes = ["--steps", "100000", "--documents", "4", "--from", model]
  const child = spawn(process.execPath, [main, "pretrain", ...sizes, "--out", join(parent, "m")])
  const texts = { stdout: "", stderr: "" }
  child.stderr.on("data", (chunk) => (texts.stderr += chunk))
  // The first line of a step comes after the 50th update.
  const fiftieth = /^step +50\//m
  child.stdout.on("data", (chunk) => {
    const before = fiftieth.test(texts.stdout)
    texts.stdout += chunk
    if (!before && fiftieth.test(texts.stdout)) child.kill("SIGINT")
  })
  const [code] = await once(child, "close")
  expect([code, texts.stderr, readdirSync(parent)]).toEqual([130, "", []])
  expect(texts.stdout).toMatch(fiftieth)
})
