// How long a step takes on many workers, on paper: from what a piece and a byte cost, and the speed of a worker and of the network.
import { adapterTargets } from "@rlif/core/model/adapter"
import { adapterShapes } from "@rlif/core/model/adapter-shapes"
import type { ModelConfig } from "@rlif/core/model/architecture"

/** What the coordinator and the network cost. */
export interface Costs {
  /** Seconds that a piece takes beside its computing. */
  readonly piece: number
  /** Seconds of the coordinator for a byte of a gradient: to read, check and add it. */
  readonly byte: number
  /** Bytes a second between the coordinator and all workers, in each direction. */
  readonly network: number
}

/** A step's work, on one worker. */
export interface Job {
  /** Pieces to sample, and as many to learn from: settings, whatever the number of workers. */
  readonly pieces: number
  /** Seconds of sampling. */
  readonly sampling: number
  /** Seconds of learning. */
  readonly learning: number
  /** Bytes of what is trained, which is the size of a gradient, too. */
  readonly trained: number
}

/** What a step waits for longest. */
export type Limit = "computing" | "network" | "coordinator"

/**
 * Seconds of a step on `w` workers. With p pieces, S and L seconds of sampling and learning, `a` seconds a piece, A bytes of what is
 * trained, B bytes a second and b seconds a byte:
 *
 * ```
 * s = ceil(p / w) (S / p + a)    l = ceil(p / w) (L / p + a)    out = w A / B    in = p A / B    k = p A b
 * in turn:          out + s + max(l, in, k) + A b
 * one batch ahead:  max(s + l, 2 out, in, k + A b, out + L / p + a + A / B + A b)
 * ```
 *
 * In turn the new weights go out to each worker, who then samples; gradients come in while others are computed, and the last is
 * followed by the update. One batch ahead the next batch is sampled meanwhile, by weights that go out, too; what is left in turn is
 * the weights, the last gradient and the update.
 */
export const stepOf = (
  { pieces: p, sampling: S, learning: L, trained: A }: Job,
  { piece: a, byte: b, network: B }: Costs,
  { workers: w, ahead }: { readonly workers: number; readonly ahead: boolean },
): { readonly seconds: number; readonly limit: Limit } => {
  const rounds = Math.ceil(p / w)
  const [s, l] = [rounds * (S / p + a), rounds * (L / p + a)]
  const [out, into, k, last] = [w * A / B, p * A / B, p * A * b, A * b]
  const [computing, network, coordinator] = ahead
    ? [s + l, Math.max(2 * out, into, out + L / p + a + A / B + last), k + last]
    : [s + l, out + into, k + last]
  const seconds = ahead ? Math.max(computing, network, coordinator) : out + s + Math.max(l, into, k) + last
  const limit = computing >= Math.max(network, coordinator)
    ? "computing"
    : network >= coordinator
    ? "network"
    : "coordinator"
  return { seconds, limit }
}

/**
 * The number of workers, of 1, 2, 4 and so on up to `most`, from which twice as many save less than a quarter of a step; undefined
 * where that is none of them.
 */
export const stopsAt = (
  job: Job,
  costs: Costs,
  { most, ahead }: { readonly most: number; readonly ahead: boolean },
): number | undefined => {
  const seconds = (workers: number) => stepOf(job, costs, { workers, ahead }).seconds
  for (let workers = 1; 2 * workers <= most; workers *= 2) {
    if (seconds(2 * workers) > 0.75 * seconds(workers)) return workers
  }
  return undefined
}

/** Shapes of Qwen2.5 (arXiv:2412.15115, table 1), by their size. */
export const sizes = {
  "0.5B": { layers: 24, width: 896, heads: 14, keyHeads: 2, inner: 4864, parameters: 0.49e9 },
  "1.5B": { layers: 28, width: 1536, heads: 12, keyHeads: 2, inner: 8960, parameters: 1.54e9 },
  "7B": { layers: 28, width: 3584, heads: 28, keyHeads: 4, inner: 18944, parameters: 7.61e9 },
} as const

/** Bytes of an adapter of rank 16 on all products of a model, in float32. */
export const adapterBytes = ({ layers, width, heads, keyHeads, inner }: (typeof sizes)[keyof typeof sizes]): number => {
  const config: ModelConfig = {
    architecture: "qwen2",
    vocab: 151_936,
    width,
    inner,
    layers,
    heads,
    keyHeads,
    headWidth: width / heads,
    epsilon: 1e-6,
    theta: 1e6,
    tied: true,
    maxPositions: 32_768,
    adapter: { rank: 16, alpha: 32, targets: adapterTargets },
  }
  return 4 * Object.values(adapterShapes(config)).reduce((sum, dims) => sum + dims.reduce((a, b) => a * b, 1), 0)
}

/** The work that is reckoned with: nothing here has measured it. */
export const assumed = {
  /** Tokens of a step: 128 problems, 8 completions each, 1024 tokens. */
  tokens: 128 * 8 * 1024,
  pieces: 64,
  /** Operations a second of a worker, a GPU at a part of what it can do: where it samples, and where it learns. */
  samples: 10e12,
  learns: 40e12,
} as const

/** A step of a model: 2 operations a parameter and token to sample, and 4 to learn, as what is frozen has no gradient. */
export const jobOf = (size: (typeof sizes)[keyof typeof sizes]): Job => ({
  pieces: assumed.pieces,
  sampling: 2 * size.parameters * assumed.tokens / assumed.samples,
  learning: 4 * size.parameters * assumed.tokens / assumed.learns,
  trained: adapterBytes(size),
})
