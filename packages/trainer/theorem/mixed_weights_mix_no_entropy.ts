import { floats, mixture } from "@rlif/rewards/formula"
import * as Arbitrary from "effect/Arbitrary"
import { sameValue } from "../equivalence/same_value.ts"
import { bySignals } from "./_signals.ts"
import type { Theorem } from "./theorem.ts"

/** By share of the second end: the entropy of the policy whose logits are mixed from (6, 0, 0) and (0, 6, 0). */
const line: ReadonlyArray<readonly [share: number, entropy: number]> = [
  [0, 0.0345],
  [0.25, 0.247],
  [0.5, 0.791],
  [0.75, 0.247],
  [1, 0.0345],
]

const at = (a: number) => mixture(floats)({ x: [6, 0, 0], y: [0, 6, 0], a })

/**
 * N9
 * @stability unstable
 * @since 0.1.0
 */
export const mixedWeightsMixNoEntropy: Theorem = {
  id: "N9",
  name: "mixed_weights_mix_no_entropy",
  title: "Between two weight vectors entropy need be neither monotone nor bounded by that of the ends.",
  formula: "H(softmax((1 - a) (6, 0, 0) + a (0, 6, 0))) = .0345, .247, .791, .247, .0345 at a = 0, 1/4, 1/2, 3/4, 1",
  hypotheses: [],
  source: "the counterexample stated",
  relation: "bound",
  scope: ["V = 3"],
  proofs: ["mixed_weights_mix_no_entropy"],
  claims: line.map(([a, entropy]) =>
    sameValue(`at ${a}`, Arbitrary.Constant(at(a)), {
      sides: [bySignals((signals) => signals.entropy), () => entropy],
      within: 2e-3, // three digits
    })
  ),
}
