(* Entropy and self-certainty as divergences to and from the uniform distribution. *)
Require Import formula sums.

Lemma ln_share v : v <> [] -> ln (1 / count v) = - ln (count v).
Proof.
  intros some. replace (1 / count v) with (/ count v) by (unfold Rdiv; ring).
  apply ln_Rinv. now apply count_positive.
Qed.

Theorem entropy_is_uniform_divergence : forall p : list R,
  sum p = 1 -> uniform_divergence p = ln (count p) - entropy p.
Proof.
  intros p one.
  assert (some : p <> []) by (intros empty; subst p; simpl in one; lra).
  unfold uniform_divergence, entropy. rewrite (ln_share p some).
  rewrite (sum_equal _ (fun x => x * ln x + ln (count p) * x)) by (intros; ring).
  rewrite sum_plus, sum_scale, sum_id, one. ring.
Qed.

Lemma ln_softmax z x : z <> [] -> ln (exp x / sum (map exp z)) = x - log_sum_exp z.
Proof.
  intros some. unfold Rdiv. rewrite ln_mult, ln_Rinv, ln_exp; [reflexivity|..];
    try apply Rinv_0_lt_compat; auto using exp_pos, sum_exp_positive.
Qed.

Theorem self_certainty_is_mean_log : forall p : list R,
  p <> [] -> self_certainty p = - ln (count p) - 1 / count p * sum (map ln p).
Proof.
  intros p some. unfold self_certainty. rewrite (ln_share p some).
  rewrite sum_scale, sum_minus, sum_constant. pose proof (count_positive p some). field. lra.
Qed.

Theorem self_certainty_from_logits : forall z : list R,
  z <> [] -> self_certainty (softmax z) = self_certainty_of_logits z.
Proof.
  intros z some. pose proof (count_positive z some) as positive.
  assert (some' : softmax z <> []) by (unfold softmax; destruct z; simpl; congruence).
  rewrite (self_certainty_is_mean_log _ some').
  unfold self_certainty_of_logits, mean, softmax. rewrite count_map, map_map.
  rewrite (sum_equal _ (fun x => x - log_sum_exp z)) by (intros; now apply ln_softmax).
  rewrite sum_minus, sum_id, sum_constant. field. lra.
Qed.

(* ln x <= x - 1, with equality at 1 only. *)
Lemma ln_below x : 0 < x -> ln x <= x - 1.
Proof. intros positive. pose proof (exp_ineq1_le (ln x)) as le. rewrite exp_ln in le; lra. Qed.

Lemma ln_tangent x : 0 < x -> ln x = x - 1 -> x = 1.
Proof.
  intros positive touch. destruct (Req_dec (ln x) 0) as [zero|other]; [lra|].
  pose proof (exp_ineq1 (ln x) other) as above. rewrite exp_ln in above; lra.
Qed.

(* Each term of V KL(U || p), less what sums to zero: V p - 1 - ln (V p). *)
Lemma self_certainty_terms p : p <> [] -> (forall x, In x p -> 0 < x) -> sum p = 1 ->
  self_certainty p = 1 / count p * sum (map (fun x => count p * x - 1 - ln (count p * x)) p).
Proof.
  intros some positive one. pose proof (count_positive p some) as n.
  rewrite (self_certainty_is_mean_log p some).
  rewrite (sum_equal (fun x => count p * x - 1 - ln (count p * x))
    (fun x => (count p * x - (1 + ln (count p))) - ln x)).
  2: { intros x inside. rewrite ln_mult; auto. ring. }
  rewrite sum_minus, sum_minus, sum_scale, sum_id, sum_constant, one. field. lra.
Qed.

Theorem self_certainty_nonnegative : forall p : list R,
  (forall x, In x p -> 0 < x) -> sum p = 1 -> 0 <= self_certainty p.
Proof.
  intros p positive one.
  assert (some : p <> []) by (intros empty; subst p; simpl in one; lra).
  pose proof (count_positive p some) as n. rewrite self_certainty_terms by assumption.
  apply Rmult_le_pos; [left; now apply Rdiv_lt_0_compat; [lra|]|].
  apply sum_nonnegative. intros x inside.
  pose proof (ln_below (count p * x) (Rmult_lt_0_compat _ _ n (positive x inside))). lra.
Qed.

Lemma sum_zero (f : R -> R) v : (forall x, In x v -> 0 <= f x) -> sum (map f v) = 0 -> forall x, In x v -> f x = 0.
Proof.
  induction v as [|y v IH]; intros nonneg zero x inside; [destruct inside|].
  simpl map in zero. rewrite sum_cons in zero.
  assert (0 <= sum (map f v)) by (apply sum_nonnegative; intros; apply nonneg; now right).
  assert (0 <= f y) by (apply nonneg; now left).
  destruct inside as [->|inside]; [lra|]. apply IH; [|lra|assumption]. intros; apply nonneg; now right.
Qed.

Theorem self_certainty_zero_iff_uniform : forall p : list R,
  (forall x, In x p -> 0 < x) -> sum p = 1 ->
  (self_certainty p = 0 <-> forall x, In x p -> x = 1 / count p).
Proof.
  intros p positive one.
  assert (some : p <> []) by (intros empty; subst p; simpl in one; lra).
  pose proof (count_positive p some) as n.
  assert (scaled : forall x, In x p -> 0 < count p * x)
    by (intros x inside; apply Rmult_lt_0_compat; auto).
  rewrite self_certainty_terms by assumption. split.
  - intros zero x inside.
    assert (all : sum (map (fun x => count p * x - 1 - ln (count p * x)) p) = 0).
    { apply (Rmult_eq_reg_l (1 / count p)); [rewrite zero; ring|].
      apply Rgt_not_eq, Rdiv_lt_0_compat; lra. }
    assert (touch : count p * x - 1 - ln (count p * x) = 0).
    { apply (sum_zero (fun x => count p * x - 1 - ln (count p * x)) p); try assumption.
      intros y inside'. pose proof (ln_below _ (scaled y inside')). lra. }
    assert (count p * x = 1) as <- by (apply ln_tangent; [auto|lra]). field. lra.
  - intros uniform. rewrite (sum_equal _ (fun _ => 0)).
    2: { intros x inside. rewrite (uniform x inside).
         replace (count p * (1 / count p)) with 1 by (field; lra). rewrite ln_1. ring. }
    rewrite sum_constant. ring.
Qed.
