// Signals of tokens whose distributions are known, as graphs in double precision: the signals' own formulas.
import { type Graph, graph } from "@rlif/core/graph/graph"
import { broadcastTo, input, less, scalar, slice, where } from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import { value, type Values } from "@rlif/core/graph/value"
import { type Program, Runtime } from "@rlif/core/runtime/runtime"
import { built, positionOf, type Signal } from "@rlif/core/signals"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import type { Distribution } from "./distributions.ts"

/**
 * A signal of each of M positions: of logits (M, V), the tokens (M) that stand there, and `forced` (M), 1 where the
 * distribution has one symbol alone, whatever the width of the table, and 0 elsewhere.
 */
export const signalAt = (logits: Tensor<"float64">, targets: Tensor<"int32">) => {
  const at = positionOf({ logits, targets }, 1)
  const first = broadcastTo(scalar(0, "int32"), targets.shape)
  const alone = positionOf({ logits: slice(logits, -1, { end: 1 }), targets: first }, 1)
  const forced = input("forced", targets.shape, "float64")
  return (signal: Signal): Tensor<"float64"> => where(less(forced, 1), built(signal, at), built(signal, alone)) // (M)
}

/** The logit of a symbol that is not there: its probability is 0 in double precision, and all that is made of it. */
const never = -10_000

/** Logits of distributions, (N, V). */
export const logitsOf = (table: ReadonlyArray<Distribution>, v: number): Values[string] =>
  value(
    "float64",
    [table.length, v],
    Float64Array.from(
      table.flatMap((p) => Array.from({ length: v }, (_, j) => p[j] > 0 ? Math.log(p[j]) : never)),
    ),
  )

/** 1 for each distribution that has one symbol, (M). */
export const forcedOf = (all: ReadonlyArray<Distribution>): Values[string] =>
  value("float64", [all.length], Float64Array.from(all, (p) => p.length > 1 ? 0 : 1))

/** The most symbols of some distributions. */
export const widest = (table: ReadonlyArray<Distribution>): number => Math.max(...table.map((p) => p.length))

/** A program for each number of symbols, compiled where the first case has that. */
export const byVocabulary = Effect.fnUntraced(function* (build: (v: number) => Graph) {
  const { compile } = yield* Runtime
  const scope = yield* Effect.scope
  const programs = new Map<number, { readonly closed: Graph; readonly program: Program }>()
  return Effect.fnUntraced(function* (v: number) {
    const known = programs.get(v)
    if (known !== undefined) return known
    const closed = build(v)
    const compiled = { closed, program: yield* Scope.provide(compile(closed), scope) }
    programs.set(v, compiled)
    return compiled
  })
})

/** Signals of M positions as a graph: logits (M, V) and tokens in, one number a token out under each name. */
export const signalGraph = (signals: ReadonlyArray<Signal>, v: number): Graph => {
  const at = signalAt(input("logits", ["M", v], "float64"), input("targets", ["M"], "int32"))
  return graph(Object.fromEntries(signals.map((signal) => [signal.name, at(signal)])))
}
