/**
 * The configuration of rotary embeddings.
 * @since 0.1.0
 */
export interface RotaryConfig {
  readonly headWidth: number
  readonly theta: number
  readonly ropeScaling?: RopeScaling
}

/**
 * How a model reads longer texts than it was first trained on: some of its rotations are slowed down.
 * @since 0.1.0
 */
export type RopeScaling =
  | {
    readonly type: "linear"
    /** All rotations become slower by this factor, at least 1. */
    readonly factor: number
  }
  | {
    readonly type: "llama3"
    /** Slow rotations become slower by this factor, at least 1. */
    readonly factor: number
    /** Turns within `originalPositions`: rotations with fewer turns are slowed down in full. */
    readonly lowTurns: number
    /** Turns within `originalPositions`: rotations with more turns keep their speed. */
    readonly highTurns: number
    /** The length of texts in the first training, in tokens. */
    readonly originalPositions: number
  }
  | {
    readonly type: "yarn"
    /** Slow rotations become slower by this factor, at least 1. */
    readonly factor: number
    /** Turns within `originalPositions` of the last pair that keeps its speed. */
    readonly fastTurns: number
    /** Turns within `originalPositions` of the first pair that is slowed down in full. */
    readonly slowTurns: number
    /** Whether those two pairs are rounded to whole pairs: down, and up. */
    readonly whole: boolean
    /** The length of texts in the first training, in tokens. */
    readonly originalPositions: number
    /** A factor of queries and of keys. */
    readonly attention: number
  }
  | {
    /** Slows down only texts that are longer than the first training's. The model has no positions for those here. */
    readonly type: "dynamic"
    readonly factor: number
  }

/**
 * The frequencies of rotary embeddings: radians by which each of a head's D/2 pairs turns from token to token,
 *
 *     f_j = theta^(-2j/D)
 *     linear: f_j / factor
 *     llama3: f_j (s + (1 - s) / factor),  s = (positions f_j / 2 pi - low) / (high - low), kept within 0 and 1
 *     yarn:   f_j (s + (1 - s) / factor),  s = 1 - (j - first) / (last - first), kept within 0 and 1,
 *             first and last: D log(positions / (2 pi turns)) / (2 log theta) of the fast and of the slow turns
 *
 * Source: Su et al. 2021, arXiv:2104.09864; Chen et al. 2023, arXiv:2306.15595 (linear); Grattafiori et al. 2024,
 * arXiv:2407.21783, in the form of Transformers' `rope_type` "llama3"; Peng et al. 2023, arXiv:2309.00071 (yarn).
 *
 * @example
 * ```ts
 * import { rotaryFrequencies } from "@rlif/core/nn"
 *
 * rotaryFrequencies({ headWidth: 4, theta: 10_000 }) // Float64Array [1, 0.01]
 * const ropeScaling = { type: "linear", factor: 2 } as const
 * rotaryFrequencies({ headWidth: 4, theta: 10_000, ropeScaling }) // Float64Array [0.5, 0.005]
 * ```
 *
 * @since 0.1.0
 */
export const rotaryFrequencies = (config: RotaryConfig): Float64Array => {
  const { headWidth, theta } = config
  const kept = keptOf(config)
  return Float64Array.from({ length: headWidth / 2 }, (_, j) => {
    const frequency = theta ** (-2 * j / headWidth)
    return kept === undefined ? frequency : frequency * kept(frequency, j)
  })
}

/** A function that gives the share of its speed that a pair keeps; undefined if all pairs keep their speed. */
const keptOf = ({ headWidth, theta, ropeScaling }: RotaryConfig) => {
  if (ropeScaling === undefined || ropeScaling.type === "dynamic") return undefined
  const { factor } = ropeScaling
  const between = (share: number) => {
    const kept = Math.min(1, Math.max(0, share))
    return kept + (1 - kept) / factor
  }
  switch (ropeScaling.type) {
    case "linear":
      return () => 1 / factor
    case "llama3": {
      const { lowTurns, highTurns, originalPositions } = ropeScaling
      return (frequency: number) =>
        between((originalPositions * frequency / (2 * Math.PI) - lowTurns) / (highTurns - lowTurns))
    }
    case "yarn": {
      const { fastTurns, slowTurns, whole, originalPositions } = ropeScaling
      const pair = (turns: number) =>
        headWidth * Math.log(originalPositions / (turns * 2 * Math.PI)) / (2 * Math.log(theta))
      const [fast, slow] = [pair(fastTurns), pair(slowTurns)]
      const first = Math.max(whole ? Math.floor(fast) : fast, 0)
      const last = Math.min(whole ? Math.ceil(slow) : slow, headWidth - 1)
      return (_: number, j: number) => between(1 - (j - first) / (last === first ? 0.001 : last - first))
    }
  }
}
