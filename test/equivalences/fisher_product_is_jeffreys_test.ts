// E5. With p = softmax(z), the Fisher metric F = diag(p) - p p^T and any w with F w = grad SC, such as w_j = -1/(V p_j),
//
//     <-grad H, w> = KL(U || p) + KL(p || U), the Jeffreys divergence
//
// because -grad H = F log p and F is symmetric, so that the product is <log p, grad SC>. By the chain rule it is -dH/dt
// wherever logits move with the velocity w: on the natural gradient flow of self-certainty, and on any curve that touches it.
import { divergence, entropyGradient, floats, selfCertaintyGradient } from "@rlif/rewards/formula"
import { distributions, sameValue } from "@rlif/trainer/equivalence"
import { fisherProductIsJeffreys } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

const moving = "forall (z : list (R -> R)) (t : R) (w : list R), z <> [] -> flows.moves z t w ->"

verified(fisherProductIsJeffreys, {
  statements: {
    log_is_the_natural_ascent_of_negative_entropy:
      "forall p : list R, alignment.fisher p (map ln p) = alignment.negative (entropy_gradient p)",
    self_certainty_has_a_natural_ascent: `forall p : list R, (forall x : R, In x p -> 0 < x) -> p <> [] ->
      alignment.fisher p (map (fun x : R => - (1 / (count p * x))) p) = self_certainty_gradient p`,
    fisher_product_is_jeffreys: `forall p w : list R, (forall x : R, In x p -> 0 < x) -> sum p = 1 ->
      length w = length p -> alignment.fisher p w = self_certainty_gradient p ->
      alignment.inner (alignment.negative (entropy_gradient p)) w = self_certainty p + uniform_divergence p`,
    entropy_changes_by_its_gradient: `${moving} derivable_pt_lim (fun u : R => entropy (softmax (flows.logits z u))) t
      (alignment.inner (entropy_gradient (softmax (flows.logits z t))) w)`,
    self_certainty_changes_by_its_gradient:
      `${moving} derivable_pt_lim (fun u : R => self_certainty (softmax (flows.logits z u))) t
      (alignment.inner (self_certainty_gradient (softmax (flows.logits z t))) w)`,
    self_certainty_flow_lowers_entropy: `${moving} let p := softmax (flows.logits z t) in
      alignment.fisher p w = self_certainty_gradient p ->
      derivable_pt_lim (fun u : R => entropy (softmax (flows.logits z u))) t
      (- (self_certainty p + uniform_divergence p))`,
  },
})

refuted(sameValue("the plain product is the Jeffreys divergence, too", distributions(), {
  sides: [
    (p) => {
      const gradient = selfCertaintyGradient(floats)(p)
      return entropyGradient(floats)(p).reduce((sum, x, j) => sum - x * gradient[j], 0)
    },
    (p) => {
      const uniform = p.map(() => 1 / p.length)
      return divergence(floats)({ p: uniform, q: p }) + divergence(floats)({ p, q: uniform })
    },
  ],
}))
