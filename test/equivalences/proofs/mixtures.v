(* Entropy between two policies whose weights are mixed. *)
Require Import formula sums uniform logit_gradients.

Lemma half_a_nat_is_below_a_bit : 1 / 2 <= ln 2.
Proof. pose proof (ln_below (/ 2) ltac:(lra)) as le. rewrite ln_Rinv in le; lra. Qed.

(* exp (3/2)^4 > (5/2)^4 *)
Lemma exp_6 : 36 < exp 6.
Proof.
  pose proof (exp_ineq1 (3 / 2) ltac:(lra)) as more. replace 6 with (3 / 2 + 3 / 2 + (3 / 2 + 3 / 2)) by field.
  rewrite !exp_plus. set (e := exp (3 / 2)) in *.
  assert (6 < e * e) by (apply Rlt_trans with (5 / 2 * (5 / 2)); [lra|apply Rmult_le_0_lt_compat; lra]).
  apply Rle_lt_trans with (6 * 6); [lra|apply Rmult_le_0_lt_compat; lra].
Qed.

(* H = log (1 + 2 exp -6) + 12 / (exp 6 + 2) <= 14 exp -6 < 14/36 *)
Lemma certain_of_one : entropy (softmax [6; 0; 0]) < ln 2.
Proof.
  pose proof exp_6. pose proof half_a_nat_is_below_a_bit. set (small := / exp 6).
  assert (0 < small) by (apply Rinv_0_lt_compat; lra).
  assert (36 * small < 1).
  { apply (Rmult_lt_reg_l (exp 6)); [lra|]. unfold small. replace (exp 6 * (36 * / exp 6)) with 36 by (field; lra). lra. }
  rewrite entropy_from_logits by discriminate. unfold log_sum_exp. simpl. rewrite exp_0.
  replace (exp 6 + (1 + (1 + 0))) with (exp 6 * (1 + 2 * small)) by (unfold small; field; lra).
  rewrite ln_mult, ln_exp by lra. pose proof (ln_below (1 + 2 * small) ltac:(lra)).
  replace ((exp 6 * 6 + (1 * 0 + (1 * 0 + 0))) / (exp 6 * (1 + 2 * small)))
    with (6 - 12 * small * / (1 + 2 * small)) by (unfold small; field; lra).
  assert (/ (1 + 2 * small) <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra).
  assert (0 <= 12 * small * (1 - / (1 + 2 * small))) by (apply Rmult_le_pos; lra). lra.
Qed.

(* Which symbol comes first is of no matter. *)
Lemma entropy_swaps x y z : entropy (softmax [x; y; z]) = entropy (softmax [y; x; z]).
Proof.
  rewrite !entropy_from_logits by discriminate. unfold log_sum_exp. simpl.
  rewrite <- !Rplus_assoc, (Rplus_comm (exp y) (exp x)), (Rplus_comm (exp y * y) (exp x * x)). reflexivity.
Qed.

(* H = log (2 exp 3 + 1) - 6 exp 3 / (2 exp 3 + 1) > (log 2 + 3) - 3 *)
Lemma undecided_between_two : ln 2 < entropy (softmax [3; 3; 0]).
Proof.
  pose proof (exp_pos 3) as positive. rewrite entropy_from_logits by discriminate. unfold log_sum_exp. simpl. rewrite exp_0.
  set (e := exp 3) in *. assert (ln 2 + 3 < ln (e + (e + (1 + 0)))).
  { rewrite <- (ln_exp 3), <- ln_mult by (fold e; lra). apply ln_increasing; fold e; lra. }
  assert ((e * 3 + (e * 3 + (1 * 0 + 0))) / (e + (e + (1 + 0))) < 3).
  { apply (Rmult_lt_reg_r (e + (e + (1 + 0)))); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  lra.
Qed.

(* Both ends have less than one bit of entropy and the middle has more: on the way it rises and falls again, and the ends
   do not bound it. *)
Theorem mixed_weights_mix_no_entropy :
  entropy (softmax (mixture [6; 0; 0] [0; 6; 0] 0)) < ln 2 /\
  ln 2 < entropy (softmax (mixture [6; 0; 0] [0; 6; 0] (1 / 2))) /\
  entropy (softmax (mixture [6; 0; 0] [0; 6; 0] 1)) < ln 2.
Proof.
  replace (mixture _ _ 0) with [6; 0; 0] by (unfold mixture; simpl; repeat f_equal; ring).
  replace (mixture _ _ (1 / 2)) with [3; 3; 0] by (unfold mixture; simpl; repeat f_equal; field).
  replace (mixture _ _ 1) with [0; 6; 0] by (unfold mixture; simpl; repeat f_equal; ring).
  split; [exact certain_of_one|]. split; [exact undecided_between_two|]. rewrite entropy_swaps. exact certain_of_one.
Qed.
