// Every case through `rlif grade` and through the reward that trains: nothing wrong is rewarded, and what is right is found.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { invoke, newFolder } from "../../packages/trainer/testing/invoke.ts"

interface Case {
  readonly gold: string
  readonly answer: string
  readonly expected: boolean
  readonly kind: string
}

const lines = (file: string) => readFileSync(file, "utf8").trim().split("\n").map((line): unknown => JSON.parse(line))

it.each(["answers", "answers_more"])("nothing wrong of %s is rewarded, and what is right is", async (name) => {
  const input = fileURLToPath(new URL(`../fixtures/${name}.jsonl`, import.meta.url))
  const output = join(newFolder(), "verdicts.jsonl")
  const { ok } = await invoke("grade", "--input", input, "--output", output, "--as-reward", "--limit", "60")
  expect(ok).toBe(true)
  const verdicts = lines(output) as ReadonlyArray<{ readonly verdict: string; readonly reward: number }>
  const rows = (lines(input) as ReadonlyArray<Case>).map((row, i) => ({ ...row, ...verdicts[i] }))
  // One extractor and one comparison: what is correct is what is paid for.
  expect(rows.filter(({ verdict, reward }) => reward !== (verdict === "correct" ? 1 : 0))).toEqual([])
  expect(rows.filter(({ expected, reward }) => !expected && reward > 0)).toEqual([])
  const right = rows.filter(({ expected }) => expected)
  const missed = right.filter(({ reward }) => reward === 0)
  expect([right.length > 50, missed]).toEqual([true, []])
}, 300_000)
