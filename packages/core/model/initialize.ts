import { random, type Seed, seed as mix } from "../random/seed.ts"
import { type Value, value } from "../graph/value.ts"
import { adapterShapes } from "./adapter_shapes.ts"
import type { ModelConfig } from "./architecture.ts"
import { architectures } from "./architectures.ts"

/**
 * Options of drawing weights.
 * @since 0.1.0
 */
export interface InitializeOptions {
  /** The standard deviation of matrices. Default: Hugging Face's. */
  readonly deviation?: number
}

/**
 * Fresh weights by checkpoint name, a function of the seed alone: norms are 1, biases 0, matrices normal. Matrices that write
 * into the residual stream are scaled by `1 / sqrt(2 layers)`, so that the stream's variance does not grow with depth
 * (GPT-2). Each tensor has a seed of its own, so that its numbers do not depend on the other tensors.
 * @since 0.1.0
 */
export const initialize = (
  config: ModelConfig,
  seed: Seed,
  options: InitializeOptions = {},
): Readonly<Record<string, Value<"float32">>> => {
  const { deviation = 0.02 } = options
  const residual = deviation / Math.sqrt(2 * config.layers)
  const draw = (name: string, length: number): Float32Array => {
    if (name.endsWith("norm.weight")) return new Float32Array(length).fill(1)
    if (name.endsWith(".bias")) return new Float32Array(length)
    const { normal } = random(mix(seed, "initialize", name))
    const scale = /\.(o_proj|down_proj)\.weight$/.test(name) ? residual : deviation
    return Float32Array.from({ length }, () => scale * normal())
  }
  return valuesOf(architectures[config.architecture].parameters(config), draw)
}

/**
 * A fresh adapter's parameters by name, a function of the seed alone: A is uniform in +-1/sqrt(I), as in PEFT, and B is zero,
 * so that the adapter changes nothing at first.
 * @since 0.1.0
 */
export const initializeAdapter = (config: ModelConfig, seed: Seed): Readonly<Record<string, Value<"float32">>> =>
  valuesOf(adapterShapes(config), (name, length, shape) => {
    if (name.endsWith(".lora_B.weight")) return new Float32Array(length)
    const { uniform } = random(mix(seed, "initialize", name))
    const bound = 1 / Math.sqrt(shape[1])
    return Float32Array.from({ length }, () => bound * (2 * uniform() - 1))
  })

const valuesOf = (
  shapes: Readonly<Record<string, ReadonlyArray<number>>>,
  draw: (name: string, length: number, shape: ReadonlyArray<number>) => Float32Array,
) =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      value("float32", shape, draw(name, shape.reduce((a, b) => a * b, 1), shape)),
    ]),
  )
