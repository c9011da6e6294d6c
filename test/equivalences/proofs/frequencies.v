(* Of two clusters, one of them bigger: the share of the group that agrees is the majority vote on another scale. *)
Require Import formula sums uniform affine groups.

(* The rewards of a group by its answers: n_c / G for each. *)
Definition frequencies {A} (same : forall x y : A, {x = y} + {x <> y}) (answers : list A) : list R :=
  map (fun a => cluster_frequency (votes same a answers)) answers.

Lemma two_are_many (x y : R) r : In x r -> In y r -> x <> y -> 1 < count r.
Proof.
  destruct r as [|z r]; intros inside inside' unequal; [destruct inside|]. rewrite count_cons.
  assert (0 < count r); [|lra]. apply count_positive. intros ->.
  destruct inside as [<-|[]], inside' as [<-|[]]. now apply unequal.
Qed.

Lemma unequal_rewards_deviate (x y : R) r : In x r -> In y r -> x <> y -> 0 < standard_deviation r.
Proof.
  intros inside inside' unequal. pose proof (two_are_many x y r inside inside' unequal) as many.
  assert (square : forall z, In z r -> 0 <= (z - mean r) * (z - mean r)) by (intros; apply Rle_0_sqr).
  apply sqrt_lt_R0, Rdiv_lt_0_compat; [|lra].
  destruct (sum_nonnegative _ r square) as [positive|zero]; [exact positive|elim unequal].
  assert (middle : forall z, In z r -> z = mean r); [|now rewrite (middle x inside), (middle y inside')].
  intros z z_in. assert (z - mean r = 0) as none; [|lra].
  apply Rsqr_0_uniq. exact (sum_zero _ r square (eq_sym zero) z z_in).
Qed.

(* Whoever is not of the majority is of the minority: n_big / G and n_small / G. *)
Theorem two_clusters_are_votes_on_another_scale :
  forall (A : Type) (same : forall x y : A, {x = y} + {x <> y}) (answers : list A) (majority minority : A),
  (forall x, In x answers -> x = majority \/ x = minority) ->
  frequencies same answers = affine
    (cluster_frequency (votes same majority answers) - cluster_frequency (votes same minority answers))
    (cluster_frequency (votes same minority answers)) (votes same majority answers).
Proof.
  intros A same answers majority minority only. unfold frequencies, affine.
  unfold votes at 5. rewrite map_map. apply map_ext_in. intros x inside.
  destruct (same x majority) as [->|other]; [ring|].
  destruct (only x inside) as [big| ->]; [contradiction|ring].
Qed.

(* So without eps the advantages are those of the majority vote. *)
Theorem two_unequal_clusters_are_the_majority_vote :
  forall (A : Type) (same : forall x y : A, {x = y} + {x <> y}) (answers : list A) (majority minority : A),
  (forall x, In x answers -> x = majority \/ x = minority) -> In majority answers -> In minority answers ->
  sum (votes same minority answers) < sum (votes same majority answers) ->
  standardized (frequencies same answers) 0 = standardized (votes same majority answers) 0.
Proof.
  intros A same answers majority minority only given given' more.
  assert (unequal : minority <> majority) by (intros ->; exact (Rlt_irrefl _ more)).
  rewrite (two_clusters_are_votes_on_another_scale A same answers majority minority only).
  assert (loser : In 0 (votes same majority answers)).
  { apply in_map_iff. exists minority. destruct (same minority majority); [contradiction|now split]. }
  assert (winner : In 1 (votes same majority answers)).
  { apply in_map_iff. exists majority. destruct (same majority majority) as [_|no]; [now split|now elim no]. }
  assert (some : votes same majority answers <> []) by (intros empty; now rewrite empty in loser).
  apply advantages_are_affine_invariant; [exact some| |].
  - pose proof (count_positive _ some). unfold cluster_frequency.
    replace (count (votes same minority answers)) with (count (votes same majority answers))
      by (unfold votes, count; now rewrite !map_length).
    unfold Rdiv. rewrite <- Rmult_minus_distr_r. apply Rdiv_lt_0_compat; lra.
  - apply (unequal_rewards_deviate 1 0); [assumption..|lra].
Qed.
