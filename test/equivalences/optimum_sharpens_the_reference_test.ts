// E17. Let pi be any distribution, zeros allowed, and ref > 0. The trajectory reward with a KL penalty, J = E[log pi] -
// b KL(pi || ref), is
//
//     b > 1:        best at q = ref^(b/(b-1)) / Z only, as J = (b-1) log Z - (b-1) KL(pi || q)
//     b = 1:        linear, sum_j pi_j log ref_j
//     0 < b <= 1:   at most b log max ref, and that only at the vertex of ref's mode, if there is one mode
//     0 <= b < 1:   at every vertex i above all pi with pi_i > 1 - (ref_i / max ref)^(b/(1-b)): a strict local maximum
//     b = 0:        at most 0, and that at every vertex and nowhere else
//
// For b <= 1, b log ref_i - J = sum_j pi_j (b (log ref_i - log ref_j) - (1-b) log pi_j), where no term is negative: of the
// mode because ref_j <= ref_i, and near a vertex because pi_j is small for all other j.
import { gain, optimumSharpensTheReference, penalized, sharpened, vertex } from "@rlif/trainer/theorem"
import { claim } from "@rlif/trainer/equivalence"
import { refuted, verified } from "./_theorem.ts"

const ofReference = "(forall y : R, In y r -> 0 < y) ->"
const policy = "simplex.simplex p -> length p = length r ->"
const hot = "logit_gradients.one_hot i r"
const sharp = "(optimum.sharpened (b / (b - 1)) r)"

verified(optimumSharpensTheReference, {
  statements: {
    value_at_a_vertex: `forall (b : R) (i : nat) (r : list R), ${ofReference} (i < length r)%nat ->
      optimum.J b (${hot}) r = b * ln (nth i r 0)`,
    sharpened_is_a_distribution: `forall (a : R) (r : list R), ${ofReference} r <> [] ->
      (forall y : R, In y (optimum.sharpened a r) -> 0 < y) /\\ sum (optimum.sharpened a r) = 1`,
    the_shortfall_is_a_divergence: `forall (b : R) (p r : list R), 1 < b -> ${ofReference} ${policy}
      optimum.J b ${sharp} r - optimum.J b p r = (b - 1) * divergence p ${sharp}`,
    a_strong_penalty_sharpens_the_reference: `forall (b : R) (p r : list R), 1 < b -> ${ofReference} ${policy}
      optimum.J b p r <= optimum.J b ${sharp} r /\\
      (optimum.J b p r = optimum.J b ${sharp} r <-> p = ${sharp.slice(1, -1)})`,
    a_weak_penalty_leaves_the_mode: `forall (b : R) (i : nat) (p r : list R), 0 < b <= 1 -> ${ofReference}
      optimum.unique_mode i r -> ${policy} optimum.J b p r <= b * ln (nth i r 0) /\\
      (optimum.J b p r = b * ln (nth i r 0) <-> p = ${hot})`,
    a_penalty_of_one_is_linear: `forall p r : list R, ${ofReference} length p = length r ->
      optimum.J 1 p r = sum (zip (fun x y : R => x * ln y) p r)`,
    a_weak_penalty_traps_at_every_vertex: `forall (b most : R) (i : nat) (p r : list R), 0 <= b < 1 ->
      (forall y : R, In y r -> 0 < y <= most) -> (i < length r)%nat -> ${policy}
      1 - Rpower (nth i r 0 / most) (b / (1 - b)) < nth i p 0 -> p <> ${hot} ->
      optimum.J b p r < optimum.J b (${hot}) r`,
    every_vertex_is_a_strict_local_maximum: `forall (b : R) (i : nat) (r : list R), 0 <= b < 1 -> ${ofReference}
      (i < length r)%nat -> exists d : R, 0 < d /\\ (forall p : list R, ${policy}
      1 - d < nth i p 0 -> p <> ${hot} -> optimum.J b p r < optimum.J b (${hot}) r)`,
    without_a_penalty_all_vertices_tie: `forall p r : list R, ${ofReference} ${policy} optimum.J 0 p r <= 0 /\\
      (optimum.J 0 p r = 0 <-> (exists i : nat, (i < length r)%nat /\\ p = ${hot}))`,
  },
})

const [weak, strong, half] = [penalized(1 / 8, 7 / 8), penalized(9 / 8, 8), penalized(1 / 2, 1 / 2)]

refuted(claim("a strong penalty keeps the reference", strong, { of: (at) => gain(at, at.ref), within: 1e-3 }))
refuted(claim("a strong penalty leaves the mode, too", strong, { of: (at) => gain(at, vertex(at, 0)), within: 1e-3 }))
refuted(claim("a weak penalty sharpens, too", weak, { of: (at) => gain(at, sharpened(at)), within: 1e-3 }))
refuted(claim("a penalty of 1 keeps the reference", penalized(1, 1), { of: (at) => gain(at, at.ref), within: 1e-3 }))
refuted(claim("a local maximum is the global one", half, { of: (at) => gain(at, vertex(at, 1)), within: 1e-3 }))
refuted(claim("a vertex is above all policies that mostly agree with it", half, {
  of: (at) => at.p[1] > 1 / 2 ? gain(at, vertex(at, 1)) : 0,
  within: 1e-3,
}))
