/** What the angles of rotary embeddings depend on. */
export interface RotaryConfig {
  readonly headWidth: number
  readonly theta: number
  readonly ropeScaling?: RopeScaling
}

/** How a model reads further than it was first trained to: some of its rotations are slower. */
export type RopeScaling =
  | {
    readonly type: "linear"
    /** How many times slower, at least 1. */
    readonly factor: number
  }
  | {
    readonly type: "llama3"
    /** How many times slower, at least 1. */
    readonly factor: number
    /** Turns within `originalPositions`: what turns less often is slowed down in full... */
    readonly lowTurns: number
    /** ... and what turns more often, not at all. */
    readonly highTurns: number
    /** Tokens. */
    readonly originalPositions: number
  }

/**
 * Radians by which each pair of a head turns from token to token, D/2 of them:
 *
 *     f_j = theta^(-2j/D)
 *     linear: f_j / factor
 *     llama3: f_j (s + (1 - s) / factor),  s = (positions f_j / 2 pi - low) / (high - low), kept within 0 and 1
 *
 * Source: Su et al. 2021, arXiv:2104.09864; Chen et al. 2023, arXiv:2306.15595 (linear); Grattafiori et al. 2024,
 * arXiv:2407.21783, as Transformers' `rope_type` "llama3" has it.
 *
 * @example
 * ```ts
 * import { rotaryFrequencies } from "@rlif/core/nn/rotary-frequencies"
 *
 * rotaryFrequencies({ headWidth: 4, theta: 10_000 }) // Float64Array [1, 0.01]
 * const ropeScaling = { type: "linear", factor: 2 } as const
 * rotaryFrequencies({ headWidth: 4, theta: 10_000, ropeScaling }) // Float64Array [0.5, 0.005]
 * ```
 */
export const rotaryFrequencies = ({ headWidth, theta, ropeScaling }: RotaryConfig): Float64Array =>
  Float64Array.from({ length: headWidth / 2 }, (_, j) => {
    const frequency = theta ** (-2 * j / headWidth)
    return ropeScaling === undefined ? frequency : frequency * share(frequency, ropeScaling)
  })

/** How much of its speed a frequency keeps. */
const share = (frequency: number, scaling: RopeScaling): number => {
  if (scaling.type === "linear") return 1 / scaling.factor
  const { factor, lowTurns, highTurns, originalPositions } = scaling
  const turns = originalPositions * frequency / (2 * Math.PI)
  const kept = Math.min(1, Math.max(0, (turns - lowTurns) / (highTurns - lowTurns)))
  return kept + (1 - kept) / factor
}
