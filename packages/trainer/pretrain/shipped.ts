import { fileURLToPath } from "node:url"

/**
 * Models that ship: a base model, and its instruct sibling. `rlif pretrain` made both; `recipe.json` in each says how.
 * @since 0.1.0
 */
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
 *
 * @since 0.1.0
 */
export const shippedFolder = (name: (typeof shippedModels)[number]): string =>
  fileURLToPath(new URL(`../models/${name}`, import.meta.url))
