(* The penalties of whole completions: of d = log ref - log p, summed over their tokens. *)
Require Import formula sums trajectories trajectory_gradients penalties.

(* A whole completion, and the reference's probability of each of its tokens. *)
Notation comparison := (list token * list R)%type.
Definition compared (t : tree) (l : list comparison) : Prop :=
  map fst l = completions t /\ forall y r, In (y, r) l -> length r = length y /\ forall q, In q r -> 0 < q.
Definition product (v : list R) : R := fold_right Rmult 1 v.
Definition pi_now (u : R) (l : list comparison) : list R := map (fun c => pi u (fst c)) l.
Definition pi_reference (l : list comparison) : list R := map (fun c => product (snd c)) l.

(* d, summed over the tokens of a completion, and E[k(sum_t d_t)]. *)
Definition summed_log_ratio (u : R) (c : comparison) : R :=
  sum (zip (fun r p => ln r - ln p) (snd c) (probabilities u (map drawn (fst c)))).
Definition sequence_penalty (k : R -> R) (x : R) (l : list comparison) (u : R) : R :=
  total (fun c => pi x (fst c) * k (summed_log_ratio u c)) l.

Lemma product_positive r : (forall q, In q r -> 0 < q) -> 0 < product r.
Proof.
  unfold product. induction r as [|q r IH]; intros positive; simpl; [lra|].
  apply Rmult_lt_0_compat; [apply positive; now left|]. apply IH. intros o inside. apply positive. now right.
Qed.

Lemma ln_product r : (forall q, In q r -> 0 < q) -> ln (product r) = sum (map ln r).
Proof.
  induction r as [|q r IH]; intros positive; [exact ln_1|].
  assert (later : forall o, In o r -> 0 < o) by (intros o inside; apply positive; now right).
  change (ln (q * product r) = ln q + sum (map ln r)). rewrite <- IH by assumption.
  apply ln_mult; [apply positive; now left|now apply product_positive].
Qed.

Lemma sum_of_log_ratios r : forall v, length r = length v ->
  sum (zip (fun x y => ln x - ln y) r v) = sum (map ln r) - sum (map ln v).
Proof.
  induction r as [|q r IH]; intros [|p v] same; try discriminate same; simpl; [ring|].
  rewrite IH by naturals. ring.
Qed.

(* sum_t d_t = log ref(y) - log pi(y) *)
Lemma summed_log_ratio_is t l u c : policy t -> compared t l -> In c l ->
  summed_log_ratio u c = ln (product (snd c)) - ln (pi u (fst c)).
Proof.
  intros valid [same below] inside. destruct c as [y r]. destruct (below y r inside) as [lengths positive].
  assert (y_in : In y (completions t)) by (rewrite <- same; exact (in_map fst l _ inside)).
  unfold summed_log_ratio. simpl. rewrite ln_product by assumption. rewrite <- (R_traj_is_log_pi u t) by assumption.
  rewrite sum_of_log_ratios by (unfold probabilities; now rewrite !map_length).
  unfold R_traj, trajectory_sum, logprobs, probabilities. now rewrite !map_map.
Qed.

Lemma sequence_penalty_is t l k x u : policy t -> compared t l ->
  sequence_penalty k x l u = total (fun c => pi x (fst c) * k (ln (product (snd c)) - ln (pi u (fst c)))) l.
Proof.
  intros valid pairs. apply total_equal. intros c inside. now rewrite (summed_log_ratio_is t l u c).
Qed.

Lemma comparisons t l : policy t -> compared t l -> (forall c u, In c l -> 0 < pi u (fst c)) /\
  (forall u, total (fun c : comparison => pi u (fst c)) l = 1) /\ (forall c, In c l -> 0 < product (snd c)).
Proof.
  intros valid [same below]. split; [|split].
  - intros c u inside. apply (pi_positive u t valid). rewrite <- same. now apply in_map.
  - intros u. rewrite <- (total_map fst (pi u)), same, <- (E_one u t valid). apply total_equal. intros. ring.
  - intros [y r] inside. apply product_positive, (below y r inside).
Qed.

(* The gradients are those at a prefix, *)
Theorem summed_penalties_have_divergence_gradients :
  forall (t : tree) (l : list comparison) (x : R) (s : list token -> R),
  policy t -> compared t l -> score t x s ->
  derivable_pt_lim (sequence_penalty k1 x l) x 0 /\
  (exists g : R, derivable_pt_lim (sequence_penalty k2 x l) x g /\
    derivable_pt_lim (fun u => divergence (pi_now u l) (pi_reference l)) x g) /\
  (exists g : R, derivable_pt_lim (sequence_penalty k3 x l) x g /\
    derivable_pt_lim (fun u => divergence (pi_reference l) (pi_now u l)) x g).
Proof.
  intros t l x s valid pairs scores. destruct (comparisons t l valid pairs) as (positive & one & others).
  assert (slopes : forall c, In c l -> derivable_pt_lim (fun u => ln (pi u (fst c))) x (s (fst c))).
  { intros c inside. apply scores. rewrite <- (proj1 pairs). now apply in_map. }
  assert (is : forall k u, total (fun c => pi x (fst c) * k (ln (product (snd c)) - ln (pi u (fst c)))) l
    = sequence_penalty k x l u) by (intros; symmetry; now apply (sequence_penalty_is t)).
  set (p := fun (c : comparison) u => pi u (fst c)). set (r := fun c : comparison => product (snd c)).
  set (s' := fun c : comparison => s (fst c)). split; [|split].
  - apply (derivative_equal _ _ _ _ (is k1)). now apply (k1_gradient p r s').
  - eexists. split; [apply (derivative_equal _ _ _ _ (is k2)); now apply (k2_gradient p r s')|].
    now apply (divergence_gradient p r s').
  - eexists. split; [apply (derivative_equal _ _ _ _ (is k3)); now apply (k3_gradient p r s')|].
    now apply (reverse_divergence_gradient p r s').
Qed.

(* and so are the values. *)
Theorem summed_k1_and_k3_are_unbiased : forall (t : tree) (l : list comparison) (x : R),
  policy t -> compared t l -> sum (pi_reference l) = 1 ->
  sequence_penalty k1 x l x = divergence (pi_now x l) (pi_reference l) /\
  sequence_penalty k3 x l x = divergence (pi_now x l) (pi_reference l).
Proof.
  intros t l x valid pairs all. destruct (comparisons t l valid pairs) as (positive & one & others).
  rewrite !(sequence_penalty_is t) by assumption. set (p := fun (c : comparison) u => pi u (fst c)).
  set (r := fun c : comparison => product (snd c)).
  split; [exact (k1_value p r x l)|now apply (k3_value p r)].
Qed.
