// What `rlif verify` prints: a row a theorem, a claim or a relation, and counterexamples as data.
import type { Outcome } from "../../equivalence/check.ts"
import type { Claim } from "../../equivalence/claim.ts"
import { literal, plain } from "../../equivalence/literal.ts"
import { brief, show } from "../../equivalence/show.ts"
import { standing } from "../../theorem/standing.ts"
import type { Theorem } from "../../theorem/theorem.ts"
import { table } from "./table.ts"

/** A claim, and what became of it. */
export interface TestedClaim {
  readonly claim: Claim<unknown>
  readonly outcome: Outcome
}

/** A theorem with what became of its claims. */
export interface Tested {
  readonly theorem: Theorem
  readonly claims: ReadonlyArray<TestedClaim>
}

const bound = ({ holds }: Claim<unknown>) => "within" in holds ? `<= ${holds.within}` : `>= ${holds.apart}`

/** What became of a claim, for programs: a counterexample as data, as an expression to paste, and by seed and number. */
const found = ({ claim, outcome }: TestedClaim) => ({
  cases: outcome.cases,
  seed: outcome.seed,
  deviation: plain(outcome.deviation),
  bound: bound(claim),
  held: outcome.held,
  ...("largest" in outcome ? { largest: outcome.largest } : {}),
  ...("counterexample" in outcome
    ? {
      replay: replay(outcome),
      counterexample: plain(outcome.counterexample),
      literal: literal(outcome.counterexample),
      ...(outcome.sides === undefined ? {} : { sides: plain(outcome.sides) }),
      shrinks: outcome.shrinks,
    }
    : {}),
})

const replay = ({ seed, cases }: Outcome) => `${seed}:${cases}`

/** A claim of a theorem, for programs. */
export const claimRow = (theorem: Theorem, tested: TestedClaim) => ({
  theorem: theorem.id,
  name: theorem.name,
  relation: theorem.relation,
  proved: standing(theorem),
  claim: tested.claim.name,
  ...found(tested),
})

/** A relation of two rewards, for programs. */
export const relationRow = (tested: TestedClaim) => ({ relation: tested.claim.name, ...found(tested) })

/** An outcome in words; a counterexample also as an expression to paste, and by what it is run again. */
export const why = (outcome: Outcome): string =>
  "counterexample" in outcome
    ? `${show(outcome)}\n  literal: ${literal(outcome.counterexample)}\n  again: --replay ${replay(outcome)}`
    : show(outcome)

const word = (held: boolean) => held ? "held" : "FAILED"

/** A row a claim. */
export const claimTable = (tested: ReadonlyArray<Tested>): string =>
  table(
    ["theorem", "name", "relation", "proved?", "cases", "deviation", "bound", "", "claim"],
    tested.flatMap(({ theorem, claims }) =>
      claims.map(({ claim, outcome }) => [
        theorem.id,
        theorem.name,
        theorem.relation,
        standing(theorem),
        String(outcome.cases),
        brief(outcome.deviation),
        bound(claim),
        word(outcome.held),
        claim.name,
      ])
    ),
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

/** Every relation of two rewards in words. */
export const relations = (tested: ReadonlyArray<TestedClaim>): string =>
  tested.map(({ claim, outcome }) => `\nsame ${claim.name}: ${why(outcome)}`).join("\n")

/** A row a relation. */
export const relationTable = (tested: ReadonlyArray<TestedClaim>): string =>
  table(
    ["same", "cases", "deviation", "bound", "", "again"],
    tested.map(({ claim, outcome }) => [
      claim.name,
      String(outcome.cases),
      brief(outcome.deviation),
      bound(claim),
      outcome.held ? "held" : "counterexample" in outcome ? "differs" : "too small",
      "counterexample" in outcome ? `--replay ${replay(outcome)}` : "",
    ]),
    { words: [0, 4, 5] },
  )

/** Of equalities the largest; where there is only a counterexample, how far apart its sides are. */
const deviation = (claims: Tested["claims"]): string => {
  const of = (kind: "within" | "apart") =>
    claims.filter(({ claim }) => kind in claim.holds).map(({ outcome }) => outcome.deviation)
  const [equal, apart] = [of("within"), of("apart")]
  return equal.length > 0 ? brief(Math.max(...equal)) : `apart by ${brief(Math.min(...apart))}`
}
