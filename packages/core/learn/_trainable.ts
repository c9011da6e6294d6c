// The parameters that a learner trains, and their places in slabs of their length: gradients and optimizer state.
import * as names from "../graph/names.ts"
import type { Weights } from "./weights.ts"
import type { Learner } from "./learner.ts"
import { InvalidInput, PolicyError } from "../runtime/policy_error.ts"

/** A trainable parameter: its weights, and its place in the slab of gradients. */
export interface Trainable {
  readonly name: string
  readonly dims: ReadonlyArray<number>
  readonly weight: Float32Array
  readonly at: number
  readonly length: number
}

/** The parameters that `learner` trains. Throws a PolicyError if the learner's graphs do not fit the model. */
export const trainables = (learner: Learner, { parameters, frozen }: Weights): ReadonlyArray<Trainable> => {
  const { trainable, step, loss, signals, optimizer, slots, metrics } = learner
  const refuse = (field: string, why: string) =>
    new PolicyError({ action: "learn", reason: new InvalidInput({ field, message: `Cannot learn: ${why}` }) })
  const fixed = trainable.find((name) => frozen[name] !== undefined)
  if (fixed !== undefined) throw refuse("trainable", `"${fixed}" is frozen in ${frozen[fixed].dtype}`)
  const stranger = trainable.find((name) => parameters[name] === undefined)
  if (stranger !== undefined) throw refuse("trainable", `the model has no parameter "${stranger}"`)
  const wanted = [
    ...[...trainable.map((name) => names.grad(name)), ...Object.keys(metrics)].map((name) =>
      ["step", step, name] as const
    ),
    ...Object.keys(loss === undefined ? {} : metrics).map((name) => ["loss", loss!, name] as const),
    ...["parameter", ...slots.map(({ name }) => name)].map((name) =>
      ["optimizer", optimizer, names.next(name)] as const
    ),
  ]
  for (const [which, { outputs }, name] of wanted) {
    if (outputs[name] === undefined) throw refuse(which, `the ${which} graph has no output "${name}"`)
  }
  const unknown = names.listed(names.signal, Object.keys(loss?.inputs ?? {}))
    .find((name) => !signals.some((signal) => signal.name === name))
  if (unknown !== undefined) throw refuse("signals", `the loss reads "${unknown}", which is no signal of the learner`)
  if (loss !== undefined && names.listed(names.grad, Object.keys(loss.outputs)).length === 0) {
    throw refuse("loss", "the loss graph has no gradient")
  }
  const tensors: Array<Trainable> = []
  let at = 0
  for (const [name, { dims, data }] of Object.entries(parameters)) {
    if (!trainable.includes(name)) continue
    tensors.push({ name, dims, weight: data, at, length: data.length })
    at += data.length
  }
  return tensors
}

/** The length of a slab for them. */
export const slabLength = (tensors: ReadonlyArray<Trainable>): number =>
  tensors.reduce((sum, { length }) => sum + length, 0)
