// Every command that takes a model takes the folder of a run.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, expect, it } from "vitest"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"

const folder = newFolder()
const run = join(folder, "run")
const adapted = join(folder, "adapted")
let model = ""

beforeAll(async () => {
  model = await newModel()
  const small = ["--problems", "2", "--completions", "2", "--max-tokens", "4", "--steps", "1", "--eval-problems", "0"]
  const flags = ["--learning-rate", "0.05", "--warm-up", "0", "--model", model, ...small]
  for (const more of [["--out", run], ["--out", adapted, "--lora-rank", "2"]]) {
    expect(await invoke("train", ...flags, ...more)).toMatchObject({ ok: true })
  }
  cpSync(model, join(run, "best"), { recursive: true })
}, 60_000)

const sampled = async (...flags: ReadonlyArray<string>) =>
  await invoke("sample", "--json", "--problems", "2", "--max-tokens", "6", ...flags)

it("takes its final, or the model of another name", async () => {
  const [plain, final, best, start] = [
    await sampled("--model", run),
    await sampled("--model", join(run, "final")),
    await sampled("--model", run, "--checkpoint", "best"),
    await sampled("--model", model),
  ]
  expect(plain).toMatchObject({ ok: true, stderr: "" })
  expect(plain).toEqual(final)
  expect(best).toEqual(start)
  expect(plain.stdout).not.toBe(best.stdout)
  expect(await sampled("--model", run, "--checkpoint", "1")).toEqual(plain)
})

it("does so in every command", async () => {
  const rows = join(folder, "rows.jsonl")
  writeFileSync(rows, '{"tokens":[2,3,4],"prompt_length":1}\n')
  const to = (name: string) => join(folder, name)
  const small = ["--problems", "2", "--max-tokens", "4"]
  const more = ["--completions", "2", "--steps", "1", "--eval-problems", "0"]
  const done = [
    await invoke("eval", "--model", run, ...small),
    await invoke("eval", "--model", adapted, ...small),
    await invoke("compare", run, adapted, ...small),
    await invoke("read", "--model", run, "--checkpoint", "best", "--input", rows, "--output", to("scored.jsonl")),
    await invoke("merge", "--model", adapted, "--out", to("merged")),
    await invoke("export", "--model", run, "--out", to("exported")),
    await invoke("mix", "--base", model, "--instruct", run, "--ratio", "0.5", "--out", to("mixed")),
    await invoke("pretrain", "--from", run, "--out", to("further"), "--dry-run"),
    await invoke("train", "--model", run, "--checkpoint", "best", ...small, ...more, "--out", to("on")),
  ]
  expect(done.map(({ ok }) => ok)).toEqual(done.map(() => true))
  const { model: from, checkpoint } = JSON.parse(readFileSync(join(to("on"), "config.json"), "utf8"))
  expect([from, checkpoint]).toEqual([run, "best"])
}, 60_000)

it("says what a run folder has where it lacks the model, and refuses what is no run", async () => {
  const cases = [
    [
      ["--model", run, "--checkpoint", "bset"],
      /^rlif: Cannot use --checkpoint "bset": run folder ".*run" has 000001, best, final$/,
    ],
    [["--model", run, "--checkpoint", "../run/best"], /^rlif: Cannot use --checkpoint "..\/run\/best"/],
    [["--model", model, "--checkpoint", "best"], /^rlif: Cannot use --checkpoint "best": ".*" is no run folder$/],
    [
      ["--model", "base", "--checkpoint", "best"],
      /^rlif: Cannot use --checkpoint "best": model "base" ships, and is no run$/,
    ],
    [
      ["--model", "owner/name", "--checkpoint", "best"],
      /^rlif: Cannot use --checkpoint "best": there is no run folder/,
    ],
  ] as const
  for (const [flags, message] of cases) expect((await sampled(...flags)).stderr).toMatch(message)

  const [cut, empty] = ["cut", "empty"].map((name) => join(folder, name))
  cpSync(run, cut, { recursive: true })
  cpSync(join(cut, "final"), join(cut, "final.partial"), { recursive: true })
  rmSync(join(cut, "final"), { recursive: true })
  mkdirSync(empty)
  cpSync(join(run, "config.json"), join(empty, "config.json"))
  rmSync(join(cut, "checkpoints"), { recursive: true })
  const ends = "it has no final, which a run writes at its end. It has"
  expect((await sampled("--model", cut)).stderr).toBe(`rlif: Cannot use run folder "${cut}": ${ends} best`)
  expect((await sampled("--model", empty)).stderr).toBe(
    `rlif: Cannot use run folder "${empty}": ${ends} no model at all`,
  )
  expect(await sampled("--model", cut, "--checkpoint", "best")).toMatchObject({ ok: true })
})
