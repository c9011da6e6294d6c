(* Whenever one distribution majorises another, it has no more entropy and no less self-certainty. *)
Require Import formula sums uniform temperature.

(* The same entries in any order: whatever is summed over them comes to the same. *)
Definition rearranged (v w : list R) : Prop := forall f : R -> R, sum (map f v) = sum (map f w).

(* From the largest to the smallest. *)
Fixpoint falling (v : list R) : Prop :=
  match v with [] => True | x :: v' => (forall y, In y v' -> y <= x) /\ falling v' end.

(* p majorises q: its k largest entries weigh at least as much as those of q, for every k, and all of them the same. *)
Definition majorises (p q : list R) : Prop :=
  exists p' q', rearranged p p' /\ rearranged q q' /\ falling p' /\ falling q' /\
  length p' = length q' /\ sum p' = sum q' /\ forall k, sum (firstn k q') <= sum (firstn k p').

(* q is p after weight d went from an entry x to an entry y, at most their difference, wherever they stand. *)
Inductive transfer (p q : list R) : Prop :=
| moves : forall x y d rest, 0 <= d <= x - y ->
  rearranged p (x :: y :: rest) -> rearranged q (x - d :: y + d :: rest) -> transfer p q.

(* ... and after any number of them: by Hardy, Littlewood and Polya this, too, is to say that p majorises q. *)
Inductive transfers (p : list R) : list R -> Prop :=
| no_transfer : transfers p p
| one_more : forall q r, transfers p q -> transfer q r -> transfers p r.

Lemma rearranged_count v w : rearranged v w -> count v = count w.
Proof. intros same. specialize (same (fun _ => 1)). rewrite !sum_constant in same. lra. Qed.

(* No entry counts as one that is not positive. *)
Lemma rearranged_positive v w : rearranged v w -> (forall x, In x v -> 0 < x) -> forall x, In x w -> 0 < x.
Proof.
  intros same positive x inside. set (off := fun x => if Rlt_dec 0 x then 0 else 1).
  assert (nothing : off x = 0).
  { apply (sum_zero off w); auto.
    - intros y _. unfold off. destruct (Rlt_dec 0 y); lra.
    - rewrite <- (same off), (sum_equal off (fun _ => 0)), sum_constant; [ring|].
      intros y inside'. unfold off. destruct (Rlt_dec 0 y) as [|no]; [reflexivity|]. elim no. now apply positive. }
  unfold off in nothing. destruct (Rlt_dec 0 x); [assumption|lra].
Qed.

Lemma transfers_positive p q : transfers p q -> (forall x, In x p -> 0 < x) -> forall x, In x q -> 0 < x.
Proof.
  intros many positive. induction many as [|q r _ above moved]; [assumption|].
  destruct moved as [x y d rest size before after].
  apply (rearranged_positive (x - d :: y + d :: rest)); [intros g; now rewrite (after g)|].
  pose proof (rearranged_positive _ _ before above) as all.
  assert (0 < x) by (apply all; now left). assert (0 < y) by (apply all; right; now left).
  intros z [<-|[<-|inside]]; [lra|lra|]. apply all. right. now right.
Qed.

(* Sums of a strictly convex function f: it lies above its tangents, and their slopes f' rise. *)
Section Convex.
  Variables f f' : R -> R.
  Hypothesis tangent : forall x y, 0 < x -> 0 < y -> f y + f' y * (x - y) <= f x.
  Hypothesis touches : forall x y, 0 < x -> 0 < y -> f x = f y + f' y * (x - y) -> x = y.
  Hypothesis rises : forall x y, 0 < x -> x <= y -> f' x <= f' y.

  (* By how much f lies above the tangents, entry by entry, and what the tangents themselves come to. *)
  Let above (p q : list R) : R := sum (zip (fun x y => f x - f y - f' y * (x - y)) p q).
  Let along (p q : list R) : R := sum (zip (fun x y => f' y * (x - y)) p q).

  Lemma sums_differ p q : length p = length q -> sum (map f p) - sum (map f q) = above p q + along p q.
  Proof.
    unfold above, along. revert q. induction p as [|x p IH]; intros [|y q] same; simpl in *; try naturals; [ring|].
    specialize (IH q ltac:(naturals)). lra.
  Qed.

  Lemma above_nonnegative p q : (forall x, In x p -> 0 < x) -> (forall x, In x q -> 0 < x) -> 0 <= above p q.
  Proof.
    unfold above. revert q. induction p as [|x p IH]; intros [|y q] pp pq; simpl; try lra.
    assert (0 <= sum (zip (fun x y => f x - f y - f' y * (x - y)) p q))
      by (apply IH; intros; [apply pp|apply pq]; now right).
    pose proof (tangent x y ltac:(apply pp; now left) ltac:(apply pq; now left)). lra.
  Qed.

  Lemma above_zero p q : (forall x, In x p -> 0 < x) -> (forall x, In x q -> 0 < x) -> length p = length q ->
    above p q = 0 -> p = q.
  Proof.
    revert q. induction p as [|x p IH]; intros [|y q] pp pq same zero; simpl in *; try naturals.
    change (f x - f y - f' y * (x - y) + above p q = 0) in zero.
    assert (positive : 0 < x /\ 0 < y) by (split; [apply pp|apply pq]; now left).
    assert (pp' : forall x, In x p -> 0 < x) by (intros; apply pp; now right).
    assert (pq' : forall x, In x q -> 0 < x) by (intros; apply pq; now right).
    pose proof (above_nonnegative p q pp' pq'). pose proof (tangent x y (proj1 positive) (proj2 positive)).
    f_equal; [apply touches; lra|]. apply IH; auto; lra.
  Qed.

  (* By Abel's summation: s is what the entries before have gained, c no less than any slope that follows. *)
  Lemma along_nonnegative p q : (forall x, In x q -> 0 < x) -> length p = length q -> falling q ->
    forall s c, (forall y, In y q -> f' y <= c) -> s + sum p = sum q ->
    (forall k, sum (firstn k q) <= s + sum (firstn k p)) -> 0 <= along p q + c * s.
  Proof.
    revert q. induction p as [|x p IH]; intros [|y q] positive same fall s c slopes all heads; simpl in *; try naturals.
    - assert (s = 0) as -> by lra. unfold along. simpl. lra.
    - destruct fall as [most fall]. change (0 <= f' y * (x - y) + along p q + c * s).
      assert (0 <= along p q + f' y * (s + (x - y))).
      { apply IH; auto; [lra|]. intros k. specialize (heads (S k)). simpl in heads. lra. }
      assert (0 <= (c - f' y) * s).
      { apply Rmult_le_pos; [specialize (slopes y ltac:(now left))|specialize (heads 0%nat)]; simpl in *; lra. }
      lra.
  Qed.

  Lemma along_heads p q : (forall x, In x q -> 0 < x) -> length p = length q -> falling q -> sum p = sum q ->
    (forall k, sum (firstn k q) <= sum (firstn k p)) -> 0 <= along p q.
  Proof.
    intros positive same fall all heads.
    assert (bound : exists c, forall y, In y q -> f' y <= c).
    { destruct q as [|y q]; [exists 0; intros z []|]. exists (f' y). intros z [->|inside]; [apply Rle_refl|].
      apply rises; [|now apply (proj1 fall)]. apply positive. now right. }
    destruct bound as [c slopes]. replace (along p q) with (along p q + c * 0) by ring.
    apply along_nonnegative; auto; [lra|]. intros k. rewrite Rplus_0_l. apply heads.
  Qed.

  Lemma majorising_sums p q : (forall x, In x p -> 0 < x) -> (forall x, In x q -> 0 < x) -> majorises p q ->
    sum (map f q) <= sum (map f p) /\ (sum (map f q) = sum (map f p) -> rearranged p q).
  Proof.
    intros pp pq [p' [q' [sp [sq [_ [fall [same [all heads]]]]]]]].
    pose proof (rearranged_positive _ _ sp pp) as pp'. pose proof (rearranged_positive _ _ sq pq) as pq'.
    rewrite (sp f), (sq f).
    pose proof (sums_differ p' q' same). pose proof (above_nonnegative p' q' pp' pq').
    pose proof (along_heads p' q' pq' same fall all heads).
    split; [lra|]. intros touch g. rewrite (sp g), (sq g), (above_zero p' q' pp' pq' same); [reflexivity|lra].
  Qed.

  (* f x lies above the tangent at the larger of x - d and y + d, and f y above the one at the smaller. *)
  Lemma transfer_sums p q : (forall x, In x p -> 0 < x) -> transfer p q ->
    sum (map f q) <= sum (map f p) /\ (sum (map f q) = sum (map f p) -> rearranged p q).
  Proof.
    intros positive [x y d rest size before after]. pose proof (rearranged_positive _ _ before positive) as positive'.
    assert (px : 0 < x) by (apply positive'; now left). assert (py : 0 < y) by (apply positive'; right; now left).
    rewrite (before f), (after f). simpl. destruct (Rle_lt_dec d (x - y - d)).
    - pose proof (tangent x (x - d) px ltac:(lra)). pose proof (tangent y (y + d) py ltac:(lra)).
      assert (0 <= (f' (x - d) - f' (y + d)) * d)
        by (apply Rmult_le_pos; [pose proof (rises (y + d) (x - d))|]; lra).
      split; [lra|]. intros same. assert (d = 0) as -> by (pose proof (touches x (x - d)); lra).
      intros g. rewrite (before g), (after g). now rewrite Rminus_0_r, Rplus_0_r.
    - pose proof (tangent x (y + d) px ltac:(lra)). pose proof (tangent y (x - d) py ltac:(lra)).
      assert (0 <= (f' (y + d) - f' (x - d)) * (x - y - d))
        by (apply Rmult_le_pos; [pose proof (rises (x - d) (y + d))|]; lra).
      split; [lra|]. intros same. assert (d = x - y) as -> by (pose proof (touches x (y + d)); lra).
      intros g. rewrite (before g), (after g). replace (x - (x - y)) with y by ring.
      replace (y + (x - y)) with x by ring. simpl. ring.
  Qed.

  Lemma transfers_sums p q : (forall x, In x p -> 0 < x) -> transfers p q ->
    sum (map f q) <= sum (map f p) /\ (sum (map f q) = sum (map f p) -> rearranged p q).
  Proof.
    intros positive many. induction many as [|q r many [less equal] moved].
    - split; [apply Rle_refl|]. now intros _ g.
    - destruct (transfer_sums q r (transfers_positive p q many positive) moved) as [less' equal']. split; [lra|].
      intros same g. rewrite equal by lra. apply equal'. lra.
  Qed.
End Convex.

(* x log x and -log x are such functions. *)
Definition weighted (x : R) : R := x * ln x.
Definition negative_log (x : R) : R := - ln x.

Lemma weighted_tangent x y : 0 < x -> 0 < y -> weighted y + (ln y + 1) * (x - y) <= weighted x.
Proof. intros px py. unfold weighted. pose proof (gibbs_term x y px py). lra. Qed.

Lemma weighted_touches x y : 0 < x -> 0 < y -> weighted x = weighted y + (ln y + 1) * (x - y) -> x = y.
Proof. intros px py touch. unfold weighted in touch. apply gibbs_term_zero; lra. Qed.

Lemma weighted_rises x y : 0 < x -> x <= y -> ln x + 1 <= ln y + 1.
Proof. intros px [less|same]; [pose proof (ln_increasing x y px less); lra|subst; apply Rle_refl]. Qed.

(* y times what -log x lies above its tangent at y. *)
Lemma negative_log_above x y : 0 < y ->
  y * (negative_log x - (negative_log y + - / y * (x - y))) = y * (ln y - ln x) - y + x.
Proof. intros py. unfold negative_log. field. lra. Qed.

Lemma negative_log_tangent x y : 0 < x -> 0 < y -> negative_log y + - / y * (x - y) <= negative_log x.
Proof.
  intros px py. pose proof (gibbs_term y x py px) as le. rewrite <- negative_log_above in le by assumption.
  rewrite <- (Rmult_0_r y) in le. apply Rmult_le_reg_l in le; lra.
Qed.

Lemma negative_log_touches x y : 0 < x -> 0 < y -> negative_log x = negative_log y + - / y * (x - y) -> x = y.
Proof.
  intros px py touch. symmetry. apply gibbs_term_zero; auto. rewrite <- negative_log_above, touch by assumption. ring.
Qed.

Lemma negative_log_rises x y : 0 < x -> x <= y -> - / x <= - / y.
Proof. intros px le. apply Ropp_le_contravar. now apply Rinv_le_contravar. Qed.

(* SC = 1/V sum_j -log p_j - log V *)
Lemma self_certainty_of_negative_logs p : p <> [] ->
  self_certainty p = 1 / count p * sum (map negative_log p) - ln (count p).
Proof.
  intros some. rewrite (self_certainty_is_mean_log p some). unfold negative_log.
  rewrite (sum_equal (fun x => - ln x) (fun x => -1 * ln x)) by (intros; ring). rewrite sum_scale. ring.
Qed.

(* The larger these two sums, the sharper by both signals. *)
Lemma sharper p q : sum p = 1 -> count p = count q ->
  sum (map weighted q) <= sum (map weighted p) /\ (sum (map weighted q) = sum (map weighted p) -> rearranged p q) ->
  sum (map negative_log q) <= sum (map negative_log p) /\
    (sum (map negative_log q) = sum (map negative_log p) -> rearranged p q) ->
  (entropy p <= entropy q /\ self_certainty q <= self_certainty p) /\
  (~ rearranged p q -> entropy p < entropy q /\ self_certainty q < self_certainty p).
Proof.
  intros one same [le equal] [le' equal'].
  assert (some : p <> []) by (intros empty; subst p; simpl in one; lra).
  pose proof (count_positive p some) as n. assert (share : 0 < 1 / count p) by (apply Rdiv_lt_0_compat; lra).
  assert (some' : q <> []) by (intros empty; subst q; rewrite same in n; unfold count in n; simpl in n; lra).
  rewrite !self_certainty_of_negative_logs, <- same by assumption.
  change (entropy p) with (- sum (map weighted p)). change (entropy q) with (- sum (map weighted q)).
  split; [split; [lra|]|intros different; split].
  - pose proof (Rmult_le_compat_l _ _ _ (Rlt_le _ _ share) le'). lra.
  - destruct le as [less|touch]; [lra|]. now elim different; apply equal.
  - destruct le' as [less|touch]; [|now elim different; apply equal'].
    pose proof (Rmult_lt_compat_l _ _ _ share less). lra.
Qed.

(* -H and self-certainty are strictly Schur-convex: of two distributions, the one that majorises is the sharper by both,
   and strictly unless they are the same up to order. *)
Theorem majorising_is_sharper : forall p q : list R,
  (forall x, In x p -> 0 < x) -> (forall x, In x q -> 0 < x) -> sum p = 1 -> majorises p q ->
  (entropy p <= entropy q /\ self_certainty q <= self_certainty p) /\
  (~ rearranged p q -> entropy p < entropy q /\ self_certainty q < self_certainty p).
Proof.
  intros p q pp pq one major. apply sharper; [exact one| |..].
  - destruct major as [p' [q' [sp [sq [_ [_ [same _]]]]]]].
    rewrite (rearranged_count p p' sp), (rearranged_count q q' sq). unfold count. now rewrite same.
  - apply (majorising_sums weighted _ weighted_tangent weighted_touches weighted_rises); assumption.
  - apply (majorising_sums negative_log _ negative_log_tangent negative_log_touches negative_log_rises); assumption.
Qed.

(* A transfer from a larger entry to a smaller one makes it flatter by both. *)
Theorem transfers_are_flatter : forall p q : list R, (forall x, In x p -> 0 < x) -> sum p = 1 -> transfers p q ->
  (entropy p <= entropy q /\ self_certainty q <= self_certainty p) /\
  (~ rearranged p q -> entropy p < entropy q /\ self_certainty q < self_certainty p).
Proof.
  intros p q positive one many. apply sharper; [exact one| |..].
  - induction many as [|q r _ IH [x y d rest _ before after]]; [reflexivity|].
    rewrite IH, (rearranged_count _ _ before), (rearranged_count _ _ after), !count_cons. ring.
  - apply (transfers_sums weighted _ weighted_tangent weighted_touches weighted_rises); assumption.
  - apply (transfers_sums negative_log _ negative_log_tangent negative_log_touches negative_log_rises); assumption.
Qed.

(* A transfer of some weight, but less than the whole difference, leaves other entries: it flattens strictly. *)
Theorem a_proper_transfer_is_strict : forall (p q rest : list R) (x y d : R), 0 < d < x - y ->
  rearranged p (x :: y :: rest) -> rearranged q (x - d :: y + d :: rest) -> ~ rearranged p q.
Proof.
  intros p q rest x y d size before after same. specialize (same Rsqr). rewrite (before Rsqr), (after Rsqr) in same.
  simpl in same. unfold Rsqr in same. assert (0 < d * (x - y - d)) by (apply Rmult_lt_0_compat; lra). lra.
Qed.
