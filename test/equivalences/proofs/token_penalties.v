(* Penalties of single tokens: where, summed or averaged over a completion, they are not those of the whole of it. *)
Require Import formula sums trajectories trajectory_gradients temperature penalties sequence_penalties.

(* k(d_t), by token. *)
Definition token_penalties (k : R -> R) (u : R) (c : comparison) : list R :=
  zip (fun r p => k (ln r - ln p)) (snd c) (probabilities u (map drawn (fst c))).

(* E[sum_t k(d_t)] and E[1/T sum_t k(d_t)]: drawn at x, which is a constant, and penalized at u. *)
Definition summed_penalty (k : R -> R) (x : R) (l : list comparison) (u : R) : R :=
  total (fun c => pi x (fst c) * sum (token_penalties k u c)) l.
Definition mean_penalty (k : R -> R) (x : R) (l : list comparison) (u : R) : R :=
  total (fun c => pi x (fst c) * mean (token_penalties k u c)) l.

(* A probability p whose logit is moved by u. *)
Definition moved (p : R) : chance := fun u => p * exp u / (p * exp u + (1 - p)).

(* After A comes one more token, A or B; after B none: the completions are AA, AB and B. *)
Definition two_tokens (q c : chance) : tree :=
  next [(labelled 0 q, next [(labelled 0 c, stop); (labelled 1 (fun u => 1 - c u), stop)]); (labelled 1 (fun u => 1 - q u), stop)].

(* With a reference whose probability of A is r, and then b. *)
Definition against (q c : chance) (r b : R) : list comparison :=
  combine (completions (two_tokens q c)) [[r; b]; [r; 1 - b]; [1 - r]].

(* Stop, or one more token, which is forced. *)
Definition stop_or_forced (q : chance) : tree := 
  next [(labelled 0 q, stop); (labelled 1 (fun u => 1 - q u), next [(labelled 0 (fun _ => 1), stop)])].

Lemma slope_plus f g x l m :
  derivable_pt_lim f x l -> derivable_pt_lim g x m -> derivable_pt_lim (fun u => f u + g u) x (l + m).
Proof. apply derivable_pt_lim_plus. Qed.

Lemma slope_minus f g x l m :
  derivable_pt_lim f x l -> derivable_pt_lim g x m -> derivable_pt_lim (fun u => f u - g u) x (l - m).
Proof. apply derivable_pt_lim_minus. Qed.

Lemma slope_scale c f x l : derivable_pt_lim f x l -> derivable_pt_lim (fun u => c * f u) x (c * l).
Proof. apply derivable_pt_lim_scal. Qed.

Lemma slope_product f g x l m :
  derivable_pt_lim f x l -> derivable_pt_lim g x m -> derivable_pt_lim (fun u => f u * g u) x (l * g x + f x * m).
Proof. apply derivable_pt_lim_mult. Qed.

Lemma slope_constant c x : derivable_pt_lim (fun _ => c) x 0.
Proof. apply derivable_pt_lim_const. Qed.

Lemma slope_is f x l m : derivable_pt_lim f x l -> l = m -> derivable_pt_lim f x m.
Proof. now intros slope <-. Qed.

Section Moved.
  Variable p : R.
  Hypothesis inside : 0 < p < 1.

  Lemma weight_positive u : 0 < p * exp u.
  Proof. apply Rmult_lt_0_compat; [lra|apply exp_pos]. Qed.

  Lemma moved_inside u : 0 < moved p u < 1.
  Proof.
    pose proof (weight_positive u). unfold moved. split; [apply Rdiv_lt_0_compat; lra|].
    apply (Rmult_lt_reg_r (p * exp u + (1 - p))); [lra|]. field_simplify; lra.
  Qed.

  Lemma moved_not : moved p 0 = p.
  Proof. unfold moved. rewrite exp_0. field. lra. Qed.

  Lemma slope_of_moved : derivable_pt_lim (moved p) 0 (p * (1 - p)).
  Proof.
    assert (e : derivable_pt_lim (fun u => p * exp u) 0 (p * 1)).
    { rewrite <- exp_0. apply slope_scale, derivable_pt_lim_exp. }
    eapply slope_is.
    - apply (derivable_pt_lim_div (fun u => p * exp u) (fun u => p * exp u + (1 - p))); [exact e| |].
      + apply slope_plus; [exact e|apply slope_constant].
      + pose proof (weight_positive 0). lra.
    - rewrite exp_0. unfold Rsqr. field. lra.
  Qed.

  Lemma slope_of_rest : derivable_pt_lim (fun u => 1 - moved p u) 0 (- (p * (1 - p))).
  Proof. rewrite <- Rminus_0_l. apply slope_minus; [apply slope_constant|exact slope_of_moved]. Qed.

  Lemma slope_of_ln_moved : derivable_pt_lim (fun u => ln (moved p u)) 0 (1 - p).
  Proof.
    eapply slope_is; [apply (derivable_pt_lim_comp (moved p) ln)|].
    - exact slope_of_moved.
    - apply derivable_pt_lim_ln, moved_inside.
    - rewrite moved_not. field. lra.
  Qed.

  Lemma slope_of_ln_rest : derivable_pt_lim (fun u => ln (1 - moved p u)) 0 (- p).
  Proof.
    eapply slope_is; [apply (derivable_pt_lim_comp (fun u => 1 - moved p u) ln)|].
    - exact slope_of_rest.
    - apply derivable_pt_lim_ln. pose proof (moved_inside 0). lra.
    - rewrite moved_not. field. lra.
  Qed.
End Moved.

(* KL(pi || ref) = KL at the root + q KL after A *)
Lemma divergence_of_two_tokens q c r b : 0 < q < 1 -> 0 < c < 1 -> 0 < r < 1 -> 0 < b < 1 ->
  divergence [q * (c * 1); q * ((1 - c) * 1); (1 - q) * 1] [r * (b * 1); r * ((1 - b) * 1); (1 - r) * 1] =
  divergence [q; 1 - q] [r; 1 - r] + q * divergence [c; 1 - c] [b; 1 - b].
Proof. intros. unfold divergence. simpl. rewrite !Rmult_1_r, !ln_mult by lra. ring. Qed.

Lemma exp_log_ratio x y : 0 < x -> 0 < y -> exp (ln x - ln y) = x / y.
Proof. intros. unfold Rminus. now rewrite exp_plus, exp_Ropp, !exp_ln. Qed.

Lemma divergence_positive a b : 0 < a < 1 -> 0 < b < 1 -> a <> b -> 0 < divergence [a; 1 - a] [b; 1 - b].
Proof.
  intros a_in b_in other. unfold divergence. simpl.
  pose proof (gibbs_term a b) as first. pose proof (gibbs_term (1 - a) (1 - b)) as second.
  destruct (Req_dec (a * (ln a - ln b) - a + b) 0) as [zero|]; [|lra].
  apply gibbs_term_zero in zero; lra.
Qed.

(* Derivatives of what is made of moved probabilities and constants. *)
Ltac slopes := repeat first
  [ apply slope_constant
  | apply slope_of_ln_moved; assumption
  | apply slope_of_ln_rest; assumption
  | apply slope_of_moved; assumption
  | apply slope_of_rest; assumption
  | apply slope_scale
  | apply slope_product
  | apply slope_minus
  | apply slope_plus ].

(* Token-summed k2 or k3 against KL(pi || ref), by the root's logit where the root is its reference and what follows A is
   not: the penalty of the second token is no reason to move the first, the divergence is. *)
Theorem summed_token_penalties_are_not_the_divergence_gradient : forall p a b : R,
  0 < p < 1 -> 0 < a < 1 -> 0 < b < 1 -> a <> b ->
  let l := against (moved p) (fun _ => a) p b in
  derivable_pt_lim (summed_penalty k2 0 l) 0 0 /\ derivable_pt_lim (summed_penalty k3 0 l) 0 0 /\
  derivable_pt_lim (fun u => divergence (pi_now u l) (pi_reference l)) 0
    (p * (1 - p) * divergence [a; 1 - a] [b; 1 - b]) /\
  0 < p * (1 - p) * divergence [a; 1 - a] [b; 1 - b].
Proof.
  intros p a b p_in a_in b_in other l.
  assert (same : forall q, ln q - ln q = 0) by (intros; ring).
  assert (zero : forall k k', (forall y, derivable_pt_lim k y (k' y)) -> k' 0 = 0 ->
    derivable_pt_lim (summed_penalty k 0 l) 0 0).
  { intros k k' inner flat. unfold summed_penalty, token_penalties, total, pi, probabilities. simpl.
    eapply slope_is.
    - repeat first [apply slope_constant | apply slope_scale | apply slope_plus
        | apply (derivative_of_penalty k k'); [exact inner|]; slopes].
    - cbv beta. rewrite moved_not, (same p), (same (1 - p)), flat by assumption. ring. }
  split; [exact (zero k2 id derivative_of_k2 eq_refl)|split].
  { apply (zero k3 (fun y => exp y - 1) derivative_of_k3). rewrite exp_0. ring. }
  split.
  - apply (derivative_equal (fun u => divergence [moved p u; 1 - moved p u] [p; 1 - p]
      + moved p u * divergence [a; 1 - a] [b; 1 - b])).
    { intros u. symmetry. apply divergence_of_two_tokens; try assumption. now apply moved_inside. }
    unfold divergence at 1. simpl. eapply slope_is; [slopes|]. cbv beta. rewrite moved_not by assumption. ring.
  - apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; lra|now apply divergence_positive].
Qed.

(* Token-summed k3 against KL(ref || pi), by the logit of what follows A: the penalty comes to it as often as the policy
   does, the divergence as often as the reference. *)
Theorem summed_k3_is_not_the_reverse_divergence_gradient : forall p r a b : R,
  0 < p < 1 -> 0 < r < 1 -> 0 < a < 1 -> 0 < b < 1 -> p <> r -> a <> b ->
  let l := against (fun _ => p) (moved a) r b in
  derivable_pt_lim (summed_penalty k3 0 l) 0 (p * (a - b)) /\
  derivable_pt_lim (fun u => divergence (pi_reference l) (pi_now u l)) 0 (r * (a - b)) /\
  p * (a - b) <> r * (a - b).
Proof.
  intros p r a b p_in r_in a_in b_in far other l. split; [|split].
  - unfold summed_penalty, token_penalties, total, pi, probabilities. simpl. eapply slope_is.
    + repeat first [apply slope_constant
        | apply (derivative_of_penalty k3 (fun y => exp y - 1)); [exact derivative_of_k3|slopes]
        | apply slope_scale | apply slope_plus].
    + cbv beta. rewrite moved_not, !exp_log_ratio by lra. field. lra.
  - apply (derivative_equal (fun u => divergence [r; 1 - r] [p; 1 - p]
      + r * divergence [b; 1 - b] [moved a u; 1 - moved a u])).
    { intros u. symmetry. apply divergence_of_two_tokens; try assumption. now apply moved_inside. }
    unfold divergence. simpl. eapply slope_is; [slopes|]. ring.
  - intros same. apply Rmult_eq_reg_r in same; lra.
Qed.

(* With 1/T even k1 has a gradient: here by the logit of stopping, which lengths depend on. *)
Theorem mean_k1_has_a_gradient : forall a r : R, 0 < a < 1 -> 0 < r < 1 ->
  let l := combine (completions (stop_or_forced (moved a))) [[r]; [1 - r; 1]] in
  derivable_pt_lim (mean_penalty k1 0 l) 0 (a * (1 - a) / 2) /\ 0 < a * (1 - a) / 2.
Proof.
  intros a r a_in r_in l. split.
  - unfold mean_penalty, token_penalties, total, pi, probabilities, mean, count. simpl. unfold Rdiv. eapply slope_is.
    + repeat first [apply slope_constant
        | apply (derivative_of_penalty k1 (fun _ => -1)); [exact derivative_of_k1|]; slopes
        | apply slope_plus | apply slope_product].
    + cbv beta. rewrite moved_not by assumption. field.
  - pose proof (Rmult_lt_0_compat a (1 - a)). lra.
Qed.
