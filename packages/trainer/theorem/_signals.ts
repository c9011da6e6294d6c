import { backward } from "@rlif/core/grad/backward"
import { graph } from "@rlif/core/graph/graph"
import { broadcastTo, input, mul, reduceSum, scalar } from "@rlif/core/graph/ops"
import { allSignals, tokenSignals } from "@rlif/core/signals"
import { type Program, Runtime } from "@rlif/core/runtime/runtime"
import { value } from "@rlif/core/graph/value"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"

/** The signals of one distribution as the policy takes them, in nats, and their gradients by its logits. */
export interface Signals {
  readonly entropy: number
  readonly selfCertainty: number
  /** By symbol, had it been the one that was sampled. */
  readonly logprob: ReadonlyArray<number>
  readonly entropyGradient: ReadonlyArray<number>
  readonly selfCertaintyGradient: ReadonlyArray<number>
  /** By symbol, and then by logit. */
  readonly logprobGradient: ReadonlyArray<ReadonlyArray<number>>
}

/**
 * The signals of logits by the graph that scores and trains, `backward` of it, and the runtime, in double precision. A
 * program is compiled for each size of vocabulary.
 */
export const signalsOf = Effect.gen(function* () {
  const { compile } = yield* Runtime
  const scope = yield* Effect.scope
  const programs = new Map<number, Program>()
  return (logits: ReadonlyArray<number>) =>
    Effect.gen(function* () {
      const v = logits.length
      const program = programs.get(v) ?? (yield* Scope.provide(compile(closed(v)), scope))
      programs.set(v, program)
      const out = yield* program.run({
        logits: value("float64", [v], Float64Array.from(logits)),
        targets: value("int32", [v], Int32Array.from(logits.keys())),
      })
      const row = (name: string, i: number) => Array.from(out[name].data.subarray(i * v, (i + 1) * v), Number)
      const signals: Signals = {
        entropy: Number(out.entropy.data[0]),
        selfCertainty: Number(out.selfCertainty.data[0]),
        logprob: row("logprob", 0),
        entropyGradient: row("d entropy", 0),
        selfCertaintyGradient: row("d selfCertainty", 0),
        logprobGradient: logits.map((_, i) => row("d logprob", i)),
      }
      return signals
    })
})

/** One distribution in V rows, each with another symbol as its token. */
const closed = (v: number) => {
  const logits = broadcastTo(input("logits", [v], "float64"), [v, v]) // (V, V)
  // A row of gradients for each row of logits.
  const rows = mul(logits, scalar(1, "float64"))
  const by = tokenSignals(allSignals, { logits: rows, targets: input("targets", [v], "int32") }, 1)
  const gradients = Object.entries(by).map(([name, signal]) => [`d ${name}`, backward(reduceSum(signal), [rows])[0]])
  return graph({ ...by, ...Object.fromEntries(gradients) })
}

/** Numbers that are made of the signals of logits, as something to compare. */
export const bySignals = (
  numbers: (signals: Signals, logits: ReadonlyArray<number>) => number | ReadonlyArray<number>,
) =>
  Effect.map(
    signalsOf,
    (of) => (logits: ReadonlyArray<number>) => Effect.map(of(logits), (signals) => [numbers(signals, logits)].flat()),
  )
