import type { Mutation } from "./_mutation.ts"

/**
 * Which mutations the arguments ask for: those whose name or file has one of the words in it; with `--tenth` every tenth,
 * from a place that the commit draws, so that each has its turn; by default all. `--list` prints their names and ends.
 */
export const chosen = (
  all: ReadonlyArray<Mutation>,
  { args, commit }: { readonly args: ReadonlyArray<string>; readonly commit: () => number },
): ReadonlyArray<Mutation> => {
  const words = args.filter((arg) => !arg.startsWith("--"))
  const named = words.length === 0
    ? all
    : all.filter(({ name, file }) => words.some((word) => name.includes(word) || file.includes(word)))
  const drawn = args.includes("--tenth") ? every(named, { n: 10, from: commit() }) : named
  if (drawn.length === 0) {
    throw new Error(`Cannot mutate: no name or file has ${words.map((word) => `"${word}"`).join(" or ")} in it`)
  }
  if (args.includes("--list")) {
    for (const { name, file, tests } of drawn) console.log(`${name}  (${[file, ...tests].join(", ")})`)
    process.exit(0)
  }
  return drawn
}

/** Every n-th, beginning with the one that `from` falls on. */
const every = <A>(
  all: ReadonlyArray<A>,
  { n, from }: { readonly n: number; readonly from: number },
): ReadonlyArray<A> => all.filter((_, i) => i % n === from % Math.min(n, all.length))
