/**
 * What is known of problems from one visit to the next, by id: at most `capacity` of them, of which the one that was not visited for
 * longest is forgotten first.
 * @since 0.1.0
 */
export interface Memory<A> {
  readonly recall: (id: string) => A | undefined
  readonly keep: (id: string, known: A) => void
  /** All that is known, the longest not visited first: `memory` takes it up again, so that a run may go on with it. */
  readonly entries: () => ReadonlyArray<readonly [id: string, known: A]>
}

/**
 * A memory by problem, empty or of some entries. It is state in this process: a checkpoint has it only if its owner writes it.
 *
 * @example
 * ```ts
 * import { memory } from "@rlif/rewards/memory"
 *
 * const seen = memory<number>({ capacity: 2 })
 * seen.keep("a", 1)
 * seen.keep("b", 2)
 * seen.recall("a") // 1
 * seen.keep("c", 3)
 * seen.entries() // [["a", 1], ["c", 3]]: "b" was not visited for longest
 * ```
 *
 * @since 0.1.0
 */
export const memory = <A>(
  { capacity = 100_000, entries = [] }: {
    readonly capacity?: number
    readonly entries?: ReadonlyArray<readonly [id: string, known: A]>
  } = {},
): Memory<A> => {
  if (!(Number.isInteger(capacity) && capacity >= 1)) {
    throw new Error(`Cannot remember ${capacity} problems: it is not a positive integer`)
  }
  // A map has its keys in the order of their visits.
  const known = new Map<string, A>()
  const keep = (id: string, each: A) => {
    known.delete(id)
    known.set(id, each)
    if (known.size > capacity) known.delete(known.keys().next().value!)
  }
  for (const [id, each] of entries) keep(id, each)
  return {
    recall: (id) => {
      const found = known.get(id)
      if (known.has(id)) keep(id, found!)
      return found
    },
    keep,
    entries: () => [...known],
  }
}
