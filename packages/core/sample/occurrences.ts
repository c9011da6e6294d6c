/**
 * Of each problem, how many with its id stand before it: what tells the completions of one problem that comes twice apart.
 * The id alone counts, whatever the texts are, since an id is part of the seed of a completion and a text is not.
 *
 * @example
 * ```ts
 * import { occurrences } from "@rlif/core/sample/occurrences"
 *
 * occurrences([{ id: "a" }, { id: "b" }, { id: "a" }]) // [0, 0, 1]
 * ```
 *
 * @since 0.1.0
 */
export const occurrences = (problems: ReadonlyArray<{ readonly id: string }>): ReadonlyArray<number> => {
  const known = new Map<string, number>()
  return problems.map(({ id }) => {
    const before = known.get(id) ?? 0
    known.set(id, before + 1)
    return before
  })
}
