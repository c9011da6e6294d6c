import { spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"
import { commands } from "./_commands.ts"

const withConfig = (text: string, ...flags: ReadonlyArray<string>) => {
  const config = join(newFolder(), "config.json")
  writeFileSync(config, text)
  return invoke("read", "--config", config, ...flags)
}

it.each([
  ["{", /Cannot read config ".*config.json": not JSON/],
  ["[]", /not a JSON object/],
  ['{"tmperature": 1}', /unknown key "tmperature"; known keys are .*temperature/],
  ['{"__proto__": 1}', /unknown key "__proto__"/],
  ['{"temperature": "1"}', /Cannot read key "temperature" of config ".*config.json": expected number, got "1"$/],
  ['{"temperature": 0}', /key "temperature" .*greater than or equal to 0.0001/],
  ['{"batch": 1.5}', /key "batch"/],
  ['{"provider": "tpu"}', /key "provider" .*"cpu"/],
  ['{"output": "x"}', /--input is missing/],
])("says what is wrong with the config %s", async (text, message) => {
  const { ok, stdout, stderr } = await withConfig(text)
  expect([ok, stdout]).toEqual([false, ""])
  expect(stderr).toMatch(message)
  expect(stderr).not.toContain("\n")
})

it("lets flags win over the file, and the file over defaults", async () => {
  const from = (...flags: ReadonlyArray<string>) =>
    withConfig('{"input": "from-file.jsonl", "output": "out.jsonl", "model": "/no/such"}', ...flags)
  expect((await from()).stderr).toContain('"/no/such"')
  expect((await from("--model", "/no/other")).stderr).toContain('"/no/other"')
})

it.each([
  [
    ["read", "--inptu", "x"],
    /^rlif: Unrecognized flag: --inptu in command rlif read.*--input\nSee rlif read --help$/,
  ],
  [["read", "--batch", "many"], /^rlif: Invalid value for flag --batch: "many"/],
  [["read", "--batch", "0"], /^rlif: Cannot read flag --batch: .*greater than or equal to 1, got 0$/],
  [["read", "rows.jsonl"], /^rlif: Unexpected positional argument: "rows.jsonl"/],
  [["scor"], /^rlif: Unknown subcommand "scor"/],
  [["--seed", "1"], /^rlif: Unrecognized flag: --seed/],
])("says what is wrong with the arguments %j", async (args, message) => {
  const { ok, stdout, stderr } = await invoke(...args)
  expect([ok, stdout]).toEqual([false, ""])
  expect(stderr).toMatch(message)
})

it("has help for each command", async () => {
  const { stdout } = await invoke("--help")
  const names = stdout.split("SUBCOMMANDS")[1].trim().split("\n").map((line) => line.trim().split(/\s+/)[0])
  expect(names).toContain("read")
  for (const name of names) {
    const help = await invoke(name, "--help")
    expect(help).toMatchObject({ ok: true, stderr: "" })
    expect(help.stdout).toContain(`rlif ${name} [flags]`)
    expect(help.stdout).toContain("--config")
  }
})

it.each(commands)(
  "groups the flags of rlif $name, and shows three examples with flags that it has",
  async (command) => {
    const { stdout } = await invoke(command.name, "--help")
    expect(stdout).not.toMatch(/^OTHER$/m)
    expect(stdout).toMatch(/^OUTPUT\n(.*\n)*\nSETTINGS\n(.*\n)*\nEXAMPLES\n/m)
    const flags = stdout.split("\nEXAMPLES\n")[0]
    const examples: Readonly<Record<string, string>> = command.examples
    expect(Object.keys(examples)).toHaveLength(3)
    for (const [example, about] of Object.entries(examples)) {
      expect(stdout).toContain(`  # ${about}\n  rlif ${example}`)
      expect(example).toMatch(new RegExp(`^${command.name}\\b`))
      for (const [flag] of example.matchAll(/--[a-z0-9-]+/g)) expect(flags).toMatch(new RegExp(`^  ${flag}\\b`, "m"))
    }
  },
)

const main = fileURLToPath(new URL("main.ts", import.meta.url))

/** `rlif` in a process of its own. */
const start = (...args: ReadonlyArray<string>) => {
  const child = spawn(process.execPath, [main, ...args])
  const texts = { stdout: "", stderr: "" }
  child.stdout.on("data", (chunk) => (texts.stdout += chunk))
  child.stderr.on("data", (chunk) => (texts.stderr += chunk))
  const ended = once(child, "close").then(([code]: ReadonlyArray<unknown>) => ({ code, ...texts }))
  return { child, ended }
}

it("is a program: it ends with 0, or 1, or 130 when interrupted, and then leaves nothing behind", async () => {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
  expect(await start("--version").ended).toMatchObject({ code: 0, stdout: `rlif v${version}\n`, stderr: "" })
  const { code, stdout } = await start("env", "--json").ended
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    rlif: version,
    cpu: "works",
    container: expect.stringMatching(/ used \(control group of version [12]\)$|^no control group$/),
    disk: expect.stringMatching(/^[\d.]+ GiB, [\d.]+ GiB free, of this folder$/),
    webgpu: expect.any(String),
    cuda: expect.any(String),
  })
  expect(await start("eval", "--sed", "1").ended).toMatchObject({ code: 1, stdout: "" })
  const failed = await start("eval", "--model", "/no/such/model").ended
  expect(failed).toMatchObject({ code: 1, stdout: "" })
  expect(failed.stderr).toMatch(/^rlif: Cannot .*"\/no\/such\/model.*\n$/)

  const folder = newFolder()
  const [input, output] = [join(folder, "rows.jsonl"), join(folder, "out.jsonl")]
  writeFileSync(input, '{"tokens":[1,2,3],"prompt_length":1}\n'.repeat(200_000))
  const flags = ["--input", input, "--output", output, "--batch", "1"]
  const { child, ended } = start("read", "--model", await newModel(), ...flags)
  while (!readdirSync(folder).some((name) => name.endsWith(".partial")) && child.exitCode === null) await sleep(20)
  child.kill("SIGINT")
  expect(await ended).toMatchObject({ code: 130, stdout: "", stderr: "" })
  expect(readdirSync(folder)).toEqual(["rows.jsonl"])
}, 60_000)

it("keeps compiled modules in a folder of the user's, and does without where there can be none", async () => {
  const caches = newFolder()
  const file = join(newFolder(), "file")
  writeFileSync(file, "")
  for (const place of [caches, file]) {
    const { NODE_COMPILE_CACHE: _, ...env } = process.env
    const main = fileURLToPath(new URL("./main.ts", import.meta.url))
    const child = spawn(process.execPath, [main, "--version"], { env: { ...env, XDG_CACHE_HOME: place } })
    let said = ""
    child.stdout.on("data", (chunk) => (said += chunk))
    expect(await once(child, "close")).toEqual([0, null])
    expect(said).toMatch(/\d+\.\d+\.\d+/)
  }
  expect(readdirSync(join(caches, "rlif", "modules"))).toHaveLength(1)
})
