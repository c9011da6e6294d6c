import type { Comparison } from "../evaluate/comparison.ts"
import { table } from "./_table.ts"
import { harmless } from "./harmless.ts"
import type { Pairs } from "./paired.ts"

/** A table a pair of runs; a sentence where nothing can be paired. */
export const paired = (all: ReadonlyArray<Pairs>): string =>
  all.map(({ names: [a, b], problems, rows: compared }) => {
    const rows = compared.map(({ step, comparison }) => rowOf(step, comparison))
    const asked = problems === "held out" ? "all held-out problems" : "the problems that both sampled at an update"
    const title = harmless(`${b} beside ${a}, on ${asked}`)
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
