import type { Answered } from "../evaluate/answered.ts"
import { compare, type Comparison } from "../evaluate/comparison.ts"
import type { Sample } from "../run/samples_file.ts"
import type { VerdictsLine } from "../run/verdicts_file.ts"

/**
 * What two runs sampled at one update.
 * @since 0.1.0
 */
export interface Pair {
  readonly step: number
  readonly a: ReadonlyArray<Sample>
  readonly b: ReadonlyArray<Sample>
}

/**
 * Two runs by their names, compared at updates, on the same problems.
 * @since 0.1.0
 */
export interface Pairs {
  readonly names: readonly [a: string, b: string]
  /** All held-out problems, or, where these are not the same, those that both happened to sample at an update. */
  readonly problems: "held out" | "sampled"
  readonly rows: ReadonlyArray<{ readonly step: number; readonly comparison: Comparison }>
}

/**
 * How much more often run b was right than run a on all held-out problems; undefined where they were asked others.
 * @since 0.1.0
 */
export const pairedVerdicts = (a: VerdictsLine, b: VerdictsLine): Comparison | undefined => {
  if (a.problems !== b.problems) return undefined
  const [first, second] = [a, b].map(({ verdicts }) =>
    Array.from(verdicts, (letter, i): Answered => ({
      problem: { id: String(i), problem: "", gold: "" },
      completions: [{ text: "", tokens: 0, finish: "stop", verdict: letter === "c" ? "correct" : "wrong" }],
    }))
  )
  return compare(first, second)
}

/**
 * How much more often run b was right than run a, update by update, on problems that both sampled at that update; undefined
 * where there is none, or where completions were not held against gold answers.
 * @since 0.1.0
 */
export const pairedAt = ({ a, b }: Pair): Comparison | undefined => {
  const [first, second] = [byProblem(a), byProblem(b)]
  const common = [...first.keys()].filter((key) => second.has(key))
  const sides = [first, second].map((all) => common.map((key) => all.get(key)!))
  // A comparison needs equally many completions of each problem.
  const even = sides.every((side) => new Set(side.map(({ completions }) => completions.length)).size === 1)
  return common.length > 0 && even ? compare(sides[0], sides[1]) : undefined
}

/** Problems by name and prompt, with the verdicts of their completions. */
const byProblem = (samples: ReadonlyArray<Sample>): ReadonlyMap<string, Answered> => {
  const all = new Map<string, Answered>()
  for (const { problem: id, gold, prompt, text, tokens, finish, rewards } of samples) {
    const right = rewards["exact_answer"]
    if (right === undefined) continue
    const key = JSON.stringify([id, prompt])
    const verdict = right === 1 ? "correct" : "wrong"
    const before = all.get(key) ?? { problem: { id, problem: "", gold }, completions: [] }
    all.set(key, { ...before, completions: [...before.completions, { text, tokens: tokens.length, finish, verdict }] })
  }
  return all
}
