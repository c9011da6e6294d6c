import { describe, expect, it } from "vitest"
import { madeUp, samplesOf } from "../page/testing/made_up.ts"
import { invoke } from "../testing/invoke.ts"

describe("rlif samples", () => {
  const run = madeUp({ name: "a" })
  const rewards = (stdout: string) => [...stdout.matchAll(/reward (-?[\d.]+)/g)].map(([, value]) => Number(value))

  it("shows the last update that was written, with the token of which the model was the least certain", async () => {
    const { ok, stdout, stderr } = await invoke("samples", run)
    expect([ok, stderr]).toEqual([true, ""])
    expect(stdout).toMatch(/^Update 4 of .*: 10 of 48 completions\n\n/)
    expect(stdout).toContain(
      "gold 0  reward 4.000  advantage -1.500  exact_answer 1.000  length 3.000  ended by itself",
    )
    expect(stdout).toMatch(/\n3 tokens; entropy 0.250 a token, 0.500 at token 3 ".*"\n/)
    expect(stdout).not.toContain("\x1b")
  })

  it("sorts, and shows as many as wished, of any update", async () => {
    const all = samplesOf(2).map(({ reward }) => reward!)
    const lowest = await invoke("samples", run, "--step", "2", "--sort", "reward", "--show", "3")
    expect(rewards(lowest.stdout)).toEqual(all.toSorted((a, b) => a - b).slice(0, 3))
    const every = await invoke("samples", run, "--step", "2", "--sort", "highest-reward", "--show", "0")
    expect(rewards(every.stdout)).toEqual(all.toSorted((a, b) => b - a))
    const lines = (await invoke("samples", run, "--json", "--show", "2")).stdout.split("\n")
    expect(lines.map((line) => JSON.parse(line))).toEqual(samplesOf(4).slice(0, 2))
  })

  it("shades by any signal, and lets no completion write to the terminal", async () => {
    const text = "\x1b[2J\u202e"
    const hostile = { ...samplesOf(1)[0], problem: text, gold: text, rewards: { [text]: 1 }, text, tokens: [4, 5, 6] }
    const other = madeUp({ name: "b", samples: { 1: [hostile] } })
    const shaded = await invoke("samples", other, "--shade", "logprob", "--color", "always")
    expect(shaded.stdout).toContain("\x1b[38;5;16;48;5;208m")
    const bare = shaded.stdout.replaceAll(/\p{Cc}\[[\d;]+m/gu, "")
    expect(bare).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u)
    expect(shaded.stdout).toContain("\\u001b[2J\\u202e 1.000")
  })

  it("cuts a text of a megabyte, and says how long it was", async () => {
    const long = { ...samplesOf(1)[0], text: "x".repeat(2 ** 20) }
    // Where no tokenizer is at hand a completion is one text.
    const run = madeUp({ name: "d", samples: { 1: [long] }, config: { model: "/no/such" } })
    const { stdout } = await invoke("samples", run)
    expect(stdout.length).toBeLessThan(25_000)
    expect(stdout).toContain("x… (1048576 characters)")
  })

  it("says what there is where something else is asked for", async () => {
    expect((await invoke("samples", run, "--step", "3")).stderr)
      .toMatch(/^rlif: Cannot show samples of update 3 of ".*": it has those of 1, 2, 4$/)
    expect((await invoke("samples", run, "--shade", "x")).stderr)
      .toMatch(/^rlif: Cannot shade by "x": ".*" has entropy, logprob$/)
    expect((await invoke("samples", madeUp({ name: "c", samples: {} }))).stderr)
      .toMatch(/^rlif: Cannot show samples of ".*": it has no samples$/)
  })
})
