(* Policy gradients of the rewards of completions, in one real parameter x: g[R] = E[R(y) d log pi(y)/dx]. *)
Require Import formula trajectories.

(* s is the score of a completion: the derivative of its log-probability at x. *)
Definition score (t : tree) (x : R) (s : list token -> R) : Prop :=
  forall y, In y (completions t) -> derivable_pt_lim (fun u => ln (pi u y)) x (s y).

(* The policy gradient, with the reward as a constant. *)
Definition policy_gradient (x : R) (t : tree) (r s : list token -> R) : R := E x t (fun y => r y * s y).

(* Every completion has a positive probability. *)
Lemma pi_positive x t : policy t -> forall y, In y (completions t) -> 0 < pi x y.
Proof.
  revert t. apply (policy_induction (fun t => forall y, In y (completions t) -> 0 < pi x y)).
  - intros y [<-|[]]. unfold pi. simpl. lra.
  - intros b valid IH y inside. simpl in inside.
    apply in_flat_map in inside as [e [e_in inside]]. apply in_map_iff in inside as [rest [<- inside]].
    apply Rmult_lt_0_compat; [now apply (proj1 (valid x)), (in_map fst b e)|now apply (IH e e_in)].
Qed.

(* R_traj(y) = log pi(y) *)
Lemma R_traj_is_log_pi x t : policy t -> forall y, In y (completions t) -> R_traj x y = ln (pi x y).
Proof.
  revert t. apply (policy_induction (fun t => forall y, In y (completions t) -> R_traj x y = ln (pi x y))).
  - intros y [<-|[]]. unfold R_traj, trajectory_sum, pi. simpl. now rewrite ln_1.
  - intros b valid IH y inside. simpl in inside.
    apply in_flat_map in inside as [e [e_in inside]]. apply in_map_iff in inside as [rest [<- inside]].
    destruct (IH e e_in) as [valid' same]. unfold R_traj, trajectory_sum in *. simpl. rewrite (same rest inside).
    symmetry. apply ln_mult; [now apply (proj1 (valid x)), (in_map fst b e)|now apply (pi_positive x _ valid')].
Qed.

(* (log f)' = f' / f, read from right to left: f' = f (log f)'. *)
Lemma derivative_from_log (f : R -> R) x s :
  (forall u, 0 < f u) -> derivable_pt_lim (fun u => ln (f u)) x s -> derivable_pt_lim f x (f x * s).
Proof.
  intros positive slope.
  assert (through : derivable_pt_lim (comp exp (fun u => ln (f u))) x (exp (ln (f x)) * s))
    by (apply derivable_pt_lim_comp; [exact slope|apply derivable_pt_lim_exp]).
  rewrite exp_ln in through by auto. intros eps small. destruct (through eps small) as [delta near].
  exists delta. intros h some close. specialize (near h some close). unfold comp in near.
  now rewrite !exp_ln in near by auto.
Qed.

(* (sum_a f_a)' = sum_a f_a' *)
Lemma derivative_of_total {A} (f : A -> R -> R) (f' : A -> R) x l :
  (forall a, In a l -> derivable_pt_lim (f a) x (f' a)) ->
  derivable_pt_lim (fun u => total (fun a => f a u) l) x (total f' l).
Proof.
  induction l as [|a l IH]; intros slopes; [exact (derivable_pt_lim_const 0 x)|].
  apply (derivable_pt_lim_plus (f a) (fun u => total (fun a => f a u) l)).
  - apply slopes. now left.
  - apply IH. intros b inside. apply slopes. now right.
Qed.

(* Functions that are the same everywhere have the same derivatives. *)
Lemma derivative_equal (f g : R -> R) x l : (forall u, f u = g u) -> derivable_pt_lim f x l -> derivable_pt_lim g x l.
Proof.
  intros same slope eps small. destruct (slope eps small) as [delta near]. exists delta.
  intros h some close. rewrite <- !same. now apply near.
Qed.

(* Probabilities that sum to 1 whatever the parameter: sum_a p_a (log p_a)' = (sum_a p_a)' = 0. *)
Lemma scores_balance {A} (p : A -> R -> R) (s : A -> R) x l :
  (forall a u, In a l -> 0 < p a u) -> (forall u, total (fun a => p a u) l = 1) ->
  (forall a, In a l -> derivable_pt_lim (fun u => ln (p a u)) x (s a)) ->
  total (fun a => p a x * s a) l = 0.
Proof.
  intros positive one slopes. apply (uniqueness_limite (fun _ => 1) x); [|apply derivable_pt_lim_const].
  apply (derivative_equal (fun u => total (fun a => p a u) l)); [exact one|].
  apply (derivative_of_total p (fun a => p a x * s a)). intros a inside. apply derivative_from_log; auto.
Qed.

(* The score identity: E[d log pi(y)/dx] = 0. *)
Theorem expected_score_is_zero : forall (t : tree) (x : R) (s : list token -> R),
  policy t -> score t x s -> E x t s = 0.
Proof.
  intros t x s valid slopes. apply (scores_balance (fun y u => pi u y)); [| |exact slopes].
  - intros y u. now apply pi_positive.
  - intros u. rewrite <- (E_one u t valid). apply total_equal. intros. ring.
Qed.

(* For the sum of log-probabilities, expectation: E[R_traj] = -H(pi). *)
Theorem expected_trajectory_sum_is_negative_entropy : forall (t : tree) (x : R),
  policy t -> E x t (R_traj x) = - completion_entropy x t.
Proof.
  intros t x valid. unfold completion_entropy, entropy. rewrite map_map, Ropp_involutive.
  apply total_equal. intros y inside. now rewrite (R_traj_is_log_pi x t).
Qed.

(* ... and gradient: g[R_traj] = -dH(pi)/dx, although the policy gradient takes the reward as a constant. *)
Theorem trajectory_policy_gradient_is_entropy_gradient : forall (t : tree) (x : R) (s : list token -> R),
  policy t -> score t x s ->
  derivable_pt_lim (fun u => - completion_entropy u t) x (policy_gradient x t (R_traj x) s).
Proof.
  intros t x s valid slopes.
  apply (derivative_equal (fun u => total (fun y => pi u y * ln (pi u y)) (completions t))).
  { intros u. unfold completion_entropy, entropy. now rewrite map_map, Ropp_involutive. }
  (* (pi log pi)' = pi s log pi + pi s, and the second term is expected to be 0. *)
  assert (policy_gradient x t (R_traj x) s
    = total (fun y => pi x y * s y * ln (pi x y) + pi x y * s y) (completions t)) as ->.
  { rewrite total_plus. fold (E x t s). rewrite expected_score_is_zero by assumption.
    rewrite Rplus_0_r. apply total_equal. intros y inside. rewrite (R_traj_is_log_pi x t) by assumption. ring. }
  apply (derivative_of_total (fun y u => pi u y * ln (pi u y))). intros y inside.
  apply (derivable_pt_lim_mult (fun u => pi u y) (fun u => ln (pi u y)) x (pi x y * s y) (s y)); [|now apply slopes].
  apply derivative_from_log; [|now apply slopes]. intros u. now apply (pi_positive u t).
Qed.

(* s is the score of a symbol: the derivative of its log-probability, wherever it may be drawn. *)
Definition token_score (t : tree) (x : R) (s : symbol -> R) : Prop :=
  forall ps p, In ps (nodes t) -> In p ps -> derivable_pt_lim (fun u => ln (p u)) x (s p).

(* A reward that is a sum over tokens of something of the distribution that each was drawn from. *)
Definition summed (x : R) (of : list R -> R) (y : list token) : R := total (fun k => of (probabilities x (from k))) y.

(* sum_t s(y_t) sum_{u > t} of(p_u): the score of each token times what comes after it. *)
Fixpoint credited (x : R) (of : list R -> R) (s : symbol -> R) (y : list token) : R :=
  match y with [] => 0 | k :: later => s (drawn k) * summed x of later + credited x of s later end.

Lemma token_score_next b x s e : token_score (next b) x s -> In e b ->
  derivable_pt_lim (fun u => ln (fst e u)) x (s (fst e)) /\ token_score (snd e) x s.
Proof.
  intros slopes inside. split.
  - apply (slopes (map fst b)); [now left|now apply in_map].
  - intros ps p ps_in. apply slopes. right. apply in_flat_map. now exists e.
Qed.

(* d log pi(y) = sum_t d log p_t(y_t) *)
Lemma token_scores_add_up t x s : policy t -> token_score t x s -> score t x (total (fun k => s (drawn k))).
Proof.
  intros valid slopes y inside. apply (derivative_equal (fun u => total (fun k : token => ln (drawn k u)) y)).
  { intros u. now rewrite <- (R_traj_is_log_pi u t). }
  apply (derivative_of_total (fun k u => ln (drawn k u)) (fun k => s (drawn k))).
  clear valid. revert t slopes y inside. fix all 1. intros [|b] slopes y inside k k_in.
  - destruct inside as [<-|[]]. destruct k_in.
  - simpl in inside. apply in_flat_map in inside as [e [e_in inside]].
    apply in_map_iff in inside as [rest [<- inside]]. destruct (token_score_next b x s e slopes e_in) as [here below].
    destruct k_in as [<-|k_in]; [exact here|].
    clear slopes. induction b as [|[p t] b IH]; [destruct e_in|].
    destruct e_in as [<-|e_in]; [exact (all t below rest inside k k_in)|exact (IH e_in)].
Qed.

(* What any reward summed over tokens is credited with, when it is taken as a constant: only what comes after a token.
   What comes before or with it has no covariance with its score. *)
Lemma summed_rewards_credit_what_follows (t : tree) (x : R) (of : list R -> R) (s : list token -> R) (s' : symbol -> R) :
  policy t -> score t x s -> token_score t x s' ->
  policy_gradient x t (summed x of) s = E x t (credited x of s').
Proof.
  intros valid slopes slopes'. transitivity (policy_gradient x t (summed x of) (total (fun k => s' (drawn k)))).
  { apply E_equal. intros y inside. f_equal.
    exact (uniqueness_limite _ _ _ _ (slopes y inside) (token_scores_add_up t x s' valid slopes' y inside)). }
  clear s slopes. revert t valid slopes'. apply (policy_induction (fun t => token_score t x s' ->
    policy_gradient x t (summed x of) (total (fun k => s' (drawn k))) = E x t (credited x of s'))).
  { intros _. unfold policy_gradient. rewrite !E_stop. unfold summed, total. simpl. ring. }
  intros b valid IH slopes. unfold policy_gradient in *. rewrite !E_next.
  set (here := of (probabilities x (map fst b))).
  (* The reward at this node is the same whatever is drawn, so that its scores balance. *)
  assert (balance : total (fun e : symbol * tree => fst e x * s' (fst e)) b = 0).
  { apply (scores_balance (fun (e : symbol * tree) u => fst e u)).
    - intros e u inside. apply (valid u). now apply in_map.
    - intros u. now apply chances_sum_to_one.
    - intros e inside. exact (proj1 (token_score_next b x s' e slopes inside)). }
  symmetry. rewrite <- (Rplus_0_l (total _ b)), <- (Rmult_0_r here), <- balance, <- total_scale, <- total_plus.
  apply total_equal. intros e inside. destruct (IH e inside) as [valid' IHe].
  destruct (token_score_next b x s' e slopes inside) as [_ slopes']. specialize (IHe slopes').
  pose proof (expected_score_is_zero _ x _ valid' (token_scores_add_up _ x s' valid' slopes')) as zero.
  symmetry. transitivity (fst e x * E x (snd e) (fun y => here * s' (fst e) + (here * total (fun k => s' (drawn k)) y
    + (s' (fst e) * summed x of y + summed x of y * total (fun k => s' (drawn k)) y)))).
  { f_equal. apply E_equal. intros y _. unfold summed, total. simpl. fold here. ring. }
  rewrite !E_plus, !E_scale, zero, IHe, E_constant by assumption. simpl. rewrite E_plus, E_scale. ring.
Qed.

(* -H and KL(U || .) of each token's distribution. *)
Theorem token_entropy_credits_what_follows : forall (t : tree) (x : R) (s : list token -> R) (s' : symbol -> R),
  policy t -> score t x s -> token_score t x s' ->
  policy_gradient x t (R_tok x) s = E x t (credited x (fun p => - entropy p) s').
Proof.
  intros t x s s' valid slopes slopes'. rewrite <- (summed_rewards_credit_what_follows t x _ s s' valid slopes slopes').
  apply E_equal. intros y _. f_equal. unfold R_tok, token_sum, entropies, summed, total.
  induction y as [|k y IH]; simpl; [ring|]. rewrite <- IH. ring.
Qed.

Theorem self_certainty_credits_what_follows : forall (t : tree) (x : R) (s : list token -> R) (s' : symbol -> R),
  policy t -> score t x s -> token_score t x s' ->
  policy_gradient x t (summed x self_certainty) s = E x t (credited x self_certainty s').
Proof. intros. now apply summed_rewards_credit_what_follows. Qed.

(* Logits that depend on the parameter, and the probabilities that they give to symbols labelled 0, 1, ... *)
Definition numbered {A : Type} (z : list A) : list (nat * A) := combine (seq 0 (length z)) z.
Definition softened (z : list (R -> R)) : list symbol :=
  map (fun f => labelled (fst f) (fun u => exp (snd f u) / total (fun g => exp (g u)) z)) (numbered z).

Lemma map_numbered {A B : Type} (f : A -> B) z : map (fun e => f (snd e)) (numbered z) = map f z.
Proof.
  unfold numbered. generalize 0%nat. induction z as [|a z IH]; intros k; [reflexivity|]. simpl. now rewrite IH.
Qed.

Lemma softened_is_softmax u z : probabilities u (softened z) = softmax (map (fun f => f u) z).
Proof.
  unfold probabilities, softened, softmax, total. rewrite !map_map. simpl.
  apply (map_numbered (fun f => exp (f u) / sum (map (fun g => exp (g u)) z))).
Qed.

Lemma total_exp_positive u (z : list (R -> R)) : z <> [] -> 0 < total (fun g => exp (g u)) z.
Proof.
  unfold total. destruct z as [|f z]; [tauto|]. intros _. simpl. pose proof (exp_pos (f u)).
  induction z as [|g z IH]; simpl; [lra|]. pose proof (exp_pos (g u)). lra.
Qed.

(* Such policies satisfy what is assumed here: their probabilities are positive and sum to 1, ... *)
Theorem softmax_is_a_distribution : forall z : list (R -> R), z <> [] -> distribution (softened z).
Proof.
  intros z some u. pose proof (total_exp_positive u z some) as positive. split.
  - intros p inside. apply in_map_iff in inside as [f [<- _]]. simpl. apply Rdiv_lt_0_compat; [apply exp_pos|exact positive].
  - unfold probabilities, softened. rewrite map_map. simpl.
    rewrite (map_numbered (fun f => exp (f u) / total (fun g => exp (g u)) z)).
    fold (total (fun f => exp (f u) / total (fun g => exp (g u)) z) z).
    rewrite (total_equal _ (fun f => / total (fun g => exp (g u)) z * exp (f u))) by (intros; unfold Rdiv; ring).
    rewrite total_scale. field. lra.
Qed.

(* ... and have scores where the logits have derivatives: (log p_j)' = z_j' - sum_k p_k z_k'. *)
Theorem softmax_has_a_score : forall (z : list (R -> R)) (z' : (R -> R) -> R) (x : R),
  (forall f, In f z -> derivable_pt_lim f x (z' f)) ->
  forall f, In f z -> derivable_pt_lim (fun u => ln (exp (f u) / total (fun g => exp (g u)) z)) x
    (z' f - total (fun g => exp (g x) / total (fun g => exp (g x)) z * z' g) z).
Proof.
  intros z z' x slopes f inside.
  assert (some : z <> []) by (intros empty; subst z; destruct inside).
  apply (derivative_equal (fun u => f u - ln (total (fun g => exp (g u)) z))).
  { intros u. unfold Rdiv. rewrite ln_mult, ln_Rinv, ln_exp; try apply Rinv_0_lt_compat;
      auto using exp_pos, total_exp_positive. }
  apply (derivable_pt_lim_minus f (fun u => ln (total (fun g => exp (g u)) z))); [now apply slopes|].
  assert (total (fun g => exp (g x) / total (fun g => exp (g x)) z * z' g) z
    = / total (fun g => exp (g x)) z * total (fun g => exp (g x) * z' g) z) as ->.
  { rewrite <- total_scale. apply total_equal. intros. unfold Rdiv. ring. }
  apply (derivable_pt_lim_comp (fun u => total (fun g => exp (g u)) z) ln).
  - apply (derivative_of_total (fun g u => exp (g u)) (fun g => exp (g x) * z' g)). intros g g_in.
    apply (derivable_pt_lim_comp g exp); [now apply slopes|apply derivable_pt_lim_exp].
  - apply derivable_pt_lim_ln. now apply total_exp_positive.
Qed.
