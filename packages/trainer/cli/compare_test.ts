import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { wilson } from "../evaluate/wilson.ts"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"

const folder = newFolder()
/** A file of `rlif eval --output`: of each problem how many of its completions are right. */
const file = (
  name: string,
  rights: Readonly<Record<string, number>>,
  { of = 1, gold = "2", temperature = 1 }: {
    readonly of?: number
    readonly gold?: string
    readonly temperature?: number
  } = {},
): string => {
  const lines = Object.entries(rights).map(([id, right]) =>
    JSON.stringify({
      id,
      problem: `what is ${id}?`,
      gold,
      temperature,
      maxTokens: 8,
      completions: Array.from({ length: of }, (_, i) => ({
        text: "so 2",
        tokens: 2,
        finish: "stop",
        verdict: i < right ? "correct" : "wrong",
      })),
    }) + "\n"
  )
  writeFileSync(join(folder, name), lines.join(""))
  return join(folder, name)
}
const rights = (...counts: ReadonlyArray<number>) => Object.fromEntries(counts.map((count, i) => [`p${i}`, count]))

it("compares two files on the same problems, whatever their order", async () => {
  const a = file("a.jsonl", rights(1, 0, 0, 0, 0, 0, 0, 0, 0, 1))
  const b = file("b.jsonl", Object.fromEntries(Object.entries(rights(0, 1, 1, 1, 1, 1, 1, 1, 1, 1)).toReversed()))
  const { ok, stdout, stderr } = await invoke("compare", a, b, "--json")
  expect([ok, stderr]).toEqual([true, ""])
  const found = JSON.parse(stdout)
  expect(found).toMatchObject({
    a: { name: a, accuracy: 0.2, completions: 1, temperature: 1 },
    b: { name: b, accuracy: 0.9 },
    problems: 10,
    test: "mcnemar",
    better: { a: 1, b: 8, alike: 1 },
    interval: "clustered-wilson",
    leftOut: { a: 0, b: 0 },
  })
  expect(found.difference).toBeCloseTo(0.7, 12)
  expect(found.p).toBeCloseTo(20 / 512, 12)
  expect(found.a.high).toBeCloseTo(wilson(2, 10).high, 12)
  const [low, high] = [found.low, found.high].map((share) => `+${(100 * share).toFixed(1)}`)
  expect((await invoke("compare", a, b)).stdout).toContain(
    `\nproblems    10: 8 better by B, 1 better by A, 1 alike\nB - A       +70.0 points, 95% interval ${low} to ${high} ` +
      "(clustered-wilson)\np           0.0391 (mcnemar, exact, two-sided)",
  )
})

it("compares several completions a problem, on the problems that both have, and says what is amiss", async () => {
  const a = file("few.jsonl", { x: 1, y: 1, z: 0 }, { of: 2 })
  const b = file("many.jsonl", { z: 3, y: 4, w: 0 }, { of: 4, temperature: 0.5 })
  const { stdout, stderr } = await invoke("compare", a, b, "--json")
  expect(JSON.parse(stdout)).toMatchObject({
    problems: 2,
    test: "sign-flip",
    difference: 0.625,
    leftOut: { a: 1, b: 1 },
    p: 0.5,
  })
  expect((await invoke("compare", a, b)).stdout).toMatch(/\np +0\.5000 \(sign-flip, two-sided\)/)
  expect((await invoke("compare", a, a)).stdout).toMatch(/\np +1\.0000 \(sign-flip, exact, two-sided\)/)
  expect(stderr).toBe(
    "Warning: compared on the 2 problems that both have; 1 more are in A alone, 1 in B alone\n" +
      "Warning: A was asked with a temperature of 1, B of 0.5: a difference need not be the models'",
  )
})

it("refuses what cannot be compared", async () => {
  const a = file("one.jsonl", rights(1, 0))
  const write = (name: string, change: (line: string) => string) => {
    writeFileSync(join(folder, name), change(readFileSync(a, "utf8")))
    return join(folder, name)
  }
  const cases = [
    [
      file("gold.jsonl", rights(1, 0), { gold: "3" }),
      /^rlif: Cannot compare: problem "p0" of ".*one.jsonl" is another one/,
    ],
    [file("other.jsonl", { q: 1 }), /^rlif: Cannot compare: .* have no problem in common$/],
    [write("empty.jsonl", () => ""), /^rlif: Cannot read ".*empty.jsonl": it has no problems$/],
    [
      write("twice.jsonl", (text) => text + text),
      /^rlif: Cannot read "id" of line 3 .*: "p0" is that of a line before$/,
    ],
    [write("odd.jsonl", (text) => text.replace("correct", "good")), /^rlif: Cannot read line 1 of .*"correct"/],
    [
      write("mixed.jsonl", (text) => text.replace('"maxTokens":8', '"maxTokens":9')),
      /^rlif: Cannot read "maxTokens" of line 2 .*: 8, and 9 in the lines before$/,
    ],
    [join(folder, "none"), /^rlif: Cannot use model ".*none": there is no such folder/],
  ] as const
  for (const [b, message] of cases) {
    const { ok, stdout, stderr } = await invoke("compare", a, b)
    expect([ok, stdout]).toEqual([false, ""])
    expect(stderr).toMatch(message)
  }
  const greedy = await invoke("compare", a, a, "--temperature", "0", "--completions", "2")
  expect(greedy.stderr).toMatch(/^rlif: Cannot use --completions 2 with --temperature 0/)
  expect((await invoke("compare", a)).stderr).toBe("rlif: Missing required argument: B\nSee rlif compare --help")
})

it("evaluates models alike: the same as their files, and a model does not differ from itself", async () => {
  const model = await newModel()
  const flags = ["--problems", "12", "--max-tokens", "8", "--answer", "loose", "--completions", "2"]
  const output = join(folder, "evaluated.jsonl")
  await invoke("eval", "--model", model, ...flags, "--output", output)
  const base = (...sides: ReadonlyArray<string>) => invoke("compare", ...sides, ...flags, "--json")
  const [now, filed, self] = [await base(model, "base"), await base(output, "base"), await base(model, output)]
  expect(now.stderr).toBe("")
  const { a, ...rest } = JSON.parse(now.stdout)
  expect(JSON.parse(filed.stdout)).toEqual({ a: { ...a, name: output }, ...rest })
  expect(rest.problems).toBe(12)
  expect(JSON.parse(self.stdout)).toMatchObject({ difference: 0, p: 1, better: { a: 0, b: 0, alike: 12 } })
  const dry = await invoke("compare", model, output, ...flags, "--dry-run")
  expect(JSON.parse(dry.stdout)).toMatchObject({ a: model, b: output, problems: 12 })
}, 60_000)
