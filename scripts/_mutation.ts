/** One mistake that a person could make, and where it would be found. */
export interface Mutation {
  /** What went wrong, in a few words. */
  readonly name: string
  readonly file: string
  /** Text that occurs once in the file. */
  readonly from: string
  readonly to: string
  /** Which test has to find it; none for a formula, whose proof does not check. */
  readonly tests: ReadonlyArray<string>
}

/** By file of packages: what went wrong there, where somebody has found words for it, and what is written for what. */
type Mistakes = Readonly<Record<string, ReadonlyArray<Mistake>>>
type Mistake = readonly [from: string, to: string] | readonly [name: string, from: string, to: string]

const mutations = (mistakes: Mistakes, tests: ReadonlyArray<string>): ReadonlyArray<Mutation> =>
  Object.entries(mistakes).flatMap(([file, all]) =>
    all.map((mistake) => {
      const [from, to] = mistake.length === 3 ? [mistake[1], mistake[2]] : mistake
      const name = mistake.length === 3 ? mistake[0] : `${file}: ${from} -> ${to}`.replaceAll(/\s+/g, " ")
      return { name, file: `packages/${file}.ts`, from, to, tests }
    })
  )

/** Mistakes that a test has to find. */
export const foundBy = (test: string, mistakes: Mistakes): ReadonlyArray<Mutation> =>
  mutations(mistakes, [`${test}_test.ts`])

/** Mistakes in formulas, which the prover has to find. */
export const byProof = (mistakes: Mistakes): ReadonlyArray<Mutation> => mutations(mistakes, [])
