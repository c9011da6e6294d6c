import { lastNumber } from "@rlif/rewards/answer/last-number"
import { mathAnswer } from "@rlif/rewards/answer/math-answer"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, expect, it } from "vitest"
import { clusteredWilson } from "../evaluate/clustered_wilson.ts"
import { wilson } from "../evaluate/wilson.ts"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"

let model = ""
let file = ""
let golds: ReadonlyArray<string | undefined> = []
let said: ReadonlyArray<string | undefined> = []
const prompts = Array.from({ length: 10 }, (_, i) => `Q ${i} + ${9 - i} * 2 - 3 =`)

beforeAll(async () => {
  model = await newModel()
  file = join(newFolder(), "problems.jsonl")
  writeData(prompts.map(() => ""))
  // What this model says, greedily: the answers that the tests call right.
  const texts = async (flags: ReadonlyArray<string>) => {
    const { stdout } = await invoke("sample", "--model", model, "--data", file, "--problems", "0", "--json", ...flags)
    return stdout.split("\n").map((line): string => JSON.parse(line).text)
  }
  golds = (await texts(greedy)).map(lastNumber)
  said = (await texts(word)).map((text) => /\w/.test(text) ? mathAnswer(text) : undefined)
})

const greedy = ["--temperature", "0", "--max-tokens", "12"]
/** What a model without training says in one token is a number or a name, or nothing. */
const word = ["--temperature", "0", "--max-tokens", "1"]
const writeData = (answers: ReadonlyArray<string>) =>
  writeFileSync(file, prompts.map((problem, i) => JSON.stringify({ problem, gold: answers[i] }) + "\n").join(""))
const evaluate = async (...flags: ReadonlyArray<string>) => {
  const { ok, stdout, stderr } = await invoke("eval", "--model", model, "--data", file, ...flags)
  expect({ ok, stderr }).toEqual({ ok: true, stderr: "" })
  return stdout
}

it("counts right, wrong and unparsable answers, with Wilson's interval", async () => {
  expect(golds).toHaveLength(prompts.length)
  writeData(golds.map((gold, i) => (i < 4 ? "none" : gold ?? "")))
  const right = golds.filter((gold, i) => i >= 4 && gold !== undefined).length
  expect(right).toBeGreaterThan(0)
  const json = await evaluate(...greedy, "--completions", "1", "--answer", "last-number", "--json")
  const expected = {
    accuracy: right / 10,
    ...wilson(right, 10),
    interval: "wilson",
    problems: 10,
    completions: 1,
    correct: right,
    wrong: golds.filter((gold) => gold !== undefined).length - right,
    unparsable: golds.filter((gold) => gold === undefined).length,
    temperature: 0,
    entropy: expect.any(Number),
    length: expect.any(Number),
    clipped: expect.any(Number),
    passAt: [],
    majAt: [],
  }
  expect(JSON.parse(json)).toEqual(expected)
  expect(Object.keys(JSON.parse(json))).toEqual(Object.keys(expected))
  const text = await evaluate(...greedy, "--answer", "last-number")
  expect(text).toContain(`accuracy    ${(10 * right).toFixed(1)}%`)
  const { correct, wrong, unparsable, entropy, length, clipped } = JSON.parse(json)
  expect(text).toContain(`verdicts    ${correct} correct, ${wrong} wrong, ${unparsable} unparsable\n`)
  // All that the text has is in the object.
  expect(text).toContain(`entropy     ${entropy.toFixed(3)} nats`)
  expect(text).toContain(`length      ${length.toFixed(1)} tokens, ${(100 * clipped).toFixed(1)}% cut`)
})

it("repeats with its seed, and counts problems where each has several samples", async () => {
  const flags = ["--completions", "3", "--temperature", "1", "--max-tokens", "12", "--answer", "last-number", "--json"]
  const [first, again, other] = [
    await evaluate(...flags),
    await evaluate(...flags),
    await evaluate(...flags, "--seed", "1"),
  ]
  expect(again).toBe(first)
  // Sums of float32 in another order.
  const { entropy, ...rest } = JSON.parse(first)
  const batched = JSON.parse(await evaluate(...flags, "--batch", "3"))
  expect(batched).toEqual({ ...rest, entropy: expect.closeTo(entropy, 5) })
  expect(other).not.toBe(first)
  const { accuracy, low, high, problems, completions, correct, wrong, unparsable } = JSON.parse(first)
  expect([problems, completions, correct + wrong + unparsable]).toEqual([10, 3, 30])
  expect(accuracy).toBeCloseTo(correct / 30, 12)
  expect(low).toBeLessThanOrEqual(accuracy)
  expect(high).toBeGreaterThanOrEqual(accuracy)
  expect(unparsable).toBeLessThanOrEqual(30)
})

it("has a width where nothing is right", async () => {
  writeData(prompts.map(() => "none"))
  const flags = ["--max-tokens", "4", "--answer", "last-number", "--json", "--completions"]
  for (const completions of ["1", "3"]) {
    expect(JSON.parse(await evaluate(...flags, completions))).toMatchObject({ accuracy: 0, ...wilson(0, 10) })
  }
  writeData(golds.map((gold) => gold ?? ""))
})

it("adds pass@k and maj@k, and writes what was answered", async () => {
  const output = join(newFolder(), "answered.jsonl")
  const flags = ["--completions", "3", "--max-tokens", "12", "--answer", "last-number"]
  const asked = [...flags, "--pass-at", "1,3", "--maj-at", "2,1"]
  const { accuracy, passAt: [one, three], majAt } = JSON.parse(await evaluate(...asked, "--output", output, "--json"))
  expect([one.k, three.k, ...majAt.map(({ k }: { readonly k: number }) => k)]).toEqual([1, 3, 2, 1])
  expect(one.value).toBeCloseTo(accuracy, 12)
  expect(majAt[1].value).toBeCloseTo(accuracy, 12)
  const rows = readFileSync(output, "utf8").trim().split("\n").map((line) => JSON.parse(line))
  const verdicts = rows.map((row) => row.completions.map(({ verdict }: { readonly verdict: string }) => verdict))
  expect(rows.map(({ id, problem, gold, temperature, maxTokens }) => ({ id, problem, gold, temperature, maxTokens })))
    .toEqual(
      prompts.map((problem, i) => ({ id: `${i + 1}`, problem, gold: golds[i] ?? "", temperature: 1, maxTokens: 12 })),
    )
  const passed = verdicts.filter((of: ReadonlyArray<string>) => of.includes("correct")).length
  expect(three).toEqual({
    k: 3,
    value: passed / 10,
    ...clusteredWilson(verdicts.map((of) => Number(of.includes("correct")))),
  })
  expect(accuracy).toBeCloseTo(verdicts.flat().filter((is: string) => is === "correct").length / 30, 12)
  const text = await evaluate(...asked)
  expect(text).toMatch(
    new RegExp(`\npass@3 +${(10 * passed).toFixed(1)}%, 95% interval .*\nmaj@2 .*\nmaj@1 .*\nproblems`),
  )
})

it("has problems of its own", async () => {
  const flags = ["--data", "arithmetic", "--problems", "5", "--max-tokens", "4", "--json"]
  const { stdout } = await invoke("eval", "--model", model, ...flags)
  expect(JSON.parse(stdout)).toMatchObject({ problems: 5, completions: 1, temperature: 1 })
})

it("refuses what it cannot evaluate", async () => {
  const folder = newFolder()
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const cases = [
    [["--data", write("empty.jsonl", "")], /it has no problems/],
    [["--data", write("rows.csv", "problem,gold\n1,1\n")], /^rlif: Cannot use ".*rows.csv": it is none of arithmetic/],
    [["--model", join(folder, "empty.jsonl")], /^rlif: Cannot use model ".*empty.jsonl": it is no folder$/],
    [
      ["--model", join(folder, "none")],
      /there is no such folder, none that ships \(base, instruct\) and no name of a hub$/,
    ],
    [["--model", ""], /^rlif: Cannot use model "": there is no such folder/],
    [["--data", write("bad.jsonl", '{"problem":"1","gold":"1"}\n{"problem":1,"gold":"2"}\n')], /"problem" of line 2/],
    [["--data", write("words.jsonl", '{"problem":"what is","gold":"1"}\n')], /"what" is not in the vocabulary/],
    [
      ["--data", write("long.jsonl", '{"problem":"1 2 3","gold":"1"}\n'), "--max-tokens", "62"],
      /"1": its tokens, 3, and --max-tokens 62 exceed the model's 64/,
    ],
    [["--data", "arithmetic", "--problems", "100000"], /Cannot take 100000 held-out problems/],
    [["--answer", "none"], /--answer/],
    [["--completions", "0"], /--completions/],
    [["--completions", "2", "--temperature", "0"], /^rlif: Cannot use --completions 2 with --temperature 0: greedy/],
    [["--pass-at", "1,2"], /^rlif: Cannot use --pass-at 2: it takes --completions 2 or more, and there are 1$/],
    [["--maj-at", "3"], /^rlif: Cannot use --maj-at 3/],
    [["--maj-at", "1,0"], /--maj-at: "0" is not a whole number from 1 on$/],
    [["--pass-at", "1,1"], /--pass-at: "1" is given twice$/],
  ] as const
  const named = (flags: ReadonlyArray<string>) => (flags[0] === "--model" ? [] : ["--model", model])
  for (const [flags, message] of cases) {
    const { ok, stdout, stderr } = await invoke("eval", ...named(flags), "--dry-run", "--json", ...flags)
    expect([ok, stdout]).toEqual([false, ""])
    expect(stderr).toMatch(message)
  }
})

it("judges mathematical answers by what they mean, and names gold answers that cannot be read", async () => {
  const right = said.flatMap((answer, i) => answer === undefined ? [] : [i])
  expect(right.length).toBeGreaterThan(2)
  // Another spelling for what the model says, but nothing that can be read for the first of it.
  writeData(said.map((answer, i) => answer === undefined ? "0" : i === right[0] ? "x^" : `\\frac{2(${answer})}{2}`))
  const flags = ["--data", file, ...word, "--completions", "1", "--answer", "math", "--json"]
  const { ok, stdout, stderr } = await invoke("eval", "--model", model, ...flags)
  expect(ok).toBe(true)
  expect(JSON.parse(stdout).accuracy).toBeCloseTo((right.length - 1) / prompts.length, 12)
  expect(stderr).toMatch(/^Cannot read 1 gold answer, to which no answer is right: "x\^" of problem ".+"$/)
})

it("takes gold answers out of worked solutions, and names the rows that mark none", async () => {
  const unmarked = "We add the numbers one after the other, as we did before, and so we get the sum that was asked for."
  const solutions = said.map((answer, i) =>
    i < 2
      ? `${unmarked}${i === 0 ? "" : ` It is ${answer}.`}`
      : `First $\\boxed{x}$, so it is $\\boxed{${answer ?? 0}}$.`
  )
  const rows = prompts.map((problem, i) => JSON.stringify({ problem, solution: solutions[i] }) + "\n")
  writeFileSync(file, rows.join(""))
  const flags = [...word, "--gold-column", "solution", "--answer", "math", "--json"]
  const { ok, stdout, stderr } = await invoke("eval", "--model", model, "--data", file, ...flags)
  expect({ ok, stderr }).toEqual({
    ok: true,
    stderr: expect.stringMatching(
      /^Cannot read 2 gold answers, to which no answer is right: "We add .{70}\.\.\." of problem "1", "We .*" of problem "2"$/,
    ),
  })
  const marked = said.slice(2).filter((answer) => answer !== undefined).length
  expect(marked).toBeGreaterThan(2)
  expect(JSON.parse(stdout)).toMatchObject({ correct: marked, wrong: 0, unparsable: prompts.length - marked })
})
