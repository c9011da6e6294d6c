import { shadeOf } from "./browser/shade.js"
import type { Scale } from "./levels.ts"

/**
 * The shades of numbers on a scale, from 0, which is none, to 9: those that pages and terminals have.
 *
 * @example
 * ```ts
 * import { shaded } from "@rlif/trainer/page"
 *
 * shaded([0, 0.5, 2], { from: 0, to: 2 }) // [0, 5, 9]
 * ```
 *
 * @since 0.1.0
 */
export const shaded = (values: ReadonlyArray<number | null>, scale: Scale): ReadonlyArray<number> =>
  values.map((value) => shadeOf(value ?? undefined, scale))
