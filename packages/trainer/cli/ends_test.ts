import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { shippedFolder } from "../pretrain/shipped.ts"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"

/** A copy of a model folder, of whose files some fields are others. */
const copyOf = (folder: string, changes: Readonly<Record<string, object>>): string => {
  const copy = join(newFolder(), "model")
  cpSync(folder, copy, { recursive: true })
  for (const [name, fields] of Object.entries(changes)) {
    const file = join(copy, name)
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), ...fields }))
  }
  return copy
}
const unnamed = { "config.json": { eos_token_id: null }, "generation_config.json": { eos_token_id: -1 } }
const nameless = { ...unnamed, "tokenizer_config.json": { eos_token: null } }

let model = ""
beforeAll(async () => void (model = await newModel()))
const tiny = ["--steps", "2", "--problems", "2", "--completions", "4", "--max-tokens", "6", "--eval-problems", "0"]
const never = /Warning: nothing ends a completion but --max-tokens: .*--end-token, or a text by --stop/

/** What a dry run says of ends. */
const ends = async (...flags: ReadonlyArray<string>) => {
  const { ok, stderr } = await invoke("eval", "--problems", "2", "--max-tokens", "6", "--dry-run", ...flags)
  expect(ok, stderr).toBe(true)
  return stderr.split("\n").filter((line) => /^Completions end|^Warning/.test(line)).join("\n")
}

it("answers alike whichever file names the end token", async () => {
  const few = ["--problems", "8", "--json"]
  const shipped = await invoke("eval", "--model", "base", ...few)
  const copy = copyOf(shippedFolder("base"), unnamed)
  expect(await invoke("eval", "--model", copy, ...few)).toEqual(shipped)
  expect(JSON.parse(shipped.stdout).accuracy).toBeGreaterThan(0.2)
})

describe("a dry run", () => {
  it("names what ends a completion", async () => {
    expect(await ends("--model", model)).toBe('Completions end at "$" (18)')
    expect(await ends("--model", copyOf(model, unnamed))).toBe('Completions end at "$" (18)')
    const generation = { "generation_config.json": { eos_token_id: [17, -1] } }
    expect(await ends("--model", copyOf(model, generation))).toBe('Completions end at "A" (17), "$" (18)')
    const added = ["--end-token", "Q", "--end-token", "17", "--stop", "= 1"]
    expect(await ends("--model", model, ...added)).toBe(
      'Completions end at "$" (18), "Q" (16), "A" (17), the text "= 1"',
    )
  })

  it("warns where there is none", async () => {
    const folder = copyOf(model, nameless)
    expect(await ends("--model", folder)).toMatch(never)
    expect(await ends("--model", folder, "--stop", "$")).toBe('Completions end at the text "$"')
    const { stderr } = await invoke("eval", "--model", folder, "--problems", "1", "--max-tokens", "2")
    expect(stderr).toMatch(never)
    expect((await invoke("sample", "--model", folder, "--max-tokens", "2", "--dry-run")).stderr).toMatch(never)
  })

  it("names the token that closes a turn, in a chat alone", async () => {
    const template = "{% for m in messages %}Q {{ m.content }} <pad> {% endfor %}A"
    const folder = copyOf(model, { "tokenizer_config.json": { chat_template: template } })
    expect(await ends("--model", folder)).toBe('Completions end at "$" (18)')
    expect(await ends("--model", folder, "--chat")).toBe('Completions end at "$" (18), "<pad>" (0)')
    const dry = await invoke("train", "--model", folder, "--chat", ...tiny, "--dry-run")
    expect(dry.stderr).toContain('Completions end at "$" (18), "<pad>" (0)')
  })

  it("is refused what is no token, and what every completion has", async () => {
    const cases = [
      [["--end-token", "<|end|>"], 'Cannot use --end-token "<|end|>": it is no token of the model'],
      [["--end-token", "39"], `Cannot use --end-token "39": 39 is outside the model's vocabulary of 39`],
      [["--end-token", ""], 'Cannot use --end-token "": it is no token of the model'],
      [["--stop", ""], 'Cannot use --stop "": every completion has the empty text'],
    ] as const
    for (const [flags, message] of cases) {
      const { ok, stderr } = await invoke("eval", "--model", model, "--dry-run", ...flags)
      expect([ok, stderr]).toEqual([false, `rlif: ${message}`])
    }
  })
})

it("ends samples at texts and tokens, in the words of a file or of flags", async () => {
  const flags = ["--model", "base", "--problems", "2", "--json"]
  const rows = async (...more: ReadonlyArray<string>) => {
    const { ok, stdout, stderr } = await invoke("sample", ...flags, ...more)
    expect([ok, stderr]).toEqual([true, ""])
    return stdout.split("\n").map((line) => JSON.parse(line) as { readonly text: string; readonly tokens: unknown })
  }
  const whole = await rows()
  const [cut, ...others] = [await rows("--stop", "="), await rows("--end-token", "=")]
  expect(cut.map(({ text }) => text)).toEqual(whole.map(({ text }) => text.split("=")[0]))
  expect(others[0].map(({ tokens }) => tokens)).toEqual(cut.map(({ tokens }) => tokens))
  const file = join(newFolder(), "config.json")
  for (const stop of ["=", ["=", "x"]]) {
    writeFileSync(file, JSON.stringify({ stop }))
    expect(await rows("--config", file)).toEqual(cut)
  }
  writeFileSync(file, JSON.stringify({ stop: 5 }))
  expect((await invoke("sample", ...flags, "--config", file)).stderr).toMatch(/key "stop" of config ".*": expected/)
})

describe("a run", () => {
  const run = async (folder: string, ...flags: ReadonlyArray<string>) => {
    const out = join(newFolder(), "run")
    const { ok, stdout, stderr } = await invoke("train", "--model", folder, ...tiny, "--out", out, ...flags)
    expect([ok, stderr]).toEqual([true, ""])
    return { stdout, settings: JSON.parse(readFileSync(join(out, "config.json"), "utf8")) }
  }
  const cut = /Warning: \d+% of the first update's completions were cut at 6 tokens. Raise --max-tokens; .*--stop/g

  it("names its ends at the start, and warns once where most completions are cut", async () => {
    const { stdout } = await run(copyOf(model, nameless))
    expect(stdout).toMatch(never)
    expect(stdout.match(cut)).toHaveLength(1)
    const ending = await run(model, "--stop", " ", "--end-token", "Q")
    expect(ending.stdout).toContain('Completions end at "$" (18), "Q" (16), the text " "')
    expect(ending.stdout).not.toMatch(cut)
    expect(ending.settings).toMatchObject({ stop: [" "], endToken: ["Q"] })
  })
})

it("says which file has an expression that takes too long", async () => {
  const slow = { type: "Split", pattern: { Regex: "(a+)+b" }, behavior: "Isolated", invert: false }
  const folder = copyOf(model, { "tokenizer.json": { pre_tokenizer: slow } })
  const data = join(newFolder(), "data.jsonl")
  writeFileSync(data, `${JSON.stringify({ problem: "a".repeat(50), gold: "1" })}\n`)
  const { ok, stderr } = await invoke("eval", "--model", folder, "--data", data, "--max-tokens", "4", "--dry-run")
  expect(ok).toBe(false)
  expect(stderr).toBe(
    `rlif: Cannot encode "${"a".repeat(50)}": the regular expressions of "${
      join(folder, "tokenizer.json")
    }" take more than 2 s`,
  )
})
