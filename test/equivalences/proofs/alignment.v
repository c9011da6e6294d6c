(* How the ascents of -H and of self-certainty stand to each other, plainly in the logits and under the Fisher metric. *)
Require Import formula sums uniform logit_gradients.

Definition inner (v w : list R) : R := sum (zip Rmult v w).
Definition negative (v : list R) : list R := map Ropp v.

(* E_{j~p} f(p_j), and the covariance of f(p_j) and g(p_j). *)
Definition expected (p : list R) (f : R -> R) : R := sum (map (fun x => x * f x) p).
Definition covariance (p : list R) (f g : R -> R) : R :=
  expected p (fun x => (f x - expected p f) * (g x - expected p g)).

(* The Fisher metric of softmax in the logits, (diag p - p p^T) w. *)
Definition fisher (p w : list R) : list R := zip (fun x y => x * (y - inner p w)) p w.

Lemma inner_map (f g : R -> R) p : inner (map f p) (map g p) = sum (map (fun x => f x * g x) p).
Proof. unfold inner. induction p as [|x p IH]; simpl; [reflexivity|]. now rewrite IH. Qed.

Lemma inner_negative v w : inner (negative v) w = - inner v w.
Proof.
  unfold inner, negative. revert w. induction v as [|x v IH]; intros [|y w]; simpl; try lra. rewrite IH. ring.
Qed.

Lemma some_of_sum p : sum p = 1 -> p <> [].
Proof. intros one empty. subst p. simpl in one. lra. Qed.

Lemma expected_log p : expected p ln = - entropy p.
Proof. unfold expected, entropy. ring. Qed.

(* A covariance is the same when the means are taken from any two numbers, but for a product of two differences. *)
Lemma covariance_about p f g a b : sum p = 1 ->
  covariance p f g =
  expected p (fun x => (f x - a) * (g x - b)) - (expected p f - a) * (expected p g - b).
Proof.
  intros one.
  assert (spread : forall c d, expected p (fun x => (f x - c) * (g x - d)) =
    expected p (fun x => f x * g x) - d * expected p f - c * expected p g + c * d).
  { intros c d. unfold expected.
    rewrite (sum_equal _ (fun x => x * (f x * g x) - d * (x * f x) - c * (x * g x) + c * d * x)) by (intros; ring).
    now rewrite sum_plus, sum_minus, sum_minus, !sum_scale, sum_id, one, Rmult_1_r. }
  unfold covariance. rewrite !spread. ring.
Qed.

Theorem ascents_meet_in_a_covariance : forall p : list R, sum p = 1 ->
  inner (negative (entropy_gradient p)) (self_certainty_gradient p) = covariance p (fun x => x) ln.
Proof.
  intros p one. rewrite (covariance_about p _ _ 0 0 one).
  unfold negative, entropy_gradient, self_certainty_gradient. rewrite map_map, inner_map.
  rewrite (sum_equal _ (fun x => (x * ((x - 0) * (ln x - 0)) + entropy p * (x * x))
    - 1 / count p * (x * ln x + entropy p * x))) by (intros; ring).
  rewrite sum_minus, sum_plus, !sum_scale, sum_plus, sum_scale, sum_id, one.
  rewrite (expected_log p). unfold expected. unfold entropy at 2. ring.
Qed.

(* The logarithm rises: the factors have the same sign. *)
Lemma log_agrees x y : 0 < x -> 0 < y -> 0 <= (x - y) * (ln x - ln y).
Proof.
  intros px py. destruct (Rlt_le_dec x y) as [less|more].
  - pose proof (ln_increasing x y px less). replace (_ * _) with ((y - x) * (ln y - ln x)) by ring.
    apply Rmult_le_pos; lra.
  - apply Rmult_le_pos; [lra|]. destruct more as [more|same]; [|subst; lra].
    pose proof (ln_increasing y x py more). lra.
Qed.

Lemma log_agrees_strictly x y : 0 < x -> 0 < y -> (x - y) * (ln x - ln y) = 0 -> x = y.
Proof. intros px py zero. destruct (Rmult_integral _ _ zero); [lra|]. apply ln_inv; lra. Qed.

(* About the mean c of p_j the covariance is E (p_j - c) (log p_j - log c), and no term is negative. *)
Lemma covariance_of_logs p : sum p = 1 -> let c := expected p (fun x => x) in
  covariance p (fun x => x) ln = sum (map (fun x => x * ((x - c) * (ln x - ln c))) p).
Proof. intros one c. rewrite (covariance_about p _ _ c (ln c) one). unfold c, expected. ring. Qed.

Lemma mean_probability_positive p : (forall x, In x p -> 0 < x) -> sum p = 1 -> 0 < expected p (fun x => x).
Proof.
  intros positive one. destruct p as [|x p]; [simpl in one; lra|]. unfold expected. simpl map. rewrite sum_cons.
  assert (0 <= sum (map (fun x => x * x) p)).
  { apply sum_nonnegative. intros y inside. assert (0 < y) by (apply positive; now right).
    apply Rmult_le_pos; lra. }
  assert (0 < x) by (apply positive; now left). assert (0 < x * x) by now apply Rmult_lt_0_compat. lra.
Qed.

Theorem ascents_never_oppose : forall p : list R, (forall x, In x p -> 0 < x) -> sum p = 1 ->
  0 <= inner (negative (entropy_gradient p)) (self_certainty_gradient p).
Proof.
  intros p positive one. rewrite (ascents_meet_in_a_covariance p one), (covariance_of_logs p one).
  apply sum_nonnegative. intros x inside. pose proof (positive x inside).
  apply Rmult_le_pos; [lra|]. apply log_agrees; [assumption|now apply mean_probability_positive].
Qed.

Theorem ascents_are_orthogonal_iff_uniform : forall p : list R, (forall x, In x p -> 0 < x) -> sum p = 1 ->
  (inner (negative (entropy_gradient p)) (self_certainty_gradient p) = 0 <-> forall x, In x p -> x = 1 / count p).
Proof.
  intros p positive one. pose proof (mean_probability_positive p positive one) as c_positive.
  pose proof (count_positive p (some_of_sum p one)) as n.
  rewrite (ascents_meet_in_a_covariance p one), (covariance_of_logs p one).
  set (c := expected p (fun x => x)) in *. split.
  - intros zero. assert (all : forall x, In x p -> x = c).
    { intros x inside. pose proof (positive x inside).
      assert (nothing : x * ((x - c) * (ln x - ln c)) = 0).
      { apply (sum_zero (fun x => x * ((x - c) * (ln x - ln c))) p); try assumption.
        intros y inside'. pose proof (positive y inside'). apply Rmult_le_pos; [lra|]. now apply log_agrees. }
      apply log_agrees_strictly; try assumption. destruct (Rmult_integral _ _ nothing); [lra|assumption]. }
    assert (total : count p * c = 1).
    { rewrite <- sum_constant. rewrite (sum_equal (fun _ => c) (fun x => x)) by (intros x inside; symmetry; now apply all).
      now rewrite sum_id. }
    intros x inside. rewrite (all x inside), <- total. field. lra.
  - intros uniform. assert (c = 1 / count p) as ->.
    { unfold c, expected. rewrite (sum_equal _ (fun x => 1 / count p * x)) by (intros x inside; now rewrite <- (uniform x inside)).
      rewrite sum_scale, sum_id, one. ring. }
    rewrite (sum_equal _ (fun _ => 0)) by (intros x inside; rewrite (uniform x inside); ring).
    rewrite sum_constant. ring.
Qed.

(* The Fisher metric is symmetric: <F v, w> = <v, F w>, the covariance of v_j and w_j under p. *)
Lemma inner_fisher p v w : length v = length p -> length w = length p -> sum p = 1 ->
  inner v (fisher p w) = inner (zip Rmult p v) w - inner p v * inner p w.
Proof.
  intros same same' _. unfold fisher. set (m := inner p w).
  assert (any : forall m, inner v (zip (fun x y => x * (y - m)) p w) = inner (zip Rmult p v) w - inner p v * m).
  { clear m. revert v w same same'. unfold inner. induction p as [|x p IH]; intros [|y v] [|z w] same same' m;
      simpl in *; try naturals; [ring|]. rewrite IH by naturals. ring. }
  apply any.
Qed.

Lemma inner_commutes v w : inner v w = inner w v.
Proof. unfold inner. revert w. induction v as [|x v IH]; intros [|y w]; simpl; auto. rewrite IH. ring. Qed.

Lemma inner_rotates p v w : inner (zip Rmult p v) w = inner (zip Rmult p w) v.
Proof.
  unfold inner. revert v w. induction p as [|x p IH]; intros [|y v] [|z w]; simpl; auto. rewrite IH. ring.
Qed.

Lemma fisher_symmetric p v w : length v = length p -> length w = length p -> sum p = 1 ->
  inner (fisher p v) w = inner v (fisher p w).
Proof. intros. rewrite inner_commutes, !inner_fisher, inner_rotates by assumption. ring. Qed.

Lemma inner_with_self p f : inner p (map f p) = expected p f.
Proof. rewrite <- (map_id p) at 1. apply inner_map. Qed.

Lemma fisher_map p f : fisher p (map f p) = map (fun x => x * (f x - expected p f)) p.
Proof.
  unfold fisher. rewrite inner_with_self. generalize (expected p f). intros m.
  induction p as [|x p IH]; simpl; [reflexivity|]. now rewrite IH.
Qed.

(* -grad H = F log p: log p is the natural direction of -H. *)
Theorem log_is_the_natural_ascent_of_negative_entropy : forall p : list R,
  fisher p (map ln p) = negative (entropy_gradient p).
Proof.
  intros p. rewrite fisher_map, expected_log. unfold negative, entropy_gradient. rewrite map_map.
  apply map_ext. intros x. ring.
Qed.

(* grad SC = F (-1 / (V p)): a natural direction of self-certainty exists. *)
Theorem self_certainty_has_a_natural_ascent : forall p : list R, (forall x, In x p -> 0 < x) -> p <> [] ->
  fisher p (map (fun x => - (1 / (count p * x))) p) = self_certainty_gradient p.
Proof.
  intros p positive some. pose proof (count_positive p some) as n. rewrite fisher_map.
  assert (expected p (fun x => - (1 / (count p * x))) = -1) as ->.
  { unfold expected. rewrite (sum_equal _ (fun _ => - (1 / count p))).
    - rewrite sum_constant. field. lra.
    - intros x inside. pose proof (positive x inside). field. lra. }
  unfold self_certainty_gradient. apply map_ext_in. intros x inside. pose proof (positive x inside). field. lra.
Qed.

(* Along any natural ascent w of self-certainty, -H grows at the rate KL(U || p) + KL(p || U). *)
Theorem fisher_product_is_jeffreys : forall p w : list R,
  (forall x, In x p -> 0 < x) -> sum p = 1 -> length w = length p -> fisher p w = self_certainty_gradient p ->
  inner (negative (entropy_gradient p)) w = self_certainty p + uniform_divergence p.
Proof.
  intros p w positive one same natural. pose proof (some_of_sum p one) as some.
  pose proof (count_positive p some) as n.
  rewrite <- log_is_the_natural_ascent_of_negative_entropy.
  rewrite fisher_symmetric, natural by (rewrite ?map_length; auto).
  rewrite (self_certainty_is_mean_log p some), (entropy_is_uniform_divergence p one).
  unfold self_certainty_gradient. rewrite inner_map.
  rewrite (sum_equal _ (fun x => x * ln x - 1 / count p * ln x)) by (intros; ring).
  rewrite sum_minus, sum_scale. unfold entropy. ring.
Qed.

(* Along any natural ascent w of -H, which is the expected trajectory reward of one state, H falls at the rate Var_p(log p). *)
Theorem natural_ascent_lowers_entropy_by_the_variance : forall p w : list R,
  sum p = 1 -> length w = length p -> fisher p w = negative (entropy_gradient p) ->
  inner (entropy_gradient p) w = - covariance p ln ln.
Proof.
  intros p w one same natural.
  rewrite <- (Ropp_involutive (inner _ w)), <- inner_negative, <- log_is_the_natural_ascent_of_negative_entropy.
  rewrite fisher_symmetric, natural by (rewrite ?map_length; auto).
  unfold negative, entropy_gradient. rewrite map_map, inner_map.
  rewrite (covariance_about p _ _ 0 (- entropy p) one), expected_log. unfold expected.
  rewrite (sum_equal _ (fun x => x * ((ln x - 0) * (ln x - - entropy p)))) by (intros; ring). ring.
Qed.
