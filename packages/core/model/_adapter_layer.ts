// What an adapter has at each layer.
import { type Adapter, adapterTargets } from "./adapter.ts"
import type { ModelConfig } from "./architecture.ts"

/** The rank and the scale of the addition to a layer, which is named in full: `model.layers.0.self_attn.q_proj`. */
export const adapterLayer = (
  { rank, alpha, ranks = {}, alphas = {}, scaling }: Adapter,
  layer: string,
): { readonly rank: number; readonly alpha: number; readonly scale: number } => {
  const own = { rank: fitting(ranks, layer) ?? rank, alpha: fitting(alphas, layer) ?? alpha }
  return { ...own, scale: own.alpha / (scaling === "root" ? Math.sqrt(own.rank) : own.rank) }
}

/** The first of the patterns that fits a name, as PEFT reads them: regular expressions for its end, from a dot on. */
const fitting = (patterns: Readonly<Record<string, number>>, layer: string): number | undefined =>
  Object.entries(patterns).find(([pattern]) => new RegExp(`^(.*\\.)?(${pattern})$`).test(layer))?.[1]

/** The same shape, whose layer 0 has what the adapter has at `layer`; layers that have the same give the same shape. */
export const shapeOfLayer = (config: ModelConfig, layer: number): ModelConfig => {
  const { adapter } = config
  if (adapter === undefined || (adapter.ranks === undefined && adapter.alphas === undefined)) return config
  const own = adapterTargets.map((target) => {
    const place = /^(q|k|v|o)_/.test(target) ? "self_attn" : "mlp"
    return [
      `layers\\.0\\.${place}\\.${target}`,
      adapterLayer(adapter, `model.layers.${layer}.${place}.${target}`),
    ] as const
  })
  const each = (what: "rank" | "alpha") => Object.fromEntries(own.map(([name, found]) => [name, found[what]]))
  return { ...config, adapter: { ...adapter, ranks: each("rank"), alphas: each("alpha") } }
}
