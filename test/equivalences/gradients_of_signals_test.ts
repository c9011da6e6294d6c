// E3. With p = softmax(z) over V symbols,
//
//     dH/dz_j = -p_j (log p_j + H),  dKL(U || p)/dz_j = p_j - 1/V,  d log p_i/dz_j = [i = j] - p_j
//
// and each sums to zero over j, since adding a constant to all logits leaves p as it is. Proved for each coordinate as a
// derivative of the function of that logit alone; tested on `backward` of the graph that trains, and by differences.
import { entropyGradient, floats } from "@rlif/rewards/formula"
import { distributions, sameGradient } from "@rlif/trainer/equivalence"
import { gradientsOfSignals } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(gradientsOfSignals, {
  statements: {
    entropy_has_its_gradient: `forall (z : list R) (j : nat), (j < length z)%nat ->
      logit_gradients.derivative_by (fun w : list R => entropy (softmax w)) z j
        (nth j (entropy_gradient (softmax z)) 0)`,
    self_certainty_has_its_gradient: `forall (z : list R) (j : nat), (j < length z)%nat ->
      logit_gradients.derivative_by (fun w : list R => self_certainty (softmax w)) z j
        (nth j (self_certainty_gradient (softmax z)) 0)`,
    logprob_has_its_gradient: `forall (z : list R) (i j : nat), (i < length z)%nat -> (j < length z)%nat ->
      logit_gradients.derivative_by (fun w : list R => ln (nth i (softmax w) 0)) z j
        (nth j (logprob_gradient (logit_gradients.one_hot i z) (softmax z)) 0)`,
    entropy_gradient_sums_to_zero: "forall p : list R, sum p = 1 -> sum (entropy_gradient p) = 0",
    self_certainty_gradient_sums_to_zero: "forall p : list R, sum p = 1 -> sum (self_certainty_gradient p) = 0",
    logprob_gradient_sums_to_zero: `forall chosen p : list R, length chosen = length p -> sum chosen = 1 ->
      sum p = 1 -> sum (logprob_gradient chosen p) = 0`,
  },
})

refuted(sameGradient("the entropy may be taken for a constant 0 in its gradient", distributions(), {
  sides: [entropyGradient(floats), (p) => p.map((x) => -x * Math.log(x))],
}))
