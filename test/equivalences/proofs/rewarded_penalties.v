(* The penalty k1 in the reward: a number that each completion is given, and that is not differentiated. *)
Require Import formula sums trajectories trajectory_gradients temperature penalties sequence_penalties token_penalties.

(* The policy gradient of a reward of a completion and of what a reference makes of it. *)
Definition rewarded (x : R) (l : list comparison) (r : comparison -> R) (s : list token -> R) : R :=
  total (fun c => pi x (fst c) * (r c * s (fst c))) l.

(* Of a reward that reads no reference it is the policy gradient of before. *)
Theorem what_reads_no_reference_has_its_policy_gradient :
  forall (t : tree) (l : list comparison) (x : R) (r s : list token -> R), compared t l ->
  rewarded x l (fun c => r (fst c)) s = policy_gradient x t r s.
Proof. intros t l x r s [same _]. unfold rewarded, policy_gradient, E. now rewrite <- same, total_map. Qed.

Lemma total_negated {A} (f : A -> R) l : total (fun a => - f a) l = - total f l.
Proof. unfold total. induction l as [|a l IH]; simpl; rewrite ?IH; ring. Qed.

(* g[sum_t log ref_t - log pi_t] = -grad KL(pi || ref) *)
Theorem k1_in_the_reward_has_the_divergence_gradient :
  forall (t : tree) (l : list comparison) (x : R) (s : list token -> R),
  policy t -> compared t l -> score t x s ->
  derivable_pt_lim (fun u => - divergence (pi_now u l) (pi_reference l)) x (rewarded x l (summed_log_ratio x) s).
Proof.
  intros t l x s valid pairs scores. destruct (comparisons t l valid pairs) as (positive & one & others).
  assert (rewarded x l (summed_log_ratio x) s
    = - total (fun c => pi x (fst c) * ((ln (product (snd c)) - ln (pi x (fst c))) * - s (fst c))) l) as ->.
  { rewrite <- total_negated. apply total_equal. intros c inside. rewrite (summed_log_ratio_is t l) by assumption. ring. }
  apply (derivable_pt_lim_opp (fun u => divergence (pi_now u l) (pi_reference l))).
  apply (divergence_gradient (fun (c : comparison) u => pi u (fst c)) (fun c => product (snd c)) (fun c => s (fst c)));
    try assumption.
  intros c inside. apply scores. rewrite <- (proj1 pairs). now apply in_map.
Qed.

(* ... and is expected to be that divergence, negated, of whatever a reference gives to the completions in all. *)
Theorem k1_in_the_reward_is_unbiased : forall (t : tree) (l : list comparison) (x : R),
  policy t -> compared t l ->
  total (fun c => pi x (fst c) * summed_log_ratio x c) l = - divergence (pi_now x l) (pi_reference l).
Proof.
  intros t l x valid pairs.
  unfold pi_now, pi_reference. rewrite (divergence_is_total (fun c : comparison => pi x (fst c))), <- total_negated.
  apply total_equal. intros c inside. rewrite (summed_log_ratio_is t l) by assumption. ring.
Qed.

(* In the loss k2 has this gradient, of the sum. *)
Theorem k1_in_the_reward_is_k2_of_the_sum_in_the_loss :
  forall (t : tree) (l : list comparison) (x : R) (s : list token -> R),
  policy t -> compared t l -> score t x s ->
  derivable_pt_lim (sequence_penalty k2 x l) x (- rewarded x l (summed_log_ratio x) s).
Proof.
  intros t l x s valid pairs scores.
  destruct (summed_penalties_have_divergence_gradients t l x s valid pairs scores) as (_ & (g & k2_slope & slope) & _).
  pose proof (k1_in_the_reward_has_the_divergence_gradient t l x s valid pairs scores) as negated.
  rewrite (uniqueness_limite _ x _ _ negated (derivable_pt_lim_opp _ x g slope)), Ropp_involutive. exact k2_slope.
Qed.

Lemma rewarded_plus t l x r b s : compared t l ->
  rewarded x l (fun c => r (fst c) + b * summed_log_ratio x c) s
  = policy_gradient x t r s + b * rewarded x l (summed_log_ratio x) s.
Proof.
  intros pairs. rewrite <- (what_reads_no_reference_has_its_policy_gradient t l) by assumption.
  unfold rewarded. rewrite <- total_scale, <- total_plus. apply total_equal. intros. ring.
Qed.

Lemma penalized_slope t l x r b s f : policy t -> compared t l -> score t x s ->
  derivable_pt_lim f x (policy_gradient x t r s) ->
  derivable_pt_lim (fun u => f u - b * divergence (pi_now u l) (pi_reference l)) x
    (rewarded x l (fun c => r (fst c) + b * summed_log_ratio x c) s).
Proof.
  intros valid pairs scores slope. rewrite (rewarded_plus t) by assumption.
  apply (derivative_equal (fun u => f u + b * - divergence (pi_now u l) (pi_reference l))); [intros; ring|].
  apply slope_plus; [exact slope|]. apply slope_scale. now apply (k1_in_the_reward_has_the_divergence_gradient t).
Qed.

(* Added to a reward of completions that stays as it is, it is the penalty: E[R] - b KL(pi || ref). *)
Theorem a_reward_and_k1_climb_the_penalized_reward :
  forall (t : tree) (l : list comparison) (x b : R) (r s : list token -> R),
  policy t -> compared t l -> score t x s ->
  derivable_pt_lim (fun u => E u t r - b * divergence (pi_now u l) (pi_reference l)) x
    (rewarded x l (fun c => r (fst c) + b * summed_log_ratio x c) s).
Proof.
  intros t l x b r s valid pairs scores. apply (penalized_slope t); try assumption.
  unfold policy_gradient, E. rewrite (total_equal _ (fun y => pi x y * s y * r y)) by (intros; ring).
  apply (derivative_of_total (fun y u => pi u y * r y)). intros y inside.
  apply (derivative_equal (fun u => r y * pi u y)); [intros; ring|]. rewrite Rmult_comm. apply slope_scale.
  apply derivative_from_log; [intros u; now apply (pi_positive u t)|now apply scores].
Qed.

(* ... and added to the log-probability, -H(pi) - b KL(pi || ref). *)
Theorem log_probability_and_k1_climb_the_penalized_entropy :
  forall (t : tree) (l : list comparison) (x b : R) (s : list token -> R),
  policy t -> compared t l -> score t x s ->
  derivable_pt_lim (fun u => - completion_entropy u t - b * divergence (pi_now u l) (pi_reference l)) x
    (rewarded x l (fun c => R_traj x (fst c) + b * summed_log_ratio x c) s).
Proof.
  intros t l x b s valid pairs scores. apply (penalized_slope t _ _ (R_traj x)); try assumption.
  now apply trajectory_policy_gradient_is_entropy_gradient.
Qed.

(* Where the root is its reference and what follows A is not, k1 in the reward moves the root, and neither k2 nor k3 of
   tokens, in the loss, does. *)
Theorem token_penalties_lack_what_k1_in_the_reward_teaches : forall p a b : R,
  0 < p < 1 -> 0 < a < 1 -> 0 < b < 1 -> a <> b ->
  let t := two_tokens (moved p) (fun _ => a) in let l := against (moved p) (fun _ => a) p b in
  policy t /\ compared t l /\ exists s, score t 0 s /\
  rewarded 0 l (summed_log_ratio 0) s = - (p * (1 - p) * divergence [a; 1 - a] [b; 1 - b]) /\
  rewarded 0 l (summed_log_ratio 0) s < 0 /\
  derivable_pt_lim (summed_penalty k2 0 l) 0 0 /\ derivable_pt_lim (summed_penalty k3 0 l) 0 0.
Proof.
  intros p a b p_in a_in b_in other t l.
  destruct (summed_token_penalties_are_not_the_divergence_gradient p a b p_in a_in b_in other)
    as (k2_flat & k3_flat & slope & positive).
  assert (valid : policy t).
  { repeat constructor; simpl; try lra; intros q inside; pose proof (moved_inside p p_in x) as within;
      destruct inside as [<-|[<-|[]]]; simpl; lra. }
  assert (pairs : compared t l).
  { split; [reflexivity|]. intros y r [same|[same|[same|[]]]]; injection same as <- <-; (split; [reflexivity|]);
      intros q inside; simpl in inside; intuition (subst; lra). }
  assert (scores : score t 0 (fun y => match y with [_] => - p | _ => 1 - p end)).
  { intros y [<-|[<-|[<-|[]]]]; unfold pi; simpl.
    - apply (derivative_equal (fun u => ln (moved p u) + ln a)).
      { intros u. pose proof (moved_inside p p_in u). rewrite Rmult_1_r, ln_mult by lra. reflexivity. }
      rewrite <- (Rplus_0_r (1 - p)). apply slope_plus; [now apply slope_of_ln_moved|apply slope_constant].
    - apply (derivative_equal (fun u => ln (moved p u) + ln (1 - a))).
      { intros u. pose proof (moved_inside p p_in u). rewrite Rmult_1_r, ln_mult by lra. reflexivity. }
      rewrite <- (Rplus_0_r (1 - p)). apply slope_plus; [now apply slope_of_ln_moved|apply slope_constant].
    - apply (derivative_equal (fun u => ln (1 - moved p u))); [intros u; now rewrite Rmult_1_r|].
      now apply slope_of_ln_rest. }
  split; [exact valid|]. split; [exact pairs|]. eexists. split; [exact scores|].
  pose proof (k1_in_the_reward_has_the_divergence_gradient t l 0 _ valid pairs scores) as negated.
  rewrite (uniqueness_limite _ 0 _ _ negated (derivable_pt_lim_opp _ 0 _ slope)).
  repeat split; try assumption. lra.
Qed.
