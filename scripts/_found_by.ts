import type { Mutation } from "./_mutations.ts"

/** What went wrong, in which file, and how. */
type Row = readonly [name: string, file: string, from: string, to: string]

/** Mistakes in files of packages that one test has to find. */
export const foundBy = (test: string, rows: ReadonlyArray<Row>): ReadonlyArray<Mutation> =>
  rows.map(([name, file, from, to]) => ({ name, file: `packages/${file}.ts`, from, to, tests: [`${test}_test.ts`] }))
