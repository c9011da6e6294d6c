import { heldOutProblems } from "@rlif/core/data/arithmetic"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"

const folder = newFolder()
const labelled = (name: string, gold: (gold: string) => string) => {
  const file = join(folder, name)
  const rows = heldOutProblems(99, 24).map(({ problem, gold: right }) => JSON.stringify({ problem, gold: gold(right) }))
  writeFileSync(file, rows.join("\n") + "\n")
  return file
}
const right = labelled("right.jsonl", (gold) => gold)
const advised = async (...flags: ReadonlyArray<string>) => {
  const { ok, stdout, stderr } = await invoke("advise", "--json", "--problems", "24", ...flags)
  expect({ ok, stderr }).toEqual({ ok: true, stderr: "" })
  return JSON.parse(stdout)
}

describe("advises", () => {
  it("to train a model that is noisy, without labels on a condition", async () => {
    const said = await advised()
    expect(said).toMatchObject({ expect: "help", vocabulary: 39, problems: 24, completions: 8, cut: 0 })
    expect(said.because).toContain("if the likeliest answers are right")
    // Noisy: half a nat a token; a third of the completions ramble on and have no answer in the form asked for.
    expect(said.entropy).toBeGreaterThan(0.3)
    expect(said.entropy).toBeLessThan(0.6)
    expect(said.unparsable).toBeGreaterThan(0.15)
    expect(said.unparsable).toBeLessThan(0.5)
    const [tenth, half, most] = said.lengths
    expect(tenth).toBeLessThan(half)
    expect(half).toBeLessThan(most)
  })
  it("and with labels on none: its likeliest completions are right", async () => {
    const { expect: found, labels } = await advised("--labels", right)
    expect(found).toBe("help")
    expect(labels).toMatchObject({ problems: 24, greedy: 1 })
    expect(labels.sampled).toBeLessThan(0.6)
    expect(labels.majority).toBeGreaterThan(labels.sampled)
  })
  it("against one whose likeliest answers are wrong by the labels", async () => {
    const wrong = labelled("wrong.jsonl", (gold) => String((Number(gold) + 1) % 10))
    expect(await advised("--labels", wrong)).toMatchObject({ expect: "harm", labels: { greedy: 0 } })
  })
  it("nothing much of one that is certain, and of one that gives no answers", async () => {
    expect(await advised("--model", "instruct")).toMatchObject({
      expect: "little",
      because: expect.stringContaining("certain already"),
    })
    const model = await newModel()
    expect(await advised("--model", model, "--max-tokens", "8")).toMatchObject({ expect: "little" })
  })
})

it("says all of it in words", async () => {
  const { stdout } = await invoke("advise", "--problems", "8", "--labels", right)
  expect(stdout.split("\n").map((line) => line.slice(0, 12).trim())).toEqual([
    "expect",
    "entropy",
    "agreement",
    "answers",
    "length",
    "sampled of",
    "a sample",
    "majority",
    "likeliest",
  ])
  const without = await invoke("advise", "--problems", "8")
  expect(without.stdout).toContain("none: --labels tells whether the likeliest answers are right")
})

it("tries without sampling, and names what it cannot read", async () => {
  expect(JSON.parse((await invoke("advise", "--dry-run")).stdout)).toMatchObject({ problems: 64, labels: "" })
  const { ok, stderr } = await invoke("advise", "--labels", join(folder, "none.jsonl"))
  expect(ok).toBe(false)
  expect(stderr).toContain("none.jsonl")
  expect((await invoke("advise", "--temperature", "0")).stderr).toContain("--temperature")
})
