// The weights of a policy, each fed without a copy, and changed in place by an optimizer.
import { slabOf } from "../runtime/slab.ts"
import type { Value, Values } from "../graph/value.ts"
import { parameterShapes } from "../model/adapter_shapes.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { quantized, quantizedWeights } from "../model/quantized.ts"
import { InvalidInput, PolicyError } from "../runtime/policy_error.ts"

/** The weights of a policy. Neighbors that lie side by side in one array take one run of the optimizer. */
export interface Weights {
  readonly parameters: Readonly<Record<string, Value<"float32">>>
  /** Weights that are stored as integers, and their scales: they never change. */
  readonly frozen: Values
}

/**
 * Takes values over as a policy's weights: the caller must not use them any more. Weights that the policy stores as integers
 * are given as integers and scales, or in float32. Throws a PolicyError if a parameter is absent, unknown, or has another
 * shape.
 */
export const ownWeights = (config: ModelConfig, values: Values): Weights => {
  const types = typesOf(config, values)
  const refuse = (field: string, why: string) =>
    new PolicyError({ action: "load", reason: new InvalidInput({ field, message: `Cannot load weights: ${why}` }) })
  const stranger = Object.keys(values).find((name) => types[name] === undefined)
  if (stranger !== undefined) throw refuse(stranger, `the model has no parameter "${stranger}"`)
  const parameters: Record<string, Value<"float32">> = {}
  const frozen: Record<string, Value> = {}
  for (const [name, { dtype, shape, fixed }] of Object.entries(types)) {
    const given = values[name]
    if (given === undefined) throw refuse(name, `"${name}" is missing`)
    if (given.dtype !== dtype || given.dims.join() !== shape.join()) {
      throw refuse(name, `"${name}" is ${given.dtype} (${given.dims.join(", ")}), not ${dtype} (${shape.join(", ")})`)
    }
    if (fixed) frozen[name] = given
    else parameters[name] = given as Value<"float32">
  }
  return atRest(config, { parameters, frozen })
}

interface Type {
  readonly dtype: "float32" | "int8"
  readonly shape: ReadonlyArray<number>
  readonly fixed: boolean
}

const typesOf = (config: ModelConfig, values: Values): Readonly<Record<string, Type>> => {
  const scales = quantizedWeights(config)
  const types: Record<string, Type> = {}
  for (const [name, shape] of Object.entries(parameterShapes(config))) {
    const fixed = scales[name] !== undefined && values[name]?.dtype === "int8"
    types[name] = { dtype: fixed ? "int8" : "float32", shape, fixed }
    if (fixed) types[scales[name]] = { dtype: "float32", shape: shape.slice(0, 1), fixed }
  }
  return types
}

const atRest = (config: ModelConfig, { parameters, frozen }: Weights): Weights => {
  const all = quantized(config, parameters)
  const made = Object.entries(all).filter(([name, x]) => x !== parameters[name])
  if (made.length === 0) return { parameters, frozen }
  // A copy, so that nothing holds the array that the integers were made from.
  const kept = Object.keys(parameters).filter((name) => all[name] === parameters[name])
  return copyWeights({ parameters, frozen: { ...frozen, ...Object.fromEntries(made) } }, kept)
}

/** A copy of all or some weights, in a slab of its own. */
export const copyWeights = (
  { parameters, frozen }: Weights,
  names: ReadonlyArray<string> = Object.keys(parameters),
): Weights => ({ parameters: slabOf(Object.fromEntries(names.map((name) => [name, parameters[name]]))), frozen })
