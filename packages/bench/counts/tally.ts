// A step's runs, added up by what they do: what is committed, and compared.
import { Schema } from "effect"
import type { Kind, Notes } from "./counting.ts"

/**
 * What the programs of one kind do in a step: how many are compiled anew, the nodes of the largest, how often they run, and
 * over all runs bytes and floating-point operations.
 */
export const Tally = Schema.Struct({
  compiled: Schema.Number,
  nodes: Schema.Number,
  runs: Schema.Number,
  fed: Schema.Number,
  bound: Schema.Number,
  fetched: Schema.Number,
  operations: Schema.Number,
})
export type Tally = typeof Tally.Type

/** By kind, in the order of a step; a kind without runs is left out. */
export const tally = ({ compilations, runs }: Notes): Readonly<Record<string, Tally>> => {
  const found: Record<string, Tally> = {}
  for (const kind of kinds) {
    const own = runs.filter((run) => run.kind === kind)
    if (own.length === 0) continue
    const sum = (part: "fed" | "bound" | "fetched" | "operations") => own.reduce((total, run) => total + run[part], 0)
    found[kind] = {
      compiled: compilations.filter((compilation) => compilation.kind === kind).length,
      nodes: Math.max(...own.map(({ nodes }) => nodes)),
      runs: own.length,
      fed: sum("fed"),
      bound: sum("bound"),
      fetched: sum("fetched"),
      operations: sum("operations"),
    }
  }
  return found
}

const kinds: ReadonlyArray<Kind> = ["prefill", "decode", "forward", "gradient", "optimizer"]
