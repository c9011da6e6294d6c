// The weights of a policy, each fed without a copy, and changed in place by an optimizer.
import { slabOf } from "../runtime/slab.ts"
import type { Value, Values } from "../runtime/value.ts"
import { parameterShapes } from "../model/adapter_shapes.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { PolicyError } from "./policy_error.ts"

/** One value a parameter, by checkpoint name in checkpoint order. Where neighbors lie side by side, they are one run. */
export interface Weights {
  readonly parameters: Readonly<Record<string, Value<"float32">>>
}

/**
 * These values as a policy's own: whoever hands them over no longer uses them. Throws a PolicyError where a parameter is
 * absent, unknown, or of another shape.
 */
export const ownWeights = (config: ModelConfig, values: Values): Weights => {
  const shapes = parameterShapes(config)
  const refuse = (message: string) => new PolicyError({ action: "load", message: `Cannot load weights: ${message}` })
  const stranger = Object.keys(values).find((name) => shapes[name] === undefined)
  if (stranger !== undefined) throw refuse(`the model has no parameter "${stranger}"`)
  const parameters = Object.entries(shapes).map(([name, shape]) => {
    const given = values[name]
    if (given === undefined) throw refuse(`"${name}" is missing`)
    if (given.dtype !== "float32" || given.dims.join() !== shape.join()) {
      throw refuse(`"${name}" is ${given.dtype} (${given.dims.join(", ")}), not float32 (${shape.join(", ")})`)
    }
    return [name, given as Value<"float32">] as const
  })
  return { parameters: Object.fromEntries(parameters) }
}

/** Some of the weights, or all, in a slab of their own. */
export const copyWeights = (
  { parameters }: Weights,
  names: ReadonlyArray<string> = Object.keys(parameters),
): Weights => ({ parameters: slabOf(Object.fromEntries(names.map((name) => [name, parameters[name]]))) })
