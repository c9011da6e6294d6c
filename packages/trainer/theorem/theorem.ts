import type { Runtime } from "@rlif/core/runtime/runtime"
import type { Arbitrary, Effect, Scope } from "effect"

/** What two sides of a theorem have in common. */
export type Relation = "value" | "gradient" | "ordering" | "advantages" | "bound"

/**
 * One measurable claim: on every case, how far apart two sides are, relative to their size. An equality holds within
 * `tolerance`; a limit (`apart`) says that a stated example is at least so far from the tempting simplification.
 */
export interface Claim<A = never> {
  readonly name: string
  readonly cases: Arbitrary.Arbitrary<A>
  /** Compiles what it needs once, then measures each case with the library's own code. */
  readonly measure: Effect.Effect<
    (instance: A) => Effect.Effect<number, unknown>,
    unknown,
    Runtime | Scope.Scope
  >
  /** `{ within }`: every case deviates by at most this. `{ apart }`: every case deviates by at least this. */
  readonly holds: { readonly within: number } | { readonly apart: number }
}

/** A theorem of the theory of internal feedback, as data: what it says, under what, and how to test it. */
export interface Theorem {
  /** E1 to E18 are equivalences, N1 to N11 the limits that make them partial. */
  readonly id: `E${number}` | `N${number}`
  /** What it says in a few words, in snake_case: the name of its file, of its test, and of its Coq theorem. */
  readonly name: string
  /** One sentence that a reader understands. */
  readonly title: string
  /** The statement as a formula. */
  readonly formula: string
  readonly hypotheses: ReadonlyArray<string>
  /** Paper, book or derivation. */
  readonly source: string
  readonly relation: Relation
  readonly claims: ReadonlyArray<Claim>
}
