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

(* The bound on the other side is none near 1. *)
Lemma dual_clipped_surrogate_inside low high cap ratio advantage :
  1 - low <= ratio <= 1 + high -> ratio <= cap ->
  dual_clipped_surrogate low high cap ratio advantage = - (ratio * advantage).
Proof.
  intros inside below. unfold dual_clipped_surrogate. rewrite (clipped_surrogate_inside _ _ _ _ inside).
  destruct (Rle_dec 0 advantage) as [_|negative]; [reflexivity|]. apply Rmin_left.
  pose proof (Rmult_le_compat_r (- advantage) ratio cap ltac:(lra) below). lra.
Qed.

(* By the ratio, at 1, of what is -r A near 1. *)
Lemma derivative_near_one (loss : R -> R) advantage room :
  0 < room -> (forall ratio, 1 - room < ratio < 1 + room -> loss ratio = - (ratio * advantage)) ->
  derivable_pt_lim loss 1 (- advantage).
Proof.
  intros some near eps positive. exists (mkposreal _ some). simpl. intros h nonzero small.
  apply Rabs_def2 in small. rewrite !near by lra.
  replace ((- ((1 + h) * advantage) - - (1 * advantage)) / h - - advantage) with 0 by (field; exact nonzero).
  now rewrite Rabs_R0.
Qed.

Lemma clipped_surrogate_derivative low high advantage : 0 < low -> 0 < high ->
  derivable_pt_lim (fun ratio => clipped_surrogate low high ratio advantage) 1 (- advantage).
Proof.
  intros some_low some_high. apply derivative_near_one with (Rmin low high); [now apply Rmin_pos|].
  intros ratio near. pose proof (Rmin_l low high). pose proof (Rmin_r low high).
  apply clipped_surrogate_inside. lra.
Qed.

Lemma dual_clipped_surrogate_derivative low high cap advantage : 0 < low -> 0 < high -> 1 < cap ->
  derivable_pt_lim (fun ratio => dual_clipped_surrogate low high cap ratio advantage) 1 (- advantage).
Proof.
  intros some_low some_high some_cap.
  apply derivative_near_one with (Rmin (Rmin low high) (cap - 1)); [repeat apply Rmin_pos; lra|].
  intros ratio near. pose proof (Rmin_l low high). pose proof (Rmin_r low high).
  pose proof (Rmin_l (Rmin low high) (cap - 1)). pose proof (Rmin_r (Rmin low high) (cap - 1)).
  apply dual_clipped_surrogate_inside; lra.
Qed.

(* By the log-probability, where it is what it was when the token was sampled: the ratio is exp(logprob - old). *)
Lemma derivative_by_logprob (loss : R -> R) slope old :
  derivable_pt_lim loss 1 slope -> derivable_pt_lim (fun logprob => loss (exp (logprob - old))) old slope.
Proof.
  intros of_loss. replace slope with (slope * (exp (old - old) * (1 - 0)))
    by (rewrite Rminus_diag_eq, exp_0 by reflexivity; ring).
  apply (derivable_pt_lim_comp (fun x => exp (x - old)) loss).
  - apply (derivable_pt_lim_comp (fun x => x - old) exp); [|apply derivable_pt_lim_exp].
    apply (derivable_pt_lim_minus id (fct_cte old)); [apply derivable_pt_lim_id|apply derivable_pt_lim_const].
  - now rewrite Rminus_diag_eq, exp_0 by reflexivity.
Qed.

Theorem clipped_is_reinforce_on_policy : forall low high advantage old : R,
  0 < low -> 0 < high ->
  derivable_pt_lim (fun logprob => clipped_surrogate low high (exp (logprob - old)) advantage) old (- advantage).
Proof.
  intros low high advantage old some_low some_high.
  apply (derivative_by_logprob (fun ratio => clipped_surrogate low high ratio advantage)).
  now apply clipped_surrogate_derivative.
Qed.

Theorem dual_clipped_is_reinforce_on_policy : forall low high cap advantage old : R,
  0 < low -> 0 < high -> 1 < cap ->
  derivable_pt_lim (fun logprob => dual_clipped_surrogate low high cap (exp (logprob - old)) advantage) old (- advantage).
Proof.
  intros low high cap advantage old some_low some_high some_cap.
  apply (derivative_by_logprob (fun ratio => dual_clipped_surrogate low high cap ratio advantage)).
  now apply dual_clipped_surrogate_derivative.
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
