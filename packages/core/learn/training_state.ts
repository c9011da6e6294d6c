// A learner's state out of its slabs, and back into them.
import { fingerprint } from "../graph/fingerprint.ts"
import * as names from "../graph/names.ts"
import { type Value, value, type Values } from "../graph/value.ts"
import { slabOf } from "../runtime/slab.ts"
import { InvalidInput, PolicyError } from "../runtime/policy_error.ts"
import type { Learning } from "./learning.ts"
import type { TrainingState } from "./training.ts"

/** A copy of the state, all tensors in one array; `updates` are the policy's. */
export const stateOf = (learning: Learning, updates: number): TrainingState => ({
  updates,
  steps: learning.state.steps,
  tensors: slabOf(standing(learning)),
  ...identity(learning),
})

/** Puts a state in place of the present one. Throws a PolicyError, before anything changes, where it does not fit. */
export const restore = (learning: Learning, { steps, tensors, ...given }: TrainingState): void => {
  const own = standing(learning)
  const missing = Object.keys(own).find((name) => tensors[name] === undefined)
  if (missing !== undefined) throw refused("tensors", `it has no "${missing}"`)
  for (const [name, { dims, data }] of Object.entries(tensors)) {
    if (own[name] === undefined) throw refused("tensors", `"${name}" is nothing that this learner changes`)
    const expected = own[name].dims
    if (dims.join() !== expected.join() || data.length !== own[name].data.length) {
      throw refused("tensors", `"${name}" is (${dims.join(", ")}), not (${expected.join(", ")})`)
    }
  }
  const { constants, reference } = identity(learning)
  if (given.constants !== constants) throw refused("constants", "the weights that do not change are others")
  if (given.reference !== reference) throw refused("reference", "the weights that a penalty compares with are others")
  for (const [name, { data }] of Object.entries(own)) data.set(tensors[name].data)
  learning.state.steps = steps
}

const refused = (field: string, why: string) =>
  new PolicyError({
    action: "restore",
    reason: new InvalidInput({ field, message: `Cannot restore a state: ${why}` }),
  })

/** The tensors themselves, as they stand. */
const standing = ({ learner, state }: Learning): Readonly<Record<string, Value<"float32">>> => {
  const found: Record<string, Value<"float32">> = {}
  for (const { name, dims, weight, at, length } of state.tensors) {
    found[names.weight(name)] = value("float32", dims, weight)
    learner.slots.forEach((slot, i) => {
      found[names.slot(slot.name, name)] = value("float32", dims, state.slots[i].subarray(at, at + length))
    })
  }
  return found
}

/** What a state builds on. Neither changes while the learner lives, so each is hashed once. */
const identity = (learning: Learning): Pick<TrainingState, "constants" | "reference"> => {
  const known = identities.get(learning)
  if (known !== undefined) return known
  const { learner, weights: { parameters, frozen }, reference } = learning
  const fixed = Object.entries({ ...parameters, ...frozen }).filter(([name]) => !learner.trainable.includes(name))
  const found = { constants: hash(Object.fromEntries(fixed)), reference: hash(reference?.first ?? {}) }
  identities.set(learning, found)
  return found
}

const identities = new WeakMap<Learning, Pick<TrainingState, "constants" | "reference">>()

const hash = (weights: Values) => Object.keys(weights).length === 0 ? "" : fingerprint(weights)
