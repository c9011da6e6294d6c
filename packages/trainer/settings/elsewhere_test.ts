import { expect, it } from "vitest"
import { invoke } from "../testing/invoke.ts"
import { calledHere, elsewhere } from "./elsewhere.ts"
import { kebab } from "./kebab.ts"
import { trainSettings } from "./train_settings.ts"

const flags = Object.keys(trainSettings).map(kebab)
const beside = ["otlp"]

it("names flags that there are, for names that there are not", () => {
  for (const [name, here] of Object.entries(elsewhere)) {
    expect(flags).not.toContain(kebab(name).replaceAll("_", "-"))
    const named = [...here.matchAll(/--([a-z0-9-]+)/g)].map(([, flag]) => flag)
    expect(named.length).toBeGreaterThan(0)
    for (const flag of named) expect([...flags, ...beside]).toContain(flag)
  }
})

it.each([
  ["--beta", "--penalty-weight, with --penalty k3"],
  ["--num_generations", "--completions"],
  ["--num-generations", "--completions"],
  ["--learning_rate", "--learning-rate"],
  ["--maxTokens", "--max-tokens"],
  ["--constructor", undefined],
])("answers %s by %s", (flag, here) => expect(calledHere(flag, flags)).toBe(here))

it("answers for a command what that command has", () => {
  expect(calledHere("--beta", ["completions"])).toBe(undefined)
  expect(calledHere("--num_generations", ["completions"])).toBe("--completions")
})

it("is what the command line says, and a file's keys", async () => {
  const { ok, stderr } = await invoke("train", "--beta", "0.04", "--num_generations", "8")
  expect([ok, stderr]).toEqual([
    false,
    "rlif: Unrecognized flag: --beta; here it is --penalty-weight, with --penalty k3\n" +
    "rlif: Unrecognized flag: --num_generations; here it is --completions\nSee rlif train --help",
  ])
})
