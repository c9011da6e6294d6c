import type { Optimizer, Transform } from "./optimizer.ts"

/**
 * An optimizer behind transforms, which apply in the order they are written.
 *
 * @example
 * ```ts
 * import { adamw } from "@rlif/trainer/optimizer/adamw"
 * import { chain } from "@rlif/trainer/optimizer/chain"
 * import { clipByGlobalNorm } from "@rlif/trainer/optimizer/clip-by-global-norm"
 *
 * const optimizer = chain(clipByGlobalNorm(1), adamw({ decay: 0.1 }))
 * ```
 *
 * @since 0.1.0
 */
export const chain = (...parts: readonly [...ReadonlyArray<Transform>, Optimizer]): Optimizer => {
  const transforms = parts.slice(0, -1) as ReadonlyArray<Transform>
  const optimizer = parts[parts.length - 1] as Optimizer
  return {
    slots: optimizer.slots,
    update: (update) => optimizer.update(transforms.reduce((seen, transform) => transform(seen), update)),
  }
}
