(* What a growing logit does: it collapses the policy, and raises self-certainty above any penalty. *)
Require Import formula sums uniform logit_gradients saturation.

(* One logit above the n others. *)
Definition peak (t : R) (n : nat) : list R := t :: repeat 0 n.

Lemma map_repeated (f : R -> R) x n : map f (repeat x n) = repeat (f x) n.
Proof. induction n as [|n IH]; [reflexivity|]. simpl. now rewrite IH. Qed.

Lemma sum_exp_peak t n : sum (map exp (peak t n)) = exp t + INR n.
Proof. unfold peak. simpl. rewrite map_repeated, sum_repeat, exp_0. ring. Qed.

(* Such a logit takes the policy there: 1 - p_1 <= n / exp t. *)
Theorem a_growing_logit_nears_a_vertex : forall (n : nat) (d : R), 0 < d ->
  exists t0 : R, forall t : R, t0 <= t -> near_vertex d (softmax (peak t n)).
Proof.
  intros n d positive. exists (INR n / d). intros t large.
  split; [apply softmax_positive|]. split; [now apply softmax_sum|]. exists (exp t / (exp t + INR n)).
  split; [left; simpl; now rewrite <- sum_exp_peak|].
  pose proof (pos_INR n) as size. pose proof (exp_pos t) as above. pose proof (exp_ineq1_le t) as more.
  apply (Rmult_lt_reg_r (exp t + INR n)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  assert (INR n < d * exp t).
  { apply Rle_lt_trans with (d * t); [|apply Rmult_lt_compat_l; lra].
    replace (INR n) with (d * (INR n / d)) by (field; lra). apply Rmult_le_compat_l; lra. }
  assert (0 <= d * INR n) by (apply Rmult_le_pos; lra). lra.
Qed.

(* KL(p || ref) <= sum_j |log ref_j|, whatever p. *)
Lemma divergence_within p ref : (forall x, In x p -> 0 < x <= 1) ->
  divergence p ref <= sum (map (fun r => Rabs (ln r)) ref).
Proof.
  unfold divergence. revert ref. induction p as [|x p IH]; intros [|r ref] inside; simpl; try lra.
  - assert (0 <= sum (map (fun r => Rabs (ln r)) ref)) by (apply sum_nonnegative; intros; apply Rabs_pos).
    pose proof (Rabs_pos (ln r)). lra.
  - specialize (IH ref (fun y y_in => inside y (or_intror y_in))). destruct (inside x (or_introl eq_refl)) as [above below].
    assert (ln x <= 0) by (rewrite <- ln_1; destruct below; [left; now apply ln_increasing|subst; lra]).
    assert (0 <= x * - ln x) by (apply Rmult_le_pos; lra).
    assert (0 <= x * (Rabs (ln r) - - ln r)).
    { apply Rmult_le_pos; [lra|]. rewrite <- Rabs_Ropp. pose proof (Rle_abs (- ln r)). lra. }
    assert (0 <= (1 - x) * Rabs (ln r)) by (apply Rmult_le_pos; [lra|apply Rabs_pos]). lra.
Qed.

(* SC >= z_1 (1 - 1/V) - log V *)
Lemma self_certainty_of_peak t n :
  t * (1 - 1 / (INR n + 1)) - ln (INR n + 1) <= self_certainty (softmax (peak t n)).
Proof.
  rewrite self_certainty_from_logits by discriminate. unfold self_certainty_of_logits, log_sum_exp, mean.
  assert (count (peak t n) = INR n + 1) as ->.
  { unfold count, peak. simpl length. now rewrite repeat_length, S_INR. }
  rewrite sum_exp_peak. unfold peak. rewrite sum_cons, sum_repeat. pose proof (pos_INR n) as size.
  assert (t <= ln (exp t + INR n)).
  { rewrite <- (ln_exp t) at 1. pose proof (exp_pos t). destruct size as [more|<-].
    - left. apply ln_increasing; lra.
    - rewrite Rplus_0_r. apply Rle_refl. }
  replace (t * (1 - 1 / (INR n + 1))) with (t - (t + INR n * 0) / (INR n + 1)) by (field; lra). lra.
Qed.

(* No KL penalty bounds self-certainty, to any reference and of any weight: as z_1 grows, SC does and the penalty does not. *)
Theorem no_penalty_bounds_self_certainty : forall (ref : list R) (b level : R),
  (forall r, In r ref -> 0 < r) -> (2 <= length ref)%nat -> 0 <= b ->
  exists z : list R, length z = length ref /\
  level <= self_certainty (softmax z) - b * divergence (softmax z) ref.
Proof.
  intros ref b level _ many nonneg. set (n := pred (length ref)).
  assert (size : length ref = S n /\ (1 <= n)%nat).
  { unfold n. destruct (length ref) as [|[|m]]; simpl; [inversion many|inversion many as [|? none]; inversion none|].
    split; [reflexivity|]. apply le_n_S, Nat.le_0_l. }
  destruct size as [size more]. apply le_INR in more. simpl in more.
  set (most := sum (map (fun r => Rabs (ln r)) ref)).
  assert (share : 0 < 1 - 1 / (INR n + 1)).
  { replace (1 - 1 / (INR n + 1)) with (INR n / (INR n + 1)) by (field; lra). apply Rdiv_lt_0_compat; lra. }
  exists (peak ((level + b * most + ln (INR n + 1)) / (1 - 1 / (INR n + 1))) n).
  split; [rewrite size; unfold peak; simpl; now rewrite repeat_length|].
  set (t := _ / _). pose proof (self_certainty_of_peak t n) as above.
  replace (t * (1 - 1 / (INR n + 1))) with (level + b * most + ln (INR n + 1)) in above by (unfold t; field; lra).
  assert (divergence (softmax (peak t n)) ref <= most) as below.
  { apply divergence_within. intros x inside. split; [now apply (softmax_positive (peak t n))|].
    apply (at_most_one (softmax (peak t n))); [apply softmax_positive|now apply softmax_sum|assumption]. }
  apply (Rmult_le_compat_l b) in below; lra.
Qed.
