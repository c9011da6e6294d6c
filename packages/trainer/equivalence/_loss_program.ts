// A loss of tabular completions as one program: logits of a table (N, V) in, value and gradient out.
import { backward } from "@rlif/core/grad/backward"
import { type Graph, graph } from "@rlif/core/graph/graph"
import { gather, input, mul, reshape } from "@rlif/core/graph/ops"
import { feedsOf } from "@rlif/core/graph/feeds-of"
import { logprob, type Signal } from "@rlif/core/signals"
import { value, type Values } from "@rlif/core/graph/value"
import type { Aggregate } from "../loss/aggregate.ts"
import type { Column, Loss } from "../loss/loss.ts"
import { forcedOf, logitsOf, signalAt, widest } from "./_positions.ts"
import type { Batch, Weighted } from "./batches.ts"

const columns = ["advantage", "old", "reference"] as const
const grid = ["R", "T"]

/** The graph for a vocabulary of `v` symbols, in double precision. */
export const lossGraph = (
  loss: Loss<Column>,
  { aggregate, v }: { readonly aggregate: Aggregate; readonly v: number },
) => {
  const table = input("table", ["N", v], "float64")
  const logits = gather(table, input("rows", ["R*T"], "int32")) // (R*T, V)
  const targets = input("targets", ["R*T"], "int32")
  const signal = signalAt(logits, targets)
  const sizes = {
    mask: input("mask", grid, "float64"),
    lengths: input("lengths", ["R", 1], "float64"),
    tokens: input("tokens", [], "float64"),
    sequences: input("sequences", [], "float64"),
  }
  const batch = {
    logprob: reshape(signal(logprob), grid),
    signal: (of: Signal) => reshape(signal(of), grid),
    mask: sizes.mask,
    lengths: sizes.lengths,
    advantage: input("advantage", grid, "float64"),
    old: input("old", grid, "float64"),
    reference: input("reference", grid, "float64"),
  }
  // A completion that occurs w times counts w times in the losses as in what they are divided by.
  const total = aggregate(mul(loss.of(batch), input("weight", ["R", 1], "float64")), sizes)
  const [gradient] = backward(total, [table])
  return graph({ loss: total, gradient })
}

/** What the graph reads of a batch. */
export const lossFeeds = (closed: Graph, { table, old, reference, completions }: Batch): Values => {
  const longest = Math.max(...completions.map(({ tokens }) => tokens.length))
  const cells = (of: (completion: Weighted, t: number) => number) =>
    completions.flatMap((completion) =>
      Array.from({ length: longest }, (_, t) => t < completion.tokens.length ? of(completion, t) : 0)
    )
  const floats = (dims: ReadonlyArray<number>, data: ReadonlyArray<number>) =>
    value("float64", dims, Float64Array.from(data))
  const at = (of: (completion: Weighted, t: number) => number) => floats([completions.length, longest], cells(of))
  const logprob = (policy: Batch["table"]) => at(({ rows, tokens }, t) => Math.log(policy[rows[t]][tokens[t]]))
  const total = (of: (completion: Weighted) => number) =>
    completions.reduce((sum, completion) => sum + completion.weight * of(completion), 0)
  const integers = (data: ReadonlyArray<number>) => value("int32", [data.length], Int32Array.from(data))
  const columnsOf: Readonly<Record<(typeof columns)[number], () => Values[string]>> = {
    advantage: () => at(({ advantage }) => advantage),
    old: () => logprob(old),
    reference: () => logprob(reference),
  }
  return feedsOf(closed, {
    ...Object.fromEntries(columns.map((name) => [name, columnsOf[name]()])),
    table: logitsOf(table, widest(table)),
    forced: forcedOf(cells(({ rows }, t) => rows[t]).map((row) => table[row])),
    rows: integers(cells(({ rows }, t) => rows[t])),
    targets: integers(cells(({ tokens }, t) => tokens[t])),
    mask: at(() => 1),
    lengths: floats([completions.length, 1], completions.map(({ tokens }) => tokens.length)),
    weight: floats([completions.length, 1], completions.map(({ weight }) => weight)),
    tokens: floats([], [total(({ tokens }) => tokens.length)]),
    sequences: floats([], [total(() => 1)]),
  })
}
