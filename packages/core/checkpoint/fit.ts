import * as Result from "effect/Result"
import type { ModelConfig } from "../model/architecture.ts"
import { architectures } from "../model/architectures.ts"
import { listed } from "../files/quote.ts"
import { holds } from "./stored.ts"
import { WeightsError } from "./checkpoint_error.ts"
import type { Weights } from "./safetensors.ts"
import type { WeightDType } from "./safetensors_header.ts"

type Shapes = Readonly<Record<string, ReadonlyArray<number>>>

/** Tables of angles in old checkpoints, which follow from the configuration. */
const implied = /\.rotary_emb\.inv_freq$/

/** The names of the stored tensors that `fit` has to see: parameters of the right shape, and copies of parameters. */
export const readable = (config: ModelConfig, stored: Shapes): ReadonlySet<string> => {
  const { parameters, copies } = architectures[config.architecture]
  const expected = parameters(config)
  const dimsOf = (name: string) => own(expected, own(copies(config), name) ?? name)
  return new Set(Object.keys(stored).filter((name) => sameDims(stored[name], dimsOf(name))))
}

/** The weights, and their folder's name in errors. */
export interface FitOptions {
  readonly weights: Weights
  readonly directory: string
  readonly dtype?: WeightDType
  /** The shapes of all tensors of the checkpoint, also those not in `weights`. Default: the shapes of `weights`. */
  readonly stored?: Shapes
}

/**
 * The weights in checkpoint order, if they are exactly the architecture's parameters: none missing, none extra, each with
 * its shape, and finite once rounded to `dtype`. Otherwise one error that lists all faults.
 *
 * A stored head that the configuration ties to the embedding is left out if the two are equal, and refused if they differ:
 * loaders disagree about which of the two counts. If `weights` holds only the `readable` tensors of a checkpoint, `stored`
 * gives the shapes of all.
 */
export const fit = (config: ModelConfig, options: FitOptions): Result.Result<Weights, WeightsError> => {
  const { parameters, copies } = architectures[config.architecture]
  return fitShapes({ expected: parameters(config), copies: copies(config) }, options)
}

/** `fit` for tensors of any names and shapes. `copies` maps a name to the tensor that it may repeat. */
export const fitShapes = (
  { expected, copies = {} }: { readonly expected: Shapes; readonly copies?: Readonly<Record<string, string>> },
  { weights, directory, dtype = "F32", stored = shapesOf(weights) }: FitOptions,
): Result.Result<Weights, WeightsError> => {
  const missing = Object.keys(expected).filter((name) => own(stored, name) === undefined)
  const extra = Object.keys(stored)
    .filter((name) => own(expected, name) === undefined && !implied.test(name))
    .flatMap((name) => {
      const original = own(copies, name)
      const [copy, source] = [own(weights, name), original === undefined ? undefined : own(weights, original)]
      if (copy === undefined || source === undefined) return [name]
      return sameData(copy.data, source.data) ? [] : [`${name} (differs from ${original}, to which the config ties it)`]
    })
  const misshapen = Object.entries(expected)
    .filter(([name, dims]) => own(stored, name) !== undefined && !sameDims(stored[name], dims))
    .map(([name, dims]) => `${name} (${stored[name].join(", ")}), not (${dims.join(", ")})`)
  const notFinite = Object.keys(weights).filter((name) => !holds(dtype, weights[name].data))
  const problems = { missing, extra, misshapen, [`not finite in ${dtype}`]: notFinite }
  const wrong = Object.entries(problems).filter(([, names]) => names.length > 0)
  if (wrong.length === 0) return Result.succeed(Object.fromEntries(Object.keys(expected).map((n) => [n, weights[n]])))
  const message = `Cannot use the weights of "${directory}": ${
    wrong.map(([what, names]) => `${what}: ${listed(names, "; ")}`).join(". ")
  }`
  return Result.fail(new WeightsError({ directory, missing, extra, misshapen, notFinite, message }))
}

const shapesOf = (weights: Weights): Shapes =>
  Object.fromEntries(Object.entries(weights).map(([name, { dims }]) => [name, dims]))

/** An own field of a record: a name in a file may be the name of a method of objects. */
const own = <A>(record: Readonly<Record<string, A>>, name: string): A | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

const sameDims = (a: ReadonlyArray<number>, b: ReadonlyArray<number> | undefined) =>
  b !== undefined && a.length === b.length && a.every((size, i) => size === b[i])

const sameData = (a: Float32Array, b: Float32Array) => a.length === b.length && a.every((x, i) => x === b[i])
