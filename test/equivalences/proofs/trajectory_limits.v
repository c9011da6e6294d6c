(* Where the rewards of completions part. *)
Require Import objective sums uniform trajectories trajectory_gradients.

(* Completions of one token. *)
Definition one_token (ps : list chance) : tree := next (map (fun p => (p, stop)) ps).

Lemma one_token_from ps : map fst (map (fun p : chance => (p, stop)) ps) = ps.
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
  forall (ps : list chance) (x : R) (of : list R -> R) (s : list token -> R),
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

(* Probabilities p at temperature 1 / x: p_j^x, normalised. At x = 1 they are p. *)
Definition warmed (q : R) : R -> R := fun x => x * ln q.
Definition tempered (p : list R) : list chance := softened (map warmed p).

Section Temperature.
  Variable p : list R.
  Hypothesis positive : forall q, In q p -> 0 < q.
  Hypothesis one : sum p = 1.
  Let chance_of (q : R) : chance := fun u => exp (warmed q u) / total (fun g => exp (g u)) (map warmed p).

  Lemma tempered_is q : In q p -> chance_of q 1 = q.
  Proof.
    intros inside. unfold chance_of. rewrite total_map, (total_equal _ (fun q => q)).
    - unfold total. rewrite map_id, one. unfold warmed. rewrite Rmult_1_l, exp_ln by auto. field.
    - intros r r_in. unfold warmed. rewrite Rmult_1_l. now apply exp_ln, positive.
  Qed.

  Lemma tempered_is_p : probabilities 1 (tempered p) = p.
  Proof.
    unfold probabilities, tempered, softened. rewrite !map_map, <- map_id. apply map_ext_in. exact tempered_is.
  Qed.

  (* The score of a symbol: log p_j + H(p). *)
  Lemma tempered_score q : In q p -> derivable_pt_lim (fun u => ln (chance_of q u)) 1 (ln q + entropy p).
  Proof.
    intros inside. assert (ln q + entropy p = warmed q 1
      - total (fun g => exp (g 1) / total (fun g => exp (g 1)) (map warmed p) * g 1) (map warmed p)) as ->.
    { rewrite total_map, (total_equal _ (fun r => r * ln r)).
      - unfold warmed, entropy, total. ring.
      - intros r r_in. fold (chance_of r 1). rewrite tempered_is by assumption. unfold warmed. ring. }
    apply (softmax_has_a_score (map warmed p) (fun f => f 1)); [|now apply in_map].
    intros f f_in. apply in_map_iff in f_in as [r [<- _]]. unfold warmed.
    apply (derivative_equal (mult_real_fct (ln r) id)); [intros u; unfold mult_real_fct, id; ring|].
    rewrite Rmult_comm. apply derivable_pt_lim_scal, derivable_pt_lim_id.
  Qed.

  Lemma scores_sum_to_zero : total (fun q => q * (ln q + entropy p)) p = 0.
  Proof.
    rewrite (total_equal _ (fun q => q * ln q + entropy p * q)) by (intros; ring).
    rewrite total_plus, total_scale. unfold total. rewrite map_id, one. unfold entropy. ring.
  Qed.

  Lemma tempered_policy_gradient s : score (one_token (tempered p)) 1 s ->
    policy_gradient 1 (one_token (tempered p)) (R_traj 1) s = total (fun q => q * (ln q + entropy p)²) p.
  Proof.
    intros slopes. transitivity (total (fun q => q * (ln q + entropy p)² + - entropy p * (q * (ln q + entropy p))) p).
    2: { rewrite total_plus, total_scale, scores_sum_to_zero. ring. }
    unfold score in slopes. unfold policy_gradient, E. rewrite one_token_completions in *.
    unfold tempered at 2, softened. rewrite !total_map. apply total_equal. intros q inside.
    assert (s [{| drawn := chance_of q; from := tempered p |}] = ln q + entropy p) as same.
    { refine (uniqueness_limite _ _ _ _ (slopes _ _) _).
      - apply in_map_iff. exists (chance_of q). split; [reflexivity|]. unfold tempered, softened.
        rewrite map_map. now apply (in_map chance_of).
      - apply (derivative_equal (fun u => ln (chance_of q u))); [|now apply tempered_score].
        intros u. unfold pi. simpl. now rewrite Rmult_1_r. }
    fold (chance_of q). rewrite same. unfold R_traj, logprobs, trajectory_sum, pi. simpl.
    rewrite tempered_is by assumption. unfold Rsqr. ring.
  Qed.
End Temperature.

Theorem tempered_at_one : forall p : list R,
  (forall q, In q p -> 0 < q) -> sum p = 1 -> probabilities 1 (tempered p) = p.
Proof. exact tempered_is_p. Qed.

(* But g[R_traj] does not vanish: in the direction of temperature it is Var_p(log p) > 0 unless p is uniform. *)
Theorem one_token_trajectory_gradient_is_variance : forall (p : list R) (s : list token -> R),
  (forall q, In q p -> 0 < q) -> sum p = 1 -> score (one_token (tempered p)) 1 s ->
  policy_gradient 1 (one_token (tempered p)) (R_traj 1) s = total (fun q => q * (ln q + entropy p)²) p.
Proof. intros. now apply tempered_policy_gradient. Qed.

Theorem one_token_trajectory_gradient_vanishes_only_if_uniform : forall (p : list R) (s : list token -> R),
  (forall q, In q p -> 0 < q) -> sum p = 1 -> score (one_token (tempered p)) 1 s ->
  (policy_gradient 1 (one_token (tempered p)) (R_traj 1) s = 0 <-> forall q, In q p -> q = 1 / count p).
Proof.
  intros p s positive one slopes. rewrite tempered_policy_gradient by assumption.
  assert (some : p <> []) by (intros empty; subst p; simpl in one; lra).
  pose proof (count_positive p some) as n. split.
  - intros zero. assert (same : forall q, In q p -> q = exp (- entropy p)).
    { intros q inside. specialize (positive q inside) as above.
      assert (none : q * (ln q + entropy p)² = 0).
      { apply (sum_zero (fun q => q * (ln q + entropy p)²) p); try assumption.
        intros r r_in. apply Rmult_le_pos; [left; auto|apply Rle_0_sqr]. }
      apply Rmult_integral in none as [none|none]; [lra|]. apply Rsqr_0_uniq in none.
      rewrite <- (exp_ln q) by assumption. f_equal. lra. }
    assert (count p * exp (- entropy p) = 1) as share.
    { rewrite <- sum_constant, <- one, <- (sum_id p) at 1. apply sum_equal. intros q inside. symmetry. auto. }
    intros q inside. rewrite (same q inside), <- share. field. lra.
  - intros uniform. assert (flat : entropy p = - ln (1 / count p)).
    { unfold entropy. f_equal. rewrite (sum_equal _ (fun q => ln (1 / count p) * q)).
      - rewrite sum_scale, sum_id, one. ring.
      - intros q inside. rewrite <- (uniform q inside). ring. }
    rewrite (total_equal _ (fun _ => 0)); [unfold total; rewrite sum_constant; ring|].
    intros q inside. rewrite flat, <- (uniform q inside). unfold Rsqr. ring.
Qed.

(* The means over tokens. *)
Definition R_traj_mean (x : R) (y : list token) : R := trajectory_mean (logprobs x y).
Definition R_tok_mean (x : R) (y : list token) : R := token_mean (entropies x y).

(* Stop with probability a, else go on to one more token, which is forced. *)
Definition stop_or_forced (a : R) : tree :=
  next [(fun _ => a, stop); (fun _ => 1 - a, next [(fun _ => 1, stop)])].

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
  next [(fun _ => 1 / 3, stop); (fun _ => 2 / 3, next [(fun _ => 1 / 2, stop); (fun _ => 1 / 2, stop)])].

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
