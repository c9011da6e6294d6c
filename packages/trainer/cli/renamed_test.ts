// Who writes an older name is told the new one, and who reads a file of a newer format is told so.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { invoke, newFolder } from "../testing/invoke.ts"

it.each([
  [["train", "--prompts", "4"], "Unrecognized flag: --prompts in command rlif train; it is called --problems now"],
  [["eval", "--samples", "4"], "Unrecognized flag: --samples in command rlif eval; it is called --completions now"],
  [["sample", "--samples", "4"], "it is called --completions now"],
  [["score", "--model", "m"], 'Unknown subcommand "score" for "rlif"; it is called read now'],
  [["verify", "--objectives", "random,constant"], "it is called --rewards now"],
  [["--completions", "bash"], "Unrecognized flag: --completions in command rlif; it is called --shell-completions now"],
])("of the arguments %j", async (args, message) => {
  const { ok, stdout, stderr } = await invoke(...args)
  expect([ok, stdout]).toEqual([false, ""])
  expect(stderr).toContain(message)
})

it.each([
  [{ prompts: 4 }, '"prompts" is called "problems" now'],
  [{ format: 1, prompts: 4 }, '"prompts" is called "problems" now'],
  [{ format: 3 }, "its format is 3, and this rlif knows formats 1 to 2"],
  [{ format: "2" }, 'its format is "2"'],
  [{ format: 0 }, "its format is 0"],
])("of the settings %j", async (settings, message) => {
  const file = join(newFolder(), "config.json")
  writeFileSync(file, JSON.stringify(settings))
  const { ok, stderr } = await invoke("train", "--config", file)
  expect(ok).toBe(false)
  expect(stderr).toContain(`Cannot read config "${file}": `)
  expect(stderr).toContain(message)
})

it("shows one flag of completions: ours", async () => {
  const { stdout } = await invoke("train", "--help")
  expect(stdout.match(/^ *--completions\b.*$/gm)).toEqual([expect.stringContaining("completions per problem")])
  const script = await invoke("--shell-completions", "bash")
  expect(script).toMatchObject({ ok: true, stderr: "" })
  expect(script.stdout).toContain("rlif")
})
