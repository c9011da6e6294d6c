// The weights of a policy, each fed without a copy, and changed in place by an optimizer.
import { slabOf } from "../runtime/slab.ts"
import type { Value, Values } from "../graph/value.ts"
import { parameterShapes } from "../model/adapter_shapes.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { quantized, quantizedWeights } from "../model/quantized.ts"
import { InvalidInput, PolicyError } from "../runtime/policy_error.ts"

/** One value a parameter, by checkpoint name in checkpoint order. Where neighbors lie side by side, they are one run. */
export interface Weights {
  readonly parameters: Readonly<Record<string, Value<"float32">>>
  /** Those that are stored as integers instead, and their scales: they never change. */
  readonly frozen: Values
}

/**
 * These values as a policy's own: whoever hands them over no longer uses them. What is stored as integers comes as such, with
 * its scales, or in float32. Throws a PolicyError where a parameter is absent, unknown, or of another shape.
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

/** Some of the weights, or all, in a slab of their own. */
export const copyWeights = (
  { parameters, frozen }: Weights,
  names: ReadonlyArray<string> = Object.keys(parameters),
): Weights => ({ parameters: slabOf(Object.fromEntries(names.map((name) => [name, parameters[name]]))), frozen })
