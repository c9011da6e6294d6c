import type { Extractor } from "./verdict.ts"

/**
 * Which completions of a group give the same answer, letter by letter but for white space around it: by completion the
 * place of the first one with its answer, and -1 where it has none.
 *
 * @example
 * ```ts
 * import { clusters } from "@rlif/rewards/answer/clusters"
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 *
 * clusters(["it is 4", "so 5", "hm", "4 it is"], lastNumber) // [0, 1, -1, 0]
 * ```
 */
export const clusters = (texts: ReadonlyArray<string>, answer: Extractor): ReadonlyArray<number> => {
  const first = new Map<string, number>()
  return texts.map((text, i) => {
    const given = answer(text)?.trim()
    if (!given) return -1
    if (!first.has(given)) first.set(given, i)
    return first.get(given)!
  })
}

/** How many completions are in the cluster of each; 0 where it has none. */
export const sizes = (labels: ReadonlyArray<number>): ReadonlyArray<number> => {
  const size = new Map<number, number>()
  for (const label of labels) size.set(label, (size.get(label) ?? 0) + 1)
  return labels.map((label) => label < 0 ? 0 : size.get(label)!)
}
