// E4. With p = softmax(z), the gradients of E3, and Cov the covariance of p_j and log p_j for j drawn from p,
//
//     <-grad H, grad SC> = sum_j p_j (log p_j + H) (p_j - 1/V) = Cov_{j~p}(p_j, log p_j) >= 0, and 0 only at p = U
//
// About c = E p_j the covariance is E (p_j - c) (log p_j - log c), whose factors have the same sign. So to first order in
// the logits the two ascents never oppose each other; they are not the same direction, though.
import { entropyGradient, floats, selfCertaintyGradient } from "@rlif/rewards/formula"
import { distributions, sameGradient } from "@rlif/trainer/equivalence"
import { ascentsNeverOppose } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(ascentsNeverOppose, {
  statements: {
    ascents_meet_in_a_covariance: `forall p : list R, sum p = 1 ->
      alignment.inner (alignment.negative (entropy_gradient p)) (self_certainty_gradient p) =
      alignment.covariance p (fun x : R => x) ln`,
    ascents_never_oppose: `forall p : list R, (forall x : R, In x p -> 0 < x) -> sum p = 1 ->
      0 <= alignment.inner (alignment.negative (entropy_gradient p)) (self_certainty_gradient p)`,
    ascents_are_orthogonal_iff_uniform: `forall p : list R, (forall x : R, In x p -> 0 < x) -> sum p = 1 ->
      alignment.inner (alignment.negative (entropy_gradient p)) (self_certainty_gradient p) = 0 <->
      (forall x : R, In x p -> x = 1 / count p)`,
  },
})

const unit = (v: ReadonlyArray<number>) => v.map((x) => x / (Math.hypot(...v) || 1))

refuted(sameGradient("they are one direction", distributions({ least: 3 }), {
  sides: [(p) => unit(entropyGradient(floats)(p).map((x) => -x)), (p) => unit(selfCertaintyGradient(floats)(p))],
}))
