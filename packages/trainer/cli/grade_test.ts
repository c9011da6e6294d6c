import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { invoke, newFolder } from "../testing/invoke.ts"

const write = (rows: ReadonlyArray<unknown>) => {
  const folder = newFolder()
  const paths = { folder, input: join(folder, "rows.jsonl"), output: join(folder, "out.jsonl") }
  writeFileSync(paths.input, rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row)) + "\n").join(""))
  return paths
}

const grade = async (
  pairs: ReadonlyArray<readonly [gold: string, answer: string]>,
  ...flags: ReadonlyArray<string>
) => {
  const { input, output } = write(pairs.map(([gold, answer]) => ({ gold, answer })))
  const { ok, stdout, stderr } = await invoke("grade", "--input", input, "--output", output, ...flags)
  const lines = readFileSync(output, "utf8").split("\n")
  expect([ok, lines.pop()]).toEqual([true, ""])
  return { stdout, stderr, input, output, lines }
}

it("writes a verdict for each row, and counts all three", async () => {
  const { lines, stdout, stderr, output } = await grade([
    ["\\frac{3}{4}", "0.75"],
    ["\\frac{3}{4}", "\\boxed{\\frac{3}{5}}"],
    ["18", "She pays 20 - 2 dollars, so the answer is 18."],
    ["(1,2)", "(2,1)"],
    ["x^2-1", "(x+1)(x-1)"],
    ["7", "\\frac{7}{"],
    ["7", ""],
  ])
  const verdicts = ["correct", "wrong", "correct", "wrong", "correct", "unparsable", "unparsable"]
  expect(lines).toEqual(verdicts.map((verdict) => `{"verdict":"${verdict}"}`))
  expect(stdout).toBe(`Graded 7 answers: 3 correct, 2 wrong, 2 unparsable: ${output}`)
  expect(stderr).toBe("")
})

it("writes what training pays for each answer beside its verdict, which is 1 exactly where it is correct", async () => {
  const pairs = [["18", "She has 18."], ["18", "It is not 18."], ["\\frac{1}{2}", "0.50"], ["7", "\\boxed{8}"], [
    "x^",
    "x^",
  ]] as const
  const { lines, stdout, output } = await grade(pairs, "--as-reward")
  const verdicts = [["correct", 1], ["unparsable", 0], ["correct", 1], ["wrong", 0], ["unparsable", 0]] as const
  expect(lines).toEqual(verdicts.map(([verdict, reward]) => JSON.stringify({ verdict, reward })))
  expect(stdout).toBe(`Graded 5 answers: 2 correct, 1 wrong, 2 unparsable, 2 rewarded: ${output}`)
})

it("reads a decimal comma where it is told to", async () => {
  const pairs = [["3.5", "Die Antwort ist 3,5."], ["3,5", "\\boxed{3.5}"], ["1250", "1.250"], ["3,5", "5"]] as const
  const { lines } = await grade(pairs, "--answer", "math-decimal-comma")
  expect(lines).toEqual(["correct", "correct", "correct", "wrong"].map((is) => `{"verdict":"${is}"}`))
  expect((await grade(pairs)).lines[0]).toBe('{"verdict":"wrong"}')
})

it("takes a gold answer out of the solution that it ends", async () => {
  const { lines } = await grade([
    ["5 + 3 = 8 apples.\n#### 8", "8"],
    ["5 + 3 = 8 apples.\n#### 8", "5"],
    ["Hence $x = \\boxed{\\frac{3}{4}}$.", "0.75"],
    ["#### 1,250", "The answer is 1250."],
  ])
  expect(lines).toEqual(["correct", "wrong", "correct", "correct"].map((is) => `{"verdict":"${is}"}`))
})

it("names the lines whose gold answer cannot be read, and calls no answer to them correct", async () => {
  const { lines, stderr, input } = await grade([["7", "x^"], ["x^", "x^"], ["7", "7"], ["", "7"], ["1/0", "1/0"]])
  const verdicts = ["unparsable", "unparsable", "correct", "unparsable", "unparsable"]
  expect(lines).toEqual(verdicts.map((is) => `{"verdict":"${is}"}`))
  expect(stderr).toBe(`Cannot read "gold" of 3 lines of "${input}": 2, 4, 5; no answer to them is correct`)
})

it("gives a hostile answer its time and no more, and judges the rows after it", async () => {
  const hostile = ["9^{9^{9^9}}", "\\sum_{k=1}^{10^{12}} \\frac{1}{k}", "9^9^9^9", "(".repeat(1e5), "9".repeat(1e5)]
  const rows = hostile.flatMap((answer) => [["3", answer], ["3", "\\frac{6}{2}"]] as const)
  const { lines } = await grade([...rows, ["\\sqrt{8}", "2\\sqrt{2}"]], "--limit", "5")
  expect(lines.filter((_, i) => i % 2 === 0).slice(0, -1)).not.toContain('{"verdict":"correct"}')
  expect(lines.filter((_, i) => i % 2 === 1)).toEqual(hostile.map(() => '{"verdict":"correct"}'))
  expect(lines.at(-1)).toBe('{"verdict":"correct"}')
}, 600_000)

const good = { gold: "1", answer: "1" }

it.each([
  ["{", /line 3 of ".*rows.jsonl": not a JSON object/],
  ["", /line 3 of .*not a JSON object/],
  [{ answer: "1" }, /"gold" of line 3 of ".*rows.jsonl": missing/],
  [{ gold: "1" }, /"answer" of line 3 .*missing/],
  [{ gold: 18, answer: "18" }, /"gold" of line 3 .*18, not a text/],
  [{ gold: "1", answer: null }, /"answer" of line 3 .*null, not a text/],
])("refuses the row %j and leaves no file", async (bad, message) => {
  const { folder, input, output } = write([good, good, bad])
  const { ok, stderr } = await invoke("grade", "--input", input, "--output", output)
  expect(ok).toBe(false)
  expect(stderr).toMatch(message)
  expect(stderr).not.toContain("\n")
  expect(readdirSync(folder)).toEqual(["rows.jsonl"])
})

it("checks every row and writes nothing in a dry run, whose output is a config", async () => {
  const { folder, input, output } = write([good])
  const { stdout } = await invoke("grade", "--input", input, "--output", output, "--limit", "7", "--dry-run")
  expect(existsSync(output)).toBe(false)
  const config = join(folder, "config.json")
  writeFileSync(config, stdout)
  expect(JSON.parse(stdout)).toEqual({ input, output, force: false, answer: "math", asReward: false, limit: 7 })
  expect((await invoke("grade", "--config", config)).stdout).toContain("Graded 1 answer: 1 correct")
  const bad = write([good, {}])
  const { ok, stderr } = await invoke("grade", "--input", bad.input, "--output", bad.output, "--dry-run")
  expect([ok, existsSync(bad.output)]).toEqual([false, false])
  expect(stderr).toMatch(/"gold" of line 2/)
})

it("names what is missing or cannot be read or written", async () => {
  const { input, output } = write([good])
  const cases = [
    [["--input", input], /--output is missing/],
    [["--input", "/no/such.jsonl", "--output", output], /Cannot read "\/no\/such.jsonl"/],
    [["--input", input, "--output", "/no/such/out.jsonl"], /Cannot write "\/no\/such\/out.jsonl"/],
    [["--input", input, "--output", output, "--limit", "0"], /flag --limit: .*greater than or equal to 0.01/],
  ] as const
  for (const [flags, message] of cases) {
    const { ok, stderr } = await invoke("grade", ...flags)
    expect(ok).toBe(false)
    expect(stderr).toMatch(message)
  }
})

it("does not write over what it reads", async () => {
  const { input } = write([{ gold: "1", answer: "1" }])
  const { ok, stderr } = await invoke("grade", "--input", input, "--output", input)
  expect([ok, stderr]).toEqual([
    false,
    `rlif: Cannot write "${input}": it is what --input reads; name another --output`,
  ])
  expect(readFileSync(input, "utf8")).toContain("gold")
})
