/**
 * At most so many of a list, spread evenly, the first and the last among them.
 *
 * @example
 * ```ts
 * import { spread } from "@rlif/trainer/page"
 *
 * spread([1, 2, 3, 4, 5], 3) // [1, 3, 5]
 * ```
 *
 * @since 0.1.0
 */
export const spread = <A>(all: ReadonlyArray<A>, most: number): ReadonlyArray<A> =>
  all.length <= most ? all : Array.from(
    { length: most },
    (_, i) => all[most === 1 ? all.length - 1 : Math.round(i * (all.length - 1) / (most - 1))],
  )
