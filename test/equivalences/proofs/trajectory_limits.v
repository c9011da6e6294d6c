(* Where the rewards of completions part. *)
Require Import formula sums uniform logit_gradients trajectories trajectory_gradients.

(* Completions of one token. *)
Definition one_token (ps : list symbol) : tree := next (map (fun p => (p, stop)) ps).

Lemma one_token_from ps : map fst (map (fun p : symbol => (p, stop)) ps) = ps.
Proof. rewrite map_map. apply map_id. Qed.

Lemma one_token_policy ps : distribution ps -> policy (one_token ps).
Proof.
  intros valid. constructor; [now rewrite one_token_from|].
  clear valid. induction ps as [|p ps IH]; [constructor|exact IH].
Qed.

Lemma one_token_completions ps : completions (one_token ps) = map (fun p => [{| drawn := p; from := ps |}]) ps.
Proof.
  unfold one_token. simpl. rewrite one_token_from. generalize ps at 1 3 as from. intros from.
  induction ps as [|p ps IH]; [reflexivity|]. simpl. f_equal. apply IH.
Qed.

(* With one token, rewards of its distribution are the same for every completion, and have no policy gradient. *)
Theorem one_token_rewards_teach_nothing :
  forall (ps : list symbol) (x : R) (of : list R -> R) (s : list token -> R),
  distribution ps -> score (one_token ps) x s ->
  (forall y, In y (completions (one_token ps)) -> summed x of y = of (probabilities x ps)) /\
  policy_gradient x (one_token ps) (summed x of) s = 0.
Proof.
  intros ps x of s valid slopes. assert (same : forall y, In y (completions (one_token ps)) ->
    summed x of y = of (probabilities x ps)).
  { intros y inside. rewrite one_token_completions in inside. apply in_map_iff in inside as [p [<- _]].
    unfold summed, total. simpl. ring. }
  split; [exact same|]. unfold policy_gradient.
  rewrite (E_equal _ _ _ (fun y => of (probabilities x ps) * s y)) by (intros y inside; now rewrite same).
  rewrite E_scale, expected_score_is_zero; [ring| |exact slopes]. now apply one_token_policy.
Qed.

(* The logits z as their j-th varies, and the policy of one token that they give. *)
Definition varied (z : list R) (j : nat) : list (R -> R) := map (fun k x => nth k (update z j x) 0) (seq 0 (length z)).
Definition by_logit (z : list R) (j : nat) : tree := one_token (softened (varied z j)).

Lemma nth_seq (v : list R) : map (fun k => nth k v 0) (seq 0 (length v)) = v.
Proof. induction v as [|x v IH]; [reflexivity|]. simpl. now rewrite <- seq_shift, map_map, IH. Qed.

Theorem a_logit_varies : forall (z : list R) (j : nat) (x : R),
  probabilities x (softened (varied z j)) = softmax (update z j x).
Proof.
  intros z j x. rewrite softened_is_softmax. f_equal. unfold varied. rewrite map_map, <- (update_length z j x).
  apply nth_seq.
Qed.

Lemma by_logit_policy z j : z <> [] -> policy (by_logit z j).
Proof. intros some. apply one_token_policy, softmax_is_a_distribution. destruct z; [now elim some|discriminate]. Qed.

Lemma one_token_entropy x ps : completion_entropy x (one_token ps) = entropy (probabilities x ps).
Proof.
  unfold completion_entropy, probabilities. rewrite one_token_completions, map_map. f_equal. apply map_ext.
  intros p. unfold pi. simpl. ring.
Qed.

(* But g[R_traj] is -grad H of its distribution, logit by logit, ... *)
Theorem one_token_trajectory_gradient_is_entropy_gradient : forall (z : list R) (j : nat) (s : list token -> R),
  (j < length z)%nat -> score (by_logit z j) (nth j z 0) s ->
  policy_gradient (nth j z 0) (by_logit z j) (R_traj (nth j z 0)) s = - nth j (entropy_gradient (softmax z)) 0.
Proof.
  intros z j s inside slopes.
  apply (uniqueness_limite (fun x => - completion_entropy x (by_logit z j)) (nth j z 0)).
  - apply trajectory_policy_gradient_is_entropy_gradient; [|exact slopes].
    now apply by_logit_policy, (some_of_index z j).
  - apply (derivative_equal (fun x => - entropy (softmax (update z j x)))).
    { intros x. unfold by_logit. now rewrite one_token_entropy, a_logit_varies. }
    apply (derivable_pt_lim_opp (fun x => entropy (softmax (update z j x)))). now apply entropy_has_its_gradient.
Qed.

(* ... which is 0 for the uniform distribution only: p_j (log p_j + H) = 0 makes all p_j the same. *)
Theorem entropy_gradient_vanishes_only_if_uniform : forall p : list R, (forall x, In x p -> 0 < x) -> sum p = 1 ->
  ((forall slope, In slope (entropy_gradient p) -> slope = 0) <-> forall x, In x p -> x = 1 / count p).
Proof.
  intros p positive one. assert (some : p <> []) by (intros empty; subst p; simpl in one; lra).
  pose proof (count_positive p some) as n. split.
  - intros flat. assert (same : forall x, In x p -> x = exp (- entropy p)).
    { intros x inside. pose proof (positive x inside). assert (none : - (x * (ln x + entropy p)) = 0)
        by (apply flat; now apply (in_map (fun x => - (x * (ln x + entropy p))))).
      apply Ropp_eq_0_compat in none. rewrite Ropp_involutive in none.
      apply Rmult_integral in none as [none|none]; [lra|]. rewrite <- (exp_ln x) by assumption. f_equal. lra. }
    assert (count p * exp (- entropy p) = 1) as share.
    { rewrite <- sum_constant, <- one, <- (sum_id p) at 1. apply sum_equal. intros x inside. symmetry. auto. }
    intros x inside. rewrite (same x inside), <- share. field. lra.
  - intros uniform slope inside. apply in_map_iff in inside as [x [<- inside]].
    assert (entropy p = - ln (1 / count p)) as ->.
    { unfold entropy. f_equal. rewrite (sum_equal _ (fun x => ln (1 / count p) * x)).
      - rewrite sum_scale, sum_id, one. ring.
      - intros y inside'. rewrite <- (uniform y inside'). ring. }
    rewrite <- (uniform x inside). ring.
Qed.

Theorem one_token_trajectory_gradient_vanishes_only_if_uniform : forall (z : list R) (s : nat -> list token -> R),
  z <> [] -> (forall j, (j < length z)%nat -> score (by_logit z j) (nth j z 0) (s j)) ->
  ((forall j, (j < length z)%nat -> policy_gradient (nth j z 0) (by_logit z j) (R_traj (nth j z 0)) (s j) = 0) <->
   forall p, In p (softmax z) -> p = 1 / count z).
Proof.
  intros z s some slopes. rewrite <- (softmax_count z).
  rewrite <- entropy_gradient_vanishes_only_if_uniform; [|apply softmax_positive|now apply softmax_sum]. split.
  - intros none slope inside. apply (In_nth _ _ 0) in inside as [j [inside <-]].
    unfold entropy_gradient in inside. rewrite map_length, softmax_length in inside.
    rewrite <- (Ropp_involutive (nth _ _ _)), <- (one_token_trajectory_gradient_is_entropy_gradient z j (s j)) by auto.
    rewrite none by assumption. ring.
  - intros flat j inside. rewrite one_token_trajectory_gradient_is_entropy_gradient by auto.
    rewrite (flat (nth j (entropy_gradient (softmax z)) 0)); [ring|].
    apply nth_In. unfold entropy_gradient. now rewrite map_length, softmax_length.
Qed.

(* The means over tokens. *)
Definition R_traj_mean (x : R) (y : list token) : R := trajectory_mean (logprobs x y).
Definition R_tok_mean (x : R) (y : list token) : R := token_mean (entropies x y).

(* Stop with probability a, else go on to one more token, which is forced. *)
Definition stop_or_forced (a : R) : tree :=
  next [(labelled 0 (fun _ => a), stop); (labelled 1 (fun _ => 1 - a), next [(labelled 0 (fun _ => 1), stop)])].

Lemma stop_or_forced_trajectory a x :
  E x (stop_or_forced a) (R_traj_mean x) = a * ln a + (1 - a) * ln (1 - a) / 2.
Proof.
  unfold E, total, pi, R_traj_mean, trajectory_mean, mean, count, logprobs. simpl. rewrite ln_1. field.
Qed.

Lemma stop_or_forced_token a x :
  E x (stop_or_forced a) (R_tok_mean x) = - (entropy [a; 1 - a] * (1 + a) / 2).
Proof.
  unfold E, total, pi, R_tok_mean, token_mean, mean, count, entropies, entropy, probabilities. simpl.
  rewrite ln_1. field.
Qed.

(* With means over tokens the chain rule fails where lengths vary: here everywhere but at a = 1/2. *)
Theorem means_over_tokens_agree_only_at_half : forall a x : R, 0 < a < 1 ->
  E x (stop_or_forced a) (R_traj_mean x) = a * ln a + (1 - a) * ln (1 - a) / 2 /\
  E x (stop_or_forced a) (R_tok_mean x) = - (entropy [a; 1 - a] * (1 + a) / 2) /\
  (E x (stop_or_forced a) (R_traj_mean x) = E x (stop_or_forced a) (R_tok_mean x) <-> a = 1 / 2).
Proof.
  intros a x inside. rewrite stop_or_forced_trajectory, stop_or_forced_token. split; [reflexivity|].
  split; [reflexivity|]. unfold entropy. simpl. split.
  - intros same. assert (product : a * (1 - a) * (ln a - ln (1 - a)) = 0) by lra.
    assert (0 < a * (1 - a)) by (apply Rmult_lt_0_compat; lra).
    apply Rmult_integral in product as [|product]; [lra|]. assert (a = 1 - a) by (apply ln_inv; lra). lra.
  - intros ->. replace (1 - 1 / 2) with (1 / 2) by lra. field.
Qed.

(* A stops with probability 1/3; B, with 2/3, goes on to one of two symbols at random. *)
Definition even_completions : tree :=
  next [(labelled 0 (fun _ => 1 / 3), stop);
    (labelled 1 (fun _ => 2 / 3), next [(labelled 0 (fun _ => 1 / 2), stop); (labelled 1 (fun _ => 1 / 2), stop)])].

(* Every completion has log-probability -log 3, so that every average of it is that too; but the token reward differs from
   completion to completion. It is no conditional expectation of the trajectory reward. *)
Theorem token_reward_varies_where_trajectory_reward_is_constant : forall x : R,
  map (R_traj x) (completions even_completions) = [- ln 3; - ln 3; - ln 3] /\
  map (R_tok x) (completions even_completions) =
    [- entropy [1 / 3; 2 / 3]; - entropy [1 / 3; 2 / 3] - ln 2; - entropy [1 / 3; 2 / 3] - ln 2] /\
  0 < ln 2.
Proof.
  intros x.
  assert (third : ln (1 / 3) = - ln 3) by (unfold Rdiv; rewrite Rmult_1_l; apply ln_Rinv; lra).
  assert (half : ln (1 / 2) = - ln 2) by (unfold Rdiv; rewrite Rmult_1_l; apply ln_Rinv; lra).
  assert (two_thirds : ln (2 / 3) = ln 2 - ln 3).
  { unfold Rdiv. rewrite ln_mult by lra. rewrite ln_Rinv by lra. ring. }
  split; [|split].
  - unfold R_traj, trajectory_sum, logprobs. simpl. rewrite third, half, two_thirds. repeat f_equal; ring.
  - unfold R_tok, token_sum, entropies, probabilities. simpl. unfold entropy. simpl. rewrite half.
    repeat f_equal; field.
  - rewrite <- ln_1. apply ln_increasing; lra.
Qed.
