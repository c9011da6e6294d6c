import { divergence, floats, selfCertaintyOfLogits, softmax } from "@rlif/rewards/formula"
import * as Arbitrary from "effect/Arbitrary"
import { claim } from "../equivalence/claim.ts"
import { distributions } from "../equivalence/distributions.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { bySignals } from "./_signals.ts"
import type { Theorem } from "./theorem.ts"
import { inner } from "./_vector.ts"
import { whole } from "./_whole.ts"

/** One logit far above the others. */
const peak = (v: number, height: number) => Array.from({ length: v }, (_, j) => j === 0 ? height : 0)

/**
 * The logits of distributions within one part in a hundred million of a vertex.
 * @stability unstable
 * @since 0.1.0
 */
export const nearVertex: Arbitrary.Arbitrary<ReadonlyArray<number>> = Arbitrary.map(
  Arbitrary.all({ v: whole(2, 6), height: whole(20, 40) }),
  ({ v, height }) => peak(v, height),
)

const length = (v: ReadonlyArray<number>) => Math.sqrt(inner(v, v))

/**
 * N7
 * @stability unstable
 * @since 0.1.0
 */
export const onlyEntropySaturates: Theorem = {
  id: "N7",
  name: "only_entropy_saturates",
  title: "At collapse the gradient of entropy vanishes and that of self-certainty does not; no KL penalty bounds it.",
  formula:
    "p -> vertex: |grad H| -> 0, |grad SC| -> sqrt(1 - 1/V); sup_p SC(p) - b KL(p || ref) = infinity for every b",
  hypotheses: ["p > 0, to any vertex and along any way", "ref > 0, V >= 2 and b >= 0"],
  source:
    "E3 at a vertex: |grad H| <= 2 V^2 sqrt(1 - sum p^2), |grad SC|^2 = sum p^2 - 1/V; SC >= z_1 (1 - 1/V) - log V at logits (z_1, 0, ..., 0), and KL(p || ref) <= -log min ref",
  relation: "bound",
  scope: ["all V"],
  proofs: [
    "entropy_saturates",
    "self_certainty_does_not_saturate",
    "a_growing_logit_nears_a_vertex",
    "no_penalty_bounds_self_certainty",
  ],
  claims: [
    sameValue("the lengths of the graph's gradients", nearVertex, {
      sides: [
        bySignals(({ entropyGradient, selfCertaintyGradient }) => [
          length(entropyGradient),
          length(selfCertaintyGradient),
        ]),
        (z) => [0, Math.sqrt(1 - 1 / z.length)],
      ],
      within: 1e-6,
    }),
    claim(
      "a penalty does not bound self-certainty",
      Arbitrary.all({ ref: distributions(), b: whole(0, 10), level: whole(0, 100) }),
      {
        of: ({ ref, b, level }) => {
          const farthest = -Math.log(Math.min(...ref))
          const z = peak(ref.length, 2 * (level + b * farthest + Math.log(ref.length)))
          const penalty = b * divergence(floats)({ p: softmax(floats)(z), q: ref })
          return Math.max(0, level - (selfCertaintyOfLogits(floats)(z) - penalty))
        },
        within: 1e-9,
      },
    ),
  ],
}
