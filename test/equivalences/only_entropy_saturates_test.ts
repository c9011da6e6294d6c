// N7. As p = softmax(z) over V symbols nears a vertex,
//
//     |grad H| -> 0, but |grad SC| -> sqrt(1 - 1/V)
//
// so entropy stops pushing at collapse and self-certainty does not: no entry of grad H is larger than H itself, and
// |grad SC|^2 = sum_j p_j^2 - 1/V. At logits (t, 0, ..., 0) SC is at least t (1 - 1/V) - log V, while KL(p || ref) is at
// most -log min ref: SC - b KL(p || ref) is unbounded for every b.
import {
  divergence,
  entropyGradient,
  floats,
  selfCertaintyGradient,
  selfCertaintyOfLogits,
  softmax,
} from "@rlif/rewards/formula"
import { claim, sameValue } from "@rlif/trainer/equivalence"
import { nearVertex, onlyEntropySaturates } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(onlyEntropySaturates, {
  statements: {
    entropy_saturates:
      "forall V : nat, saturation.tends_at_vertices V (fun p : list R => saturation.norm (entropy_gradient p)) 0",
    self_certainty_does_not_saturate: `forall V : nat, saturation.tends_at_vertices V
      (fun p : list R => saturation.norm (self_certainty_gradient p)) (sqrt (1 - 1 / INR V))`,
    a_growing_logit_nears_a_vertex: `forall (n : nat) (d : R), 0 < d ->
      exists t0 : R, forall t : R, t0 <= t -> saturation.near_vertex d (softmax (collapse.peak t n))`,
    no_penalty_bounds_self_certainty: `forall (ref : list R) (b level : R), (forall r : R, In r ref -> 0 < r) ->
      (2 <= length ref)%nat -> 0 <= b -> exists z : list R, length z = length ref /\\
      level <= self_certainty (softmax z) - b * divergence (softmax z) ref`,
  },
})

refuted(sameValue("self-certainty saturates, too", nearVertex, {
  sides: [
    (z) => Math.hypot(...entropyGradient(floats)(softmax(floats)(z))),
    (z) => Math.hypot(...selfCertaintyGradient(floats)(softmax(floats)(z))),
  ],
  within: 1e-6,
}))

refuted(claim("a penalty keeps self-certainty below log V", nearVertex, {
  of: (z) => {
    const p = softmax(floats)(z)
    const penalty = divergence(floats)({ p, q: z.map(() => 1 / z.length) })
    return Math.max(0, selfCertaintyOfLogits(floats)(z) - penalty - Math.log(z.length))
  },
  within: 1e-9,
}))
