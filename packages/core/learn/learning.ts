// The state of a learner between updates, and the program that applies a gradient to it.
import * as Effect from "effect/Effect"
import { fingerprint } from "../graph/fingerprint.ts"
import type { Values } from "../graph/value.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { attempt } from "../runtime/drained.ts"
import { type Compiled, programCache } from "../runtime/program_cache.ts"
import type { Runtime } from "../runtime/runtime.ts"
import type { Learner } from "./learner.ts"
import { slabLength, type Trainable, trainables } from "./_trainable.ts"

export { slabLength }
import type { Weights } from "./weights.ts"

/** A learner, its optimizer, and what updates change. */
export interface Learning {
  readonly learner: Learner
  readonly config: ModelConfig
  /** What is trained: the weights themselves. */
  readonly tensors: ReadonlyArray<Trainable>
  readonly optimizer: Compiled
  /** The optimizer's state, each as long as the trainable weights. */
  readonly slots: ReadonlyArray<Float32Array>
  /** Steps of the optimizer. */
  steps: number
  /** What a state builds on, by its hash: the weights that do not change, and those that a penalty compares with. */
  readonly builtOn: () => { readonly constants: string; readonly reference: string }
}

/** Compiles a learner's optimizer for the present weights. The program lives as long as the scope. */
export const learning = Effect.fnUntraced(function* (
  learner: Learner,
  { runtime, config, weights }: {
    readonly runtime: Runtime["Service"]
    readonly config: ModelConfig
    readonly weights: Weights
  },
) {
  const tensors = yield* attempt("learn", () => trainables(learner, weights))
  const programs = programCache(runtime, { scope: yield* Effect.scope, capacity: 1 })
  const made: Learning = {
    learner,
    config,
    tensors,
    optimizer: yield* programs.get("optimizer", () => learner.optimizer),
    slots: learner.slots.map(({ init }) => new Float32Array(slabLength(tensors)).fill(init)),
    steps: 0,
    builtOn: builtOn(learner, weights),
  }
  return made
})

const builtOn = (learner: Learner, { parameters, frozen }: Weights): Learning["builtOn"] => {
  const all = Object.entries<Values[string]>({ ...parameters, ...frozen })
  const hash = (which: (name: string) => boolean) => {
    const some = all.filter(([name]) => which(name))
    return some.length === 0 ? "" : fingerprint(Object.fromEntries(some))
  }
  const trained = (name: string) => learner.trainable.includes(name)
  // What is trained changes, so it is hashed now; the rest once it is asked for.
  const reference = learner.reference ? hash(trained) : ""
  let constants: string | undefined
  return () => ({ constants: constants ??= hash((name) => !trained(name)), reference })
}
