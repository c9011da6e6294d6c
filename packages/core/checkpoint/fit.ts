import { Result } from "effect"
import type { ModelConfig } from "../model/architecture.ts"
import { architectures } from "../model/architectures.ts"
import { holds } from "./_stored.ts"
import { WeightsError } from "./checkpoint_error.ts"
import type { Weights } from "./safetensors.ts"
import type { WeightDType } from "./safetensors_header.ts"

/** Which weights, and what errors call the folder that they are of. */
export interface FitOptions {
  readonly weights: Weights
  readonly directory: string
  readonly dtype?: WeightDType
}

/**
 * The weights, in checkpoint order, if they are exactly those of the architecture: all there, none more, each of its
 * shape, and finite once rounded to `dtype`. Otherwise one error that lists everything that is wrong.
 */
export const fit = (
  config: ModelConfig,
  options: FitOptions,
): Result.Result<Weights, WeightsError> => fitShapes(architectures[config.architecture].parameters(config), options)

/** The same for tensors of any names and shapes. */
export const fitShapes = (
  expected: Readonly<Record<string, ReadonlyArray<number>>>,
  { weights, directory, dtype = "F32" }: FitOptions,
): Result.Result<Weights, WeightsError> => {
  const has = (name: string) => Object.hasOwn(weights, name)
  const missing = Object.keys(expected).filter((name) => !has(name))
  const extra = Object.keys(weights).filter((name) => !Object.hasOwn(expected, name))
  const misshapen = Object.entries(expected)
    .filter(([name, dims]) => has(name) && !sameDims(weights[name].dims, dims))
    .map(([name, dims]) => `${name} (${weights[name].dims.join(", ")}), not (${dims.join(", ")})`)
  const notFinite = Object.keys(weights).filter((name) => !holds(dtype, weights[name].data))
  const problems = { missing, extra, misshapen, [`not finite in ${dtype}`]: notFinite }
  const wrong = Object.entries(problems).filter(([, names]) => names.length > 0)
  if (wrong.length === 0) return Result.succeed(Object.fromEntries(Object.keys(expected).map((n) => [n, weights[n]])))
  const message = `Cannot use the weights of "${directory}": ${
    wrong.map(([what, names]) => `${what}: ${names.join("; ")}`).join(". ")
  }`
  return Result.fail(new WeightsError({ directory, missing, extra, misshapen, notFinite, message }))
}

const sameDims = (a: ReadonlyArray<number>, b: ReadonlyArray<number>) =>
  a.length === b.length && a.every((size, i) => size === b[i])
