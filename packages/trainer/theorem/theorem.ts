import type { TemperatureMismatch } from "@rlif/rewards/reward-error"
import type { Claim } from "../equivalence/claim.ts"
import type { ProgramError } from "../equivalence/measured.ts"
import type { Scope } from "./scope.ts"

/**
 * The property that two sides of a theorem have in common.
 * @stability unstable
 * @since 0.1.0
 */
export type Relation = "value" | "gradient" | "ordering" | "advantages" | "bound"

/**
 * A theorem of the theory of internal feedback, as data: what it says, under what, and how to test it.
 * @stability unstable
 * @since 0.1.0
 */
export interface Theorem {
  /** E1 to E18 and E22 are equivalences, N1 to N12 the limits that make them partial. */
  readonly id: `E${number}` | `N${number}`
  /** What it says in a few words, in snake_case: the name of its file and of its test. */
  readonly name: string
  /** One sentence that a reader understands. */
  readonly title: string
  /** The statement as a formula. */
  readonly formula: string
  readonly hypotheses: ReadonlyArray<string>
  /** Paper, book or derivation. */
  readonly source: string
  /** What follows for those who train, and what does not, in a paragraph. */
  readonly meaning?: string
  readonly relation: Relation
  /** Of what the proofs are, and of no more. */
  readonly scope: ReadonlyArray<Scope>
  /** The names of the machine-checked theorems that prove it, in test/equivalences/proofs; none where it is only tested. */
  readonly proofs: ReadonlyArray<string>
  /** What of the statement is not proved but only tested. */
  readonly tested?: string
  readonly claims: ReadonlyArray<Claim<ProgramError | TemperatureMismatch>>
}
