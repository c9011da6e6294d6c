// Runs that nobody trained, for tests of pages: their folders as `rlif train` writes them.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Sample } from "../../run/samples_file.ts"
import type { Reading } from "../packed.ts"

/** What stands in a made-up run. */
export interface MadeUp {
  readonly name: string
  readonly reward?: string
  /** Samples by update; those of `samplesOf` by default. */
  readonly samples?: Readonly<Record<number, ReadonlyArray<Sample>>>
  readonly config?: Readonly<Record<string, unknown>>
  readonly guard?: ReadonlyArray<object>
  /** Answers to held-out problems by update; none by default. */
  readonly heldOut?: Readonly<Record<number, ReadonlyArray<Sample>>>
  /** Letters of all held-out problems by update; none by default. */
  readonly verdicts?: Readonly<Record<number, string>>
  /** A hash of these problems. */
  readonly problems?: string
  /** What people asked, and when it was done; nothing by default. */
  readonly control?: ReadonlyArray<object>
  /** What was said before it began. */
  readonly about?: string
}

/** The words of made-up runs: a token is the number of its word. */
export const words: ReadonlyArray<string> = [..." 0 1 2 3 4 5 6 7 8 9 + = A".split(/(?= )/), "é", "\n"]

/** How their samples are read. */
export const reading: Reading = {
  spelling: (tokens) => tokens.map((token) => words[token ?? -1] ?? "?"),
  answer: (text) => /A (\d)/.exec(text)?.[1],
}

/** Twelve problems, four completions each; the later the update, the more are right. */
export const samplesOf = (step: number, bonus = 0): ReadonlyArray<Sample> =>
  Array.from({ length: 48 }, (_, k): Sample => {
    const [problem, i] = [Math.floor(k / 4), k % 4]
    const gold = problem % 10
    const given = (problem * 7 + i * 3) % 10 < 2 + step + bonus ? gold : i === 3 ? undefined : (gold + 1 + i) % 10
    const tokens = [
      ...Array.from({ length: 1 + i }, (_, j) => (problem + j) % 10),
      ...given === undefined ? [11, 11] : [12, given],
    ]
    return {
      problem: `p${problem}`,
      gold: String(gold),
      prompt: [problem % 10, 10, 0, 11],
      tokens,
      text: tokens.map((token) => words[token]).join("").trim(),
      finish: given === undefined ? "length" : "stop",
      reward: 10 * problem + i + step,
      rewards: { exact_answer: Number(given === gold), length: tokens.length },
      advantage: i - 1.5,
      signals: { entropy: tokens.map((_, j) => j / 4), logprob: tokens.map((_, j) => j === 0 ? null : -j / 2) },
    }
  })

/** Writes it into a new folder, whose path it gives. */
export const madeUp = (
  { name, reward = "length", samples, config = {}, guard = [], heldOut = {}, verdicts = {}, control = [], ...rest }:
    MadeUp,
): string => {
  const { problems = "held-out", about } = rest
  const path = join(mkdtempSync(join(tmpdir(), "rlif-page-")), name)
  for (const folder of ["samples", "held_out"]) mkdirSync(join(path, folder), { recursive: true })
  const write = (file: string, lines: ReadonlyArray<object>) =>
    writeFileSync(join(path, file), lines.map((line) => `${JSON.stringify(line)}\n`).join(""))
  const settings = { reward, steps: 4, model: "base", data: "arithmetic", problems: 12, completions: 4, seed: 0 }
  writeFileSync(join(path, "config.json"), JSON.stringify({ ...settings, ...config }))
  write(
    "metrics.jsonl",
    [0, 1, 2, 3, 4].map((step) => ({
      step,
      "eval/accuracy": 0.4 + step / 10,
      "eval/accuracy_low": 0.3 + step / 10,
      "eval/accuracy_high": 0.5 + step / 10,
      ...step === 0 ? {} : {
        reward: step,
        entropy: 1 / step,
        learning_rate: 3e-4,
        "completions/mean_length": 20 - step,
        memory: 700 + step,
      },
    })),
  )
  for (const [step, some] of Object.entries(samples ?? { 1: samplesOf(1), 2: samplesOf(2), 4: samplesOf(4) })) {
    write(`samples/step_${step.padStart(6, "0")}.jsonl`, some)
  }
  for (const [step, some] of Object.entries(heldOut)) write(`held_out/step_${step.padStart(6, "0")}.jsonl`, some)
  if (guard.length > 0) write("guard.jsonl", guard)
  if (control.length > 0) write("control.jsonl", control)
  const lines = Object.entries(verdicts).map(([step, letters]) => ({ step: Number(step), problems, verdicts: letters }))
  if (lines.length > 0) write("verdicts.jsonl", lines)
  if (about !== undefined) writeFileSync(join(path, "about.txt"), about)
  return path
}
