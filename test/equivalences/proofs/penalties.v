(* The penalties k1, k2 and k3 as losses and as values, in one real parameter x of the policy, at a prefix. *)
Require Import formula trajectories trajectory_gradients.

(* A token that may come after a prefix: its probability, and the reference's. *)
Notation outcome := (symbol * R)%type.
Definition now (u : R) (l : list outcome) : list R := probabilities u (map fst l).
Definition reference (l : list outcome) : list R := map snd l.
Definition referenced (l : list outcome) : Prop := distribution (map fst l) /\ forall r, In r (reference l) -> 0 < r.

(* d = log ref - log p *)
Definition log_ratio (u : R) (e : outcome) : R := ln (snd e) - ln (fst e u).

(* E[k(d)]: drawn at x, which is a constant, and penalized at u. A loss's expected gradient at x is the derivative by u
   at x, and its expected value is that at u = x. *)
Definition penalty (k : R -> R) (x : R) (l : list outcome) (u : R) : R :=
  total (fun e : outcome => fst e x * k (log_ratio u e)) l.

(* The score of what is drawn: the derivative of its log-probability at x. *)
Definition outcome_score (l : list outcome) (x : R) (s : outcome -> R) : Prop :=
  forall e, In e l -> derivable_pt_lim (fun u => ln (fst e u)) x (s e).

(* k3 >= 0 *)
Theorem k3_is_nonnegative : forall d : R, 0 <= k3 d.
Proof. intros d. unfold k3. pose proof (exp_ineq1_le d). lra. Qed.

(* k1' = -1, k2' = d, k3' = e^d - 1, and d' is the score, negated. *)
Lemma derivative_of_penalty (k k' : R -> R) (r : R) (p : chance) x s :
  (forall y, derivable_pt_lim k y (k' y)) -> derivable_pt_lim (fun u => ln (p u)) x s ->
  derivable_pt_lim (fun u => k (ln r - ln (p u))) x (k' (ln r - ln (p x)) * - s).
Proof.
  intros inner slope. apply (derivable_pt_lim_comp (fun u => ln r - ln (p u)) k); [|apply inner].
  rewrite <- (Rminus_0_l s).
  apply (derivable_pt_lim_minus (fct_cte (ln r)) (fun u => ln (p u))); [apply derivable_pt_lim_const|exact slope].
Qed.

Lemma derivative_of_k1 y : derivable_pt_lim k1 y (-1).
Proof. apply (derivable_pt_lim_opp id), derivable_pt_lim_id. Qed.

Lemma derivative_of_k2 y : derivable_pt_lim k2 y y.
Proof.
  apply (derivative_equal (mult_real_fct (/ 2) Rsqr)); [intros u; unfold mult_real_fct, k2, Rsqr; field|].
  replace y with (/ 2 * (2 * y)) at 2 by field. apply derivable_pt_lim_scal, derivable_pt_lim_Rsqr.
Qed.

Lemma derivative_of_k3 y : derivable_pt_lim k3 y (exp y - 1).
Proof.
  replace (exp y - 1) with (exp y - 1 - 0) by ring.
  apply (derivable_pt_lim_minus (fun u => exp u - u) (fct_cte 1)); [|apply derivable_pt_lim_const].
  apply (derivable_pt_lim_minus exp id); [apply derivable_pt_lim_exp|apply derivable_pt_lim_id].
Qed.

Lemma divergence_is_total {A} (p q : A -> R) l :
  divergence (map p l) (map q l) = total (fun a => p a * (ln (p a) - ln (q a))) l.
Proof. unfold divergence, total. f_equal. induction l as [|a l IH]; [reflexivity|]. simpl. now rewrite IH. Qed.

(* Whatever is drawn: tokens after a prefix, or whole completions. *)
Section Penalties.
  Context {A : Type} (p : A -> chance) (r : A -> R) (s : A -> R) (x : R) (l : list A).
  Hypothesis positive : forall a u, In a l -> 0 < p a u.
  Hypothesis one : forall u, total (fun a => p a u) l = 1.
  Hypothesis reference_positive : forall a, In a l -> 0 < r a.
  Hypothesis slopes : forall a, In a l -> derivable_pt_lim (fun u => ln (p a u)) x (s a).
  Let penalized (k : R -> R) (u : R) : R := total (fun a => p a x * k (ln (r a) - ln (p a u))) l.
  Let chances (u : R) : list R := map (fun a => p a u) l.
  Let references : list R := map r l.

  Lemma balance : total (fun a => p a x * s a) l = 0.
  Proof. now apply scores_balance. Qed.

  Lemma penalized_derivative k k' : (forall y, derivable_pt_lim k y (k' y)) ->
    derivable_pt_lim (penalized k) x (total (fun a => p a x * (k' (ln (r a) - ln (p a x)) * - s a)) l).
  Proof.
    intros inner. apply (derivative_of_total (fun a u => p a x * k (ln (r a) - ln (p a u)))). intros a inside.
    apply (derivable_pt_lim_scal (fun u => k (ln (r a) - ln (p a u)))), derivative_of_penalty; auto.
  Qed.

  Lemma k1_gradient : derivable_pt_lim (penalized k1) x 0.
  Proof.
    rewrite <- balance. rewrite (total_equal _ (fun a => p a x * (-1 * - s a))) by (intros; ring).
    exact (penalized_derivative k1 (fun _ => -1) derivative_of_k1).
  Qed.

  Let forward : R := total (fun a => p a x * ((ln (r a) - ln (p a x)) * - s a)) l.
  Let backward : R := total (fun a => p a x * ((exp (ln (r a) - ln (p a x)) - 1) * - s a)) l.

  Lemma k2_gradient : derivable_pt_lim (penalized k2) x forward.
  Proof. exact (penalized_derivative k2 id derivative_of_k2). Qed.

  Lemma k3_gradient : derivable_pt_lim (penalized k3) x backward.
  Proof. exact (penalized_derivative k3 (fun y => exp y - 1) derivative_of_k3). Qed.

  (* (p (log p - log r))' = p s (log p - log r) + p s, and the second term sums to 0. *)
  Lemma divergence_gradient : derivable_pt_lim (fun u => divergence (chances u) references) x forward.
  Proof.
    apply (derivative_equal (fun u => total (fun a => p a u * (ln (p a u) - ln (r a))) l)).
    { intros u. symmetry. apply (divergence_is_total (fun a => p a u)). }
    assert (forward = total (fun a => p a x * s a * (ln (p a x) - ln (r a)) + p a x * (s a - 0)) l) as ->.
    { rewrite total_plus, (total_equal (fun a => p a x * (s a - 0)) (fun a => p a x * s a)) by (intros; ring).
      rewrite balance, Rplus_0_r. apply total_equal. intros. ring. }
    apply (derivative_of_total (fun a u => p a u * (ln (p a u) - ln (r a)))). intros a inside.
    apply (derivable_pt_lim_mult (p a) (fun u => ln (p a u) - ln (r a))); [apply derivative_from_log; auto|].
    apply (derivable_pt_lim_minus (fun u => ln (p a u)) (fct_cte (ln (r a)))); [auto|apply derivable_pt_lim_const].
  Qed.

  (* p e^d = r *)
  Lemma reweighted a : In a l -> p a x * exp (ln (r a) - ln (p a x)) = r a.
  Proof.
    intros inside. unfold Rminus. rewrite exp_plus, exp_Ropp, !exp_ln by auto. specialize (positive a x inside).
    field. lra.
  Qed.

  Lemma reverse_divergence_gradient : derivable_pt_lim (fun u => divergence references (chances u)) x backward.
  Proof.
    apply (derivative_equal (fun u => total (fun a => r a * (ln (r a) - ln (p a u))) l)).
    { intros u. symmetry. apply (divergence_is_total r (fun a => p a u)). }
    assert (backward = total (fun a => r a * (0 - s a)) l) as ->.
    { transitivity (total (fun a => r a * (0 - s a) + p a x * s a) l).
      - apply total_equal. intros a inside. rewrite <- (reweighted a inside) at 2. ring.
      - rewrite total_plus, balance. ring. }
    apply (derivative_of_total (fun a u => r a * (ln (r a) - ln (p a u)))). intros a inside.
    apply (derivable_pt_lim_scal (fun u => ln (r a) - ln (p a u))).
    apply (derivable_pt_lim_minus (fct_cte (ln (r a))) (fun u => ln (p a u))); [apply derivable_pt_lim_const|auto].
  Qed.

  Lemma k1_value : penalized k1 x = divergence (chances x) references.
  Proof.
    unfold chances, references. rewrite divergence_is_total. apply total_equal. intros. unfold k1. ring.
  Qed.

  Lemma k3_value : sum references = 1 -> penalized k3 x = divergence (chances x) references.
  Proof.
    intros all. rewrite <- k1_value.
    transitivity (total (fun a => p a x * k1 (ln (r a) - ln (p a x)) + (r a + -1 * p a x)) l).
    - apply total_equal. intros a inside. rewrite <- (reweighted a inside) at 3. unfold k1, k3. ring.
    - rewrite !total_plus, total_scale, one. unfold penalized, total at 2. fold references. rewrite all. ring.
  Qed.
End Penalties.

Lemma now_is u (l : list outcome) : now u l = map (fun e : outcome => fst e u) l.
Proof. apply map_map. Qed.

Lemma outcomes l : referenced l -> (forall (e : outcome) u, In e l -> 0 < fst e u) /\
  (forall u, total (fun e : outcome => fst e u) l = 1) /\ (forall e : outcome, In e l -> 0 < snd e).
Proof.
  intros [valid others]. split; [|split].
  - intros e u inside. apply (valid u). now apply in_map.
  - intros u. unfold total. rewrite <- now_is. apply (valid u).
  - intros e inside. apply others. now apply in_map.
Qed.

(* grad E[k1] = 0, *)
Theorem k1_has_no_gradient : forall (l : list outcome) (x : R) (s : outcome -> R),
  referenced l -> outcome_score l x s -> derivable_pt_lim (penalty k1 x l) x 0.
Proof.
  intros l x s valid slopes. destruct (outcomes l valid) as (positive & one & _). now apply (k1_gradient (fun e : outcome => likely (fst e)) snd s).
Qed.

(* grad E[k2] = grad KL(p || ref), *)
Theorem k2_has_the_divergence_gradient : forall (l : list outcome) (x : R) (s : outcome -> R),
  referenced l -> outcome_score l x s -> exists g : R,
  derivable_pt_lim (penalty k2 x l) x g /\ derivable_pt_lim (fun u => divergence (now u l) (reference l)) x g.
Proof.
  intros l x s valid slopes. destruct (outcomes l valid) as (positive & one & _). eexists.
  split; [now apply (k2_gradient (fun e : outcome => likely (fst e)) snd s)|].
  apply (derivative_equal (fun u => divergence (map (fun e : outcome => fst e u) l) (map snd l))).
  - intros u. now rewrite now_is.
  - now apply (divergence_gradient (fun e : outcome => likely (fst e)) snd s).
Qed.

(* grad E[k3] = grad KL(ref || p), *)
Theorem k3_has_the_reverse_divergence_gradient : forall (l : list outcome) (x : R) (s : outcome -> R),
  referenced l -> outcome_score l x s -> exists g : R,
  derivable_pt_lim (penalty k3 x l) x g /\ derivable_pt_lim (fun u => divergence (reference l) (now u l)) x g.
Proof.
  intros l x s valid slopes. destruct (outcomes l valid) as (positive & one & others). eexists.
  split; [now apply (k3_gradient (fun e : outcome => likely (fst e)) snd s)|].
  apply (derivative_equal (fun u => divergence (map snd l) (map (fun e : outcome => fst e u) l))).
  - intros u. now rewrite now_is.
  - now apply (reverse_divergence_gradient (fun e : outcome => likely (fst e)) snd s).
Qed.

(* and E[k1] = E[k3] = KL(p || ref). *)
Theorem k1_and_k3_are_unbiased : forall (l : list outcome) (x : R), referenced l -> sum (reference l) = 1 ->
  penalty k1 x l x = divergence (now x l) (reference l) /\ penalty k3 x l x = divergence (now x l) (reference l).
Proof.
  intros l x valid all. destruct (outcomes l valid) as (positive & one & others). rewrite now_is.
  split; [exact (k1_value (fun e : outcome => likely (fst e)) snd x l)|now apply (k3_value (fun e : outcome => likely (fst e)) snd)].
Qed.
