/**
 * The linear layers of a block that may have an adapter, by the last part of their names.
 * @since 0.1.0
 */
export const adapterTargets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"] as const

/**
 * A linear layer that may have an adapter.
 * @since 0.1.0
 */
export type AdapterTarget = (typeof adapterTargets)[number]

/**
 * Low-rank additions to linear layers, `W x + scale B (A x)`: LoRA, Hu et al. 2021, arXiv:2106.09685. No dropout.
 * @since 0.1.0
 */
export interface Adapter {
  readonly rank: number
  readonly alpha: number
  /**
   * The divisor of alpha in `scale`: the rank, or its square root, with which additions of any rank learn alike (rsLoRA,
   * Kalajdzievski 2023, arXiv:2312.03732). Default: the rank.
   */
  readonly scaling?: "rank" | "root"
  /**
   * Ranks of single layers in place of `rank`, by PEFT's patterns: regular expressions for the end of a layer's full name,
   * such as `q_proj` or `layers\.0\.mlp\.up_proj`. The first pattern that fits counts. Default: none.
   */
  readonly ranks?: Readonly<Record<string, number>>
  /** Alphas of single layers in place of `alpha`, by the same patterns. Default: none. */
  readonly alphas?: Readonly<Record<string, number>>
  readonly targets: ReadonlyArray<AdapterTarget>
  /**
   * How the base model's linear layers in the blocks are stored, whose weights never change: `int8` is integers with one
   * scale a row, a quarter of the memory (`quantize`). Adapter files do not hold this setting. Default: float32.
   */
  readonly frozen?: "int8"
}
