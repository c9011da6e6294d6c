(* Group-normalised advantages under r -> a r + b. *)
Require Import formula sums.

Definition affine (a b : R) (r : list R) : list R := map (fun x => a * x + b) r.

Lemma mean_affine a b r : r <> [] -> mean (affine a b r) = a * mean r + b.
Proof.
  intros some. pose proof (count_positive r some). unfold mean, affine.
  rewrite count_map, sum_plus, sum_scale, sum_id, sum_constant. field. lra.
Qed.

Lemma variance_affine a b r : r <> [] -> variance (affine a b r) = a * a * variance r.
Proof.
  intros some. unfold variance. rewrite (mean_affine a b r some).
  unfold affine. rewrite count_map, map_map.
  rewrite (sum_equal _ (fun x => a * a * ((x - mean r) * (x - mean r)))) by (intros; ring).
  rewrite sum_scale. unfold Rdiv. ring.
Qed.

Lemma standard_deviation_affine a b r : r <> [] -> 0 < a ->
  standard_deviation (affine a b r) = a * standard_deviation r.
Proof.
  intros some positive. unfold standard_deviation. rewrite (variance_affine a b r some).
  rewrite sqrt_mult_alt, sqrt_square; [reflexivity|lra|]. apply Rmult_le_pos; lra.
Qed.

(* With eps: what a reward gets at eps after scaling by a, it gets at eps / a before. *)
Theorem advantages_are_affine_covariant : forall (a b eps : R) (r : list R),
  r <> [] -> 0 < a -> 0 < standard_deviation r + eps / a ->
  standardized (affine a b r) eps = standardized r (eps / a).
Proof.
  intros a b eps r some positive spread. unfold standardized at 1.
  rewrite (mean_affine a b r some), (standard_deviation_affine a b r some positive).
  unfold affine. rewrite map_map. apply map_ext. intros x.
  assert (a * (standard_deviation r + eps / a) = a * standard_deviation r + eps) as scaled by (field; lra).
  assert (0 < a * (standard_deviation r + eps / a)) by (apply Rmult_lt_0_compat; assumption).
  field. lra.
Qed.

Theorem advantages_are_affine_invariant : forall (a b : R) (r : list R),
  r <> [] -> 0 < a -> 0 < standard_deviation r ->
  standardized (affine a b r) 0 = standardized r 0.
Proof.
  intros a b r some positive spread.
  assert (0 / a = 0) as zero by (field; lra).
  rewrite <- zero at 2. apply advantages_are_affine_covariant; [assumption..|]. rewrite zero. lra.
Qed.

(* 0 and 2 against 0 and 1: the first of the advantages is -1 / (sqrt 2 + eps) and -1/2 / (sqrt (1/2) + eps). *)
Theorem affine_invariance_needs_no_eps : forall eps : R,
  0 < eps -> standardized (affine 2 0 [0; 1]) eps <> standardized [0; 1] eps.
Proof.
  intros eps positive same.
  assert (spread : standard_deviation [0; 1] = sqrt (1 / 2)).
  { unfold standard_deviation, variance, mean, count. simpl. f_equal. field. }
  assert (deviates : 0 < sqrt (1 / 2)) by (apply sqrt_lt_R0; lra).
  rewrite advantages_are_affine_covariant in same; [|discriminate|lra|rewrite spread; lra].
  unfold standardized in same. rewrite spread in same.
  unfold mean, count in same. simpl in same. injection same as first _.
  assert (nonzero : sqrt (1 / 2) + eps <> 0) by lra.
  assert (nonzero' : sqrt (1 / 2) + eps / 2 <> 0) by lra.
  apply (f_equal (fun x => x * (sqrt (1 / 2) + eps) * (sqrt (1 / 2) + eps / 2))) in first.
  field_simplify in first; lra.
Qed.
