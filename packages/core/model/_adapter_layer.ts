// An adapter's rank and scale at each layer.
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

/** The value of the first pattern that fits a name, by PEFT's rule: a regular expression for the name's end, from a dot on. */
const fitting = (patterns: Readonly<Record<string, number>>, layer: string): number | undefined =>
  Object.entries(patterns).find(([pattern]) => new RegExp(`^(.*\\.)?(${pattern})$`).test(layer))?.[1]

/** A shape whose layer 0 has the adapter's ranks and scales of `layer`: layers with equal ones give equal shapes. */
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
