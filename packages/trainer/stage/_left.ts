import type { Weighted } from "./advantage.ts"

/** A batch without the marked completions and those that were left out before. */
export const leaving = <S extends string>(
  batch: ReadonlyArray<Weighted<S>>,
  marked: (group: Weighted<S>) => ReadonlyArray<boolean>,
): ReadonlyArray<Weighted<S>> =>
  taught(batch.map((group) => ({ ...group, left: marked(group).map((is, i) => is || group.left?.[i] === true) })))

/** A batch from which something is learned: where every completion is left out, all are there again, with advantages of 0. */
export const taught = <S extends string>(batch: ReadonlyArray<Weighted<S>>): ReadonlyArray<Weighted<S>> =>
  batch.every(({ left, advantages }) =>
      left !== undefined && left.length === advantages.length && left.every((is) => is)
    )
    ? batch.map((group) => ({ ...group, left: [], advantages: new Float64Array(group.advantages.length) }))
    : batch
