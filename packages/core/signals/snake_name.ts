/**
 * The name of a signal where names are in snake_case: in metrics, files and JSON, and for a reward that is made of it.
 *
 * @example
 * ```ts
 * import { snakeName } from "@rlif/core/signals"
 * snakeName("selfCertainty") // "self_certainty"
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const snakeName = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
