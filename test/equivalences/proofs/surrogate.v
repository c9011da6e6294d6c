(* The gradients of policy losses where the ratio is 1: all are that of REINFORCE. *)
Require Import formula.

(* Inside the bounds the ratio is not clipped. *)
Lemma clipped_ratio_inside low high ratio :
  1 - low <= ratio <= 1 + high -> clipped_ratio low high ratio = ratio.
Proof. intros inside. unfold clipped_ratio. rewrite Rmax_left by lra. apply Rmin_left. lra. Qed.

Lemma clipped_surrogate_inside low high ratio advantage :
  1 - low <= ratio <= 1 + high -> clipped_surrogate low high ratio advantage = - (ratio * advantage).
Proof.
  intros inside. unfold clipped_surrogate. rewrite (clipped_ratio_inside _ _ _ inside).
  now rewrite Rmin_left by apply Rle_refl.
Qed.

(* By the ratio, at 1. *)
Lemma clipped_surrogate_derivative low high advantage :
  0 < low -> 0 < high ->
  derivable_pt_lim (fun ratio => clipped_surrogate low high ratio advantage) 1 (- advantage).
Proof.
  intros some_low some_high eps positive.
  assert (room : 0 < Rmin low high) by now apply Rmin_pos.
  exists (mkposreal _ room). simpl. intros h nonzero small.
  apply Rabs_def2 in small. destruct small as [above below].
  pose proof (Rmin_l low high). pose proof (Rmin_r low high).
  rewrite !clipped_surrogate_inside by lra.
  replace ((- ((1 + h) * advantage) - - (1 * advantage)) / h - - advantage) with 0 by (field; exact nonzero).
  now rewrite Rabs_R0.
Qed.

(* By the log-probability, where it is what it was when the token was sampled: the ratio is exp(logprob - old). *)
Lemma ratio_derivative old : derivable_pt_lim (fun logprob => exp (logprob - old)) old 1.
Proof.
  replace 1 with (exp (old - old) * (1 - 0)) by (rewrite Rminus_diag_eq by reflexivity; rewrite exp_0; ring).
  apply (derivable_pt_lim_comp (fun x => x - old) exp).
  - apply (derivable_pt_lim_minus id (fct_cte old)); [apply derivable_pt_lim_id|apply derivable_pt_lim_const].
  - apply derivable_pt_lim_exp.
Qed.

Theorem clipped_is_reinforce_on_policy : forall low high advantage old : R,
  0 < low -> 0 < high ->
  derivable_pt_lim (fun logprob => clipped_surrogate low high (exp (logprob - old)) advantage) old (- advantage).
Proof.
  intros low high advantage old some_low some_high.
  replace (- advantage) with (- advantage * 1) by ring.
  apply (derivable_pt_lim_comp (fun logprob => exp (logprob - old))
    (fun ratio => clipped_surrogate low high ratio advantage)).
  - apply ratio_derivative.
  - replace (exp (old - old)) with 1 by (rewrite Rminus_diag_eq by reflexivity; now rewrite exp_0).
    now apply clipped_surrogate_derivative.
Qed.

(* REINFORCE itself. *)
Theorem reinforce_gradient : forall advantage old : R,
  derivable_pt_lim (fun logprob => - (advantage * logprob)) old (- advantage).
Proof.
  intros advantage old.
  replace (- advantage) with (- (advantage * 1)) by ring.
  apply (derivable_pt_lim_opp (fun x => advantage * x)).
  apply (derivable_pt_lim_scal id advantage old 1). apply derivable_pt_lim_id.
Qed.

(* CISPO weighs REINFORCE's loss by the clipped ratio, which is a constant of the gradient: at ratio 1 it is 1. *)
Theorem cispo_is_reinforce_on_policy : forall low high advantage old : R,
  0 < low -> 0 < high ->
  derivable_pt_lim (fun logprob => - (clipped_ratio low high (exp (old - old)) * advantage * logprob)) old (- advantage).
Proof.
  intros low high advantage old some_low some_high.
  rewrite Rminus_diag_eq by reflexivity. rewrite exp_0, clipped_ratio_inside, Rmult_1_l by lra.
  apply reinforce_gradient.
Qed.
