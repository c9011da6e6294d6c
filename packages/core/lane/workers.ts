// Lanes in threads of their own, each with a copy of the weights: ONNX Runtime reads no memory that threads share.
import * as Effect from "effect/Effect"
import type { Values } from "../graph/value.ts"
import { flattenLearner } from "../learn/flat_learner.ts"
import type { Weights } from "../learn/weights.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { flattenSignal } from "../signals/flat_signal.ts"
import type { Signal } from "../signals/signal.ts"
import { type Call, spawned } from "../thread/calling.ts"
import type { Lane } from "./lane.ts"
import { asOne, type Lanes } from "./lanes.ts"
import type { Calls, Start } from "./_protocol.ts"

/** So many lanes over copies of these weights, until the scope closes. Their threads are not waited for: the first calls do. */
export const workers = Effect.fnUntraced(function* (count: number, config: ModelConfig, weights: Weights) {
  const start: Start = { config, weights }
  const one = Effect.flatMap(spawned<Calls, Start, void>(file), ({ begin }) => begin(start))
  const calls = (yield* Effect.replicateEffect(one, count)).map(({ call }) => call)
  const made: Omit<Lanes, "parts" | "beside"> = {
    lane: asOne(calls.map((call) => laneOf(call, config))),
    atOnce: count,
    adds: false,
    renew: (changed) => {
      const message = { names: Object.keys(changed), shared: sharedOf(changed) }
      return Effect.forEach(calls, (call) => call("renew", message), { concurrency: count, discard: true })
    },
  }
  return made
})

const file = { file: new URL("./_thread.ts", import.meta.url), name: "lane" }

const laneOf = (call: Call<Calls>, { vocab }: ModelConfig): Lane => {
  const flat = (signals: ReadonlyArray<Signal>) => signals.map((signal) => flattenSignal(signal, vocab))
  return {
    sample: ({ signals, ...rest }) => call("sample", { ...rest, signals: flat(signals) }),
    read: (groups, { temperature, signals }) => call("read", { groups, temperature, signals: flat(signals) }),
    learn: Effect.fnUntraced(function* (learner) {
      const made = call("learn", flattenLearner(learner))
      const id = yield* Effect.acquireRelease(made, (id) => Effect.ignore(call("forget", id)))
      return {
        gradient: (piece, into) => call("gradient", { id, piece, into }, [into.gradient.buffer as ArrayBuffer]),
      }
    }),
  }
}

/** float32 values side by side. */
const sharedOf = (values: Values): SharedArrayBuffer => {
  const all = Object.values(values)
  const shared = new SharedArrayBuffer(4 * all.reduce((sum, { data }) => sum + data.length, 0))
  const into = new Float32Array(shared)
  let at = 0
  for (const { data } of all) {
    into.set(data as Float32Array, at)
    at += data.length
  }
  return shared
}
