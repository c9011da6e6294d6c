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
   * What alpha is divided by: the rank, or its root, so that additions of any rank learn alike (rsLoRA, Kalajdzievski 2023,
   * arXiv:2312.03732). Default: the rank.
   */
  readonly scaling?: "rank" | "root"
  /**
   * Ranks of layers that have another, by patterns as PEFT has them: regular expressions for the end of a layer's full name,
   * such as `q_proj` or `layers\.0\.mlp\.up_proj`; the first that fits counts. Default: none.
   */
  readonly ranks?: Readonly<Record<string, number>>
  /** Alphas of layers, in the same way. */
  readonly alphas?: Readonly<Record<string, number>>
  readonly targets: ReadonlyArray<AdapterTarget>
  /**
   * How the weights of the blocks' linear layers, which stay as they are, are stored: as integers with one scale a row, in a
   * quarter of the memory (`quantize`). An adapter's files do not say it. Default: in float32.
   */
  readonly frozen?: "int8"
}
