import { fileURLToPath } from "node:url"

/** Models that ship: a base model, and its instruct sibling. `rlif pretrain` made both; `recipe.json` in each says how. */
export const shippedModels = ["base", "instruct"] as const

/**
 * The folder of a model that ships.
 *
 * @example
 * ```ts
 * import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
 * import { existsSync } from "node:fs"
 *
 * existsSync(`${shippedFolder("base")}/model.safetensors`) // true
 * ```
 */
export const shippedFolder = (name: (typeof shippedModels)[number]): string =>
  fileURLToPath(new URL(`../models/${name}`, import.meta.url))
