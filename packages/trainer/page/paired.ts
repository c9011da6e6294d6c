import type { Answered } from "../evaluate/answered.ts"
import { compare, type Comparison } from "../evaluate/comparison.ts"
import type { Sample } from "../run/samples_file.ts"
import { harmless } from "./harmless.ts"
import { table } from "./_table.ts"

/** What two runs sampled at one update. */
export interface Pair {
  readonly step: number
  readonly a: ReadonlyArray<Sample>
  readonly b: ReadonlyArray<Sample>
}

/** Two runs by their names, with the updates of which both have samples. */
export interface Pairs {
  readonly names: readonly [a: string, b: string]
  readonly pairs: ReadonlyArray<Pair>
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

/** A table a pair of runs; a sentence where nothing can be paired. */
export const paired = (all: ReadonlyArray<Pairs>): string =>
  all.map(({ names: [a, b], pairs }) => {
    const rows = pairs.flatMap((pair) => {
      const found = pairedAt(pair)
      return found === undefined ? [] : [rowOf(pair.step, found)]
    })
    const title = harmless(`${b} beside ${a}, on the problems that both sampled at an update`)
    const headers = ["update", "problems", `right, ${a}`, `right, ${b}`, "difference (95%)", "p", "better"]
    return rows.length > 0
      ? table({ title, headers: headers.map((header) => harmless(header)), rows })
      : `<p>${title}: there are none. Runs of the same data and seed can be paired.</p>`
  }).join("\n")

const rowOf = (step: number, { problems, accuracies: [a, b], difference, low, high, p, better }: Comparison) => [
  String(step),
  String(problems),
  a.toFixed(3),
  b.toFixed(3),
  `${signed(difference)} [${signed(low)}, ${signed(high)}]`,
  p < 1e-4 ? p.toExponential(0) : p.toFixed(4),
  `${better.a} : ${better.b}, ${better.alike} alike`,
]

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`
