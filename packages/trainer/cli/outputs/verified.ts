// What `rlif verify` prints of theorems: a row each, or one for each of their claims.
import type { Outcome } from "../../equivalence/check.ts"
import type { Claim } from "../../equivalence/claim.ts"
import { brief } from "../../equivalence/show.ts"
import { standing } from "../../theorem/standing.ts"
import type { Theorem } from "../../theorem/theorem.ts"
import { table } from "./table.ts"

/** A theorem with what became of its claims. */
export interface Tested {
  readonly theorem: Theorem
  readonly claims: ReadonlyArray<{ readonly claim: Claim<unknown>; readonly outcome: Outcome }>
}

/** Everything, for programs. */
export const rows = ({ theorem, claims }: Tested) =>
  claims.map(({ claim, outcome }) => ({
    theorem: theorem.id,
    name: theorem.name,
    relation: theorem.relation,
    proved: standing(theorem),
    claim: claim.name,
    cases: outcome.cases,
    deviation: outcome.deviation,
    bound: "within" in claim.holds ? `<= ${claim.holds.within}` : `>= ${claim.holds.apart}`,
    held: outcome.held,
  }))

const word = (held: boolean) => held ? "held" : "FAILED"

/** A row a claim. */
export const claimTable = (tested: ReadonlyArray<Tested>): string =>
  table(
    ["theorem", "name", "relation", "proved?", "cases", "deviation", "bound", "", "claim"],
    tested.flatMap(rows).map((
      { theorem, name, relation, proved, cases, deviation, bound, held, claim },
    ) => [theorem, name, relation, proved, String(cases), brief(deviation), bound, word(held), claim]),
    { words: [0, 1, 2, 3, 7, 8] },
  )

/** A row a theorem. */
export const theoremTable = (tested: ReadonlyArray<Tested>): string =>
  table(
    ["theorem", "name", "relation", "proved?", "cases", "largest deviation", ""],
    tested.map(({ theorem, claims }) => [
      theorem.id,
      theorem.name,
      theorem.relation,
      standing(theorem),
      String(claims.reduce((sum, { outcome }) => sum + outcome.cases, 0)),
      deviation(claims),
      word(claims.every(({ outcome }) => outcome.held)),
    ]),
    { words: [0, 1, 2, 3, 6] },
  )

/** Of equalities the largest; where there is only a counterexample, how far apart its sides are. */
const deviation = (claims: Tested["claims"]): string => {
  const of = (kind: "within" | "apart") =>
    claims.filter(({ claim }) => kind in claim.holds).map(({ outcome }) => outcome.deviation)
  const [equal, apart] = [of("within"), of("apart")]
  return equal.length > 0 ? brief(Math.max(...equal)) : `apart by ${brief(Math.min(...apart))}`
}
