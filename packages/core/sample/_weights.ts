// All weights in one slab: parameters are views of it, so that they are fed without a copy and an optimizer may run over
// neighbors in one go.
import { type Value, value, type Values } from "../runtime/value.ts"
import { parameterShapes } from "../model/adapter_shapes.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { PolicyError } from "./policy_error.ts"

/** Weights as one array and as one value a parameter, by checkpoint name in checkpoint order. */
export interface Weights {
  readonly slab: Float32Array
  readonly parameters: Readonly<Record<string, Value<"float32">>>
}

/** Copies values into a slab. Throws a PolicyError where a parameter is absent, unknown, or of another shape. */
export const gatherWeights = (config: ModelConfig, from: Values): Weights => {
  const shapes = parameterShapes(config)
  const refuse = (message: string) => new PolicyError({ action: "load", message: `Cannot load weights: ${message}` })
  const stranger = Object.keys(from).find((name) => shapes[name] === undefined)
  if (stranger !== undefined) throw refuse(`the model has no parameter "${stranger}"`)
  for (const [name, shape] of Object.entries(shapes)) {
    const given = from[name]
    if (given === undefined) throw refuse(`"${name}" is missing`)
    if (given.dtype !== "float32" || given.dims.join() !== shape.join()) {
      throw refuse(`"${name}" is ${given.dtype} (${given.dims.join(", ")}), not float32 (${shape.join(", ")})`)
    }
  }
  const weights = view(shapes, new Float32Array(Object.values(shapes).reduce((sum, shape) => sum + count(shape), 0)))
  for (const [name, { data }] of Object.entries(weights.parameters)) data.set(from[name].data)
  return weights
}

/** Some of the weights in a slab of their own. */
export const copyWeights = ({ parameters }: Weights, names: ReadonlyArray<string>): Weights => {
  const total = names.reduce((sum, name) => sum + parameters[name].data.length, 0)
  const copy = view(Object.fromEntries(names.map((name) => [name, parameters[name].dims])), new Float32Array(total))
  for (const name of names) copy.parameters[name].data.set(parameters[name].data)
  return copy
}

const view = (shapes: Readonly<Record<string, ReadonlyArray<number>>>, slab: Float32Array): Weights => {
  let at = 0
  const parameters = Object.entries(shapes).map(([name, shape]) => {
    const data = slab.subarray(at, at += count(shape))
    return [name, value("float32", shape, data)] as const
  })
  return { slab, parameters: Object.fromEntries(parameters) }
}

const count = (shape: ReadonlyArray<number>) => shape.reduce((a, b) => a * b, 1)
