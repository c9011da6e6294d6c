(* Forward self-certainty and negative entropy, as rewards of a group: the same advantages. *)
Require Import formula sums uniform affine.

(* The distributions at the tokens of each completion of a group, all over V symbols. *)
Definition over (V : R) (group : list (list (list R))) : Prop :=
  forall y, In y group -> y <> [] /\ forall p, In p y -> sum p = 1 /\ count p = V.

(* Of one completion: log V between the two means. *)
Lemma mean_divergence V y : y <> [] -> (forall p, In p y -> sum p = 1 /\ count p = V) ->
  mean (map uniform_divergence y) = 1 * token_mean (map entropy y) + ln V.
Proof.
  intros some all. assert (size : 0 < INR (length y)).
  { apply lt_0_INR. destruct y; [tauto|]. simpl. apply Nat.lt_0_succ. }
  assert (sums : sum (map uniform_divergence y) = INR (length y) * ln V - sum (map entropy y)).
  { clear some size. induction y as [|p y IH]; [simpl; ring|]. simpl map. simpl length. rewrite S_INR, !sum_cons.
    rewrite IH by (intros q inside; apply all; now right). destruct (all p (or_introl eq_refl)) as [one size].
    rewrite (entropy_is_uniform_divergence p one), size. ring. }
  unfold token_mean, mean, count. rewrite !map_length, sums. field. lra.
Qed.

(* An offset is none of an advantage's business, with eps or without. *)
Lemma advantages_see_no_offset b r eps : r <> [] ->
  standardized (affine 1 b r) eps = standardized r eps /\ centered (affine 1 b r) = centered r /\
  (1 < count r -> leave_one_out (affine 1 b r) = leave_one_out r).
Proof.
  intros some. unfold standardized, centered, leave_one_out.
  rewrite mean_affine, (standard_deviation_affine 1 b r some Rlt_0_1) by assumption. unfold affine.
  rewrite !map_map, count_map, sum_plus, sum_scale, sum_id, sum_constant. split; [|split; [|intros many]]; apply map_ext; intros x.
  - unfold Rdiv. rewrite (Rmult_1_l (standard_deviation r)). ring.
  - ring.
  - field. lra.
Qed.

Theorem forward_self_certainty_trains_alike : forall (V eps : R) (group : list (list (list R))),
  group <> [] -> over V group ->
  let divergences := map (fun y => mean (map uniform_divergence y)) group in
  let entropies := map (fun y => token_mean (map entropy y)) group in
  standardized divergences eps = standardized entropies eps /\ centered divergences = centered entropies /\
  (1 < count entropies -> leave_one_out divergences = leave_one_out entropies).
Proof.
  intros V eps group some all divergences entropies.
  assert (divergences = affine 1 (ln V) entropies) as ->.
  { unfold divergences, entropies, affine. rewrite map_map. apply map_ext_in. intros y inside.
    destruct (all y inside). now apply mean_divergence. }
  apply advantages_see_no_offset. unfold entropies. destruct group; [tauto|discriminate].
Qed.
