// A learner's state out of its slabs, and back into them.
import * as names from "../graph/names.ts"
import { type Value, value } from "../graph/value.ts"
import { slabOf } from "../runtime/slab.ts"
import { InvalidInput, PolicyError } from "../runtime/policy_error.ts"
import type { Learning } from "./learning.ts"
import type { TrainingState } from "./training.ts"

/** A copy of the state, all tensors in one array; `updates` are the policy's. */
export const stateOf = (learning: Learning, updates: number): TrainingState => ({
  updates,
  steps: learning.steps,
  tensors: slabOf(standing(learning)),
  ...learning.builtOn(),
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
  const { constants, reference } = learning.builtOn()
  if (given.constants !== constants) throw refused("constants", "the weights that do not change are others")
  if (given.reference !== reference) throw refused("reference", "the weights that a penalty compares with are others")
  for (const [name, { data }] of Object.entries(own)) data.set(tensors[name].data)
  learning.steps = steps
}

const refused = (field: string, why: string) =>
  new PolicyError({
    action: "restore",
    reason: new InvalidInput({ field, message: `Cannot restore a state: ${why}` }),
  })

/** The tensors themselves, as they stand. */
const standing = ({ learner, tensors, slots }: Learning): Readonly<Record<string, Value<"float32">>> => {
  const found: Record<string, Value<"float32">> = {}
  for (const { name, dims, weight, at, length } of tensors) {
    found[names.weight(name)] = value("float32", dims, weight)
    learner.slots.forEach((slot, i) => {
      found[names.slot(slot.name, name)] = value("float32", dims, slots[i].subarray(at, at + length))
    })
  }
  return found
}
