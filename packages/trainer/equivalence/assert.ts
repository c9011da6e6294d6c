import { outcome } from "./_outcome.ts"
import type { CheckOptions, Held, Outcome, Refuted } from "./check.ts"
import type { Claim } from "./claim.ts"
import { literal } from "./literal.ts"
import { show } from "./show.ts"

/**
 * A claim that is not as a test says. Test runners print its message, and the difference between `actual` and `expected`, the
 * sides of the counterexample, where there is one that has sides.
 * @stability unstable
 * @since 0.1.0
 */
export class ClaimError extends Error {
  override readonly name = "ClaimError"
  readonly outcome: Outcome
  /** The left side of the counterexample. */
  readonly actual: ReadonlyArray<number> | undefined
  /** The right side. */
  readonly expected: ReadonlyArray<number> | undefined

  constructor(message: string, outcome: Outcome) {
    super(message)
    this.outcome = outcome
    const sides = "sides" in outcome ? outcome.sides : undefined
    this.actual = sides && Array.from(sides[0])
    this.expected = sides && Array.from(sides[1])
  }
}

/**
 * A test that a claim holds: rejects with a ClaimError that shows a small counterexample, its seed and number, and the
 * counterexample as an expression to paste. For any test runner: nothing of one is imported.
 *
 * @example
 * ```ts
 * import { perplexity } from "@rlif/rewards/perplexity"
 * import { trajectoryMean } from "@rlif/rewards/trajectory-entropy"
 * import { groups, sameOrdering, verified } from "@rlif/trainer/equivalence"
 *
 * // In vitest: it("orders alike", () => verified(claim))
 * const claim = sameOrdering("alike", groups(), { sides: [trajectoryMean(), perplexity()], within: 1e-6 })
 * await verified(claim, { runs: 50 })
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const verified = async (claim: Claim<unknown>, options: CheckOptions = {}): Promise<Held> => {
  const found = await outcome(claim, options)
  if (found.held) return found
  throw new ClaimError([`"${claim.name}" ${show(found)}`, ...again(found)].join("\n"), found)
}

/**
 * A test that a claim does not hold: what one might take for the truth is refuted by the counterexample that it gives, and
 * not because all cases are too small to tell. Rejects with a ClaimError otherwise.
 *
 * @example
 * ```ts
 * import { refuted, rewardGroups, sameAdvantages } from "@rlif/trainer/equivalence"
 *
 * const claim = sameAdvantages("cubes", rewardGroups(), { sides: [(r) => r, (r) => r.map((x) => x ** 3)] })
 * const { counterexample } = await refuted<Float64Array>(claim) // three rewards whose advantages differ
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const refuted = async <A = unknown>(
  claim: Claim<unknown>,
  options: CheckOptions = {},
): Promise<Refuted & { readonly counterexample: A }> => {
  const found = await outcome(claim, options)
  if ("counterexample" in found) return found as Refuted & { readonly counterexample: A }
  throw new ClaimError(`Cannot refute "${claim.name}": ${show(found)}`, found)
}

const again = (outcome: Outcome): ReadonlyArray<string> =>
  "counterexample" in outcome
    ? [
      `  again: { seed: ${outcome.seed}, only: ${outcome.cases} }`,
      `  case: ${literal(outcome.counterexample)}`,
    ]
    : []
