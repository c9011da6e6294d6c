(* Distributions that may have zeros: their vertices, and Gibbs' inequality. *)
Require Import formula sums uniform logit_gradients.

(* A distribution that may have zeros. In Coq ln 0 is 0, but in all that follows its factor is 0 as well. *)
Definition simplex (p : list R) : Prop := (forall x, In x p -> 0 <= x) /\ sum p = 1.

Lemma some_of_simplex (p r : list R) : sum p = 1 -> length p = length r -> r <> [].
Proof. intros one same empty. subst r. destruct p; simpl in *; [lra|discriminate]. Qed.

(* Sums over two lists, by place. *)

Lemma next_place k n : (k < n)%nat -> (S k < S n)%nat.
Proof. apply (proj1 (Nat.succ_lt_mono k n)). Qed.

Lemma sum_zip_nonnegative (f : R -> R -> R) p r : length p = length r ->
  (forall k, (k < length p)%nat -> 0 <= f (nth k p 0) (nth k r 0)) ->
  0 <= sum (zip f p r) /\ (sum (zip f p r) = 0 -> forall k, (k < length p)%nat -> f (nth k p 0) (nth k r 0) = 0).
Proof.
  revert r. induction p as [|x p IH]; intros [|y r] same nonneg; simpl in same; try discriminate.
  - simpl. split; [apply Rle_refl|intros _ k inside; naturals].
  - injection same as same. destruct (IH r same) as [rest zero].
    { intros k inside. now apply (nonneg (S k)), next_place. }
    assert (here : 0 <= f x y) by (apply (nonneg 0%nat); apply Nat.lt_0_succ).
    simpl. split; [lra|]. intros total [|k] inside; [lra|]. apply zero; [lra|naturals].
Qed.

Lemma sum_zip_zero (f : R -> R -> R) p r : length p = length r ->
  (forall k, (k < length p)%nat -> f (nth k p 0) (nth k r 0) = 0) -> sum (zip f p r) = 0.
Proof.
  revert r. induction p as [|x p IH]; intros [|y r] same zero; simpl in same; try discriminate; [reflexivity|].
  injection same as same. simpl. rewrite (IH r same).
  - pose proof (zero 0%nat (Nat.lt_0_succ _)) as here. simpl in here. lra.
  - intros k inside. now apply (zero (S k)), next_place.
Qed.

Lemma entry_nonnegative p k : (forall x, In x p -> 0 <= x) -> 0 <= nth k p 0.
Proof.
  intros nonneg. destruct (nth_in_or_default k p 0) as [inside| ->]; [now apply nonneg|apply Rle_refl].
Qed.

Lemma entry_at_most_sum p k : (forall x, In x p -> 0 <= x) -> nth k p 0 <= sum p.
Proof.
  revert k. induction p as [|x p IH]; intros k nonneg; [destruct k; apply Rle_refl|].
  assert (0 <= x) by (apply nonneg; now left).
  assert (nonneg' : forall y, In y p -> 0 <= y) by (intros; apply nonneg; now right).
  pose proof (IH 0%nat nonneg'). pose proof (entry_nonnegative p 0 nonneg').
  destruct k as [|k]; simpl; [lra|]. pose proof (IH k nonneg'). lra.
Qed.

Lemma two_entries_at_most_sum p i k : (forall x, In x p -> 0 <= x) -> k <> i -> nth k p 0 + nth i p 0 <= sum p.
Proof.
  revert i k. induction p as [|x p IH]; intros i k nonneg other; [destruct i, k; simpl; lra|].
  assert (0 <= x) by (apply nonneg; now left).
  assert (nonneg' : forall y, In y p -> 0 <= y) by (intros; apply nonneg; now right).
  destruct i as [|i], k as [|k]; simpl; [congruence|..].
  - pose proof (entry_at_most_sum p k nonneg'). lra.
  - pose proof (entry_at_most_sum p i nonneg'). lra.
  - pose proof (IH i k nonneg' ltac:(congruence)). lra.
Qed.

Lemma sum_of_one_entry p i : (forall k, (k < length p)%nat -> k <> i -> nth k p 0 = 0) -> sum p = nth i p 0.
Proof.
  revert i. induction p as [|x p IH]; intros i zero; [destruct i; reflexivity|].
  assert (later : forall k, (k < length p)%nat -> S k <> i -> nth k p 0 = 0).
  { intros k inside other. apply (zero (S k)); [now apply next_place|assumption]. }
  simpl. destruct i as [|i].
  - rewrite (IH (length p)), nth_overflow by (try apply le_n; intros; now apply later). ring.
  - rewrite (IH i) by (intros; apply later; congruence).
    pose proof (zero 0%nat (Nat.lt_0_succ _) ltac:(congruence)) as first. simpl in first. lra.
Qed.

Lemma probability_of_simplex p k : simplex p -> 0 <= nth k p 0 <= 1.
Proof. intros [nonneg <-]. split; [now apply entry_nonnegative|now apply entry_at_most_sum]. Qed.

Lemma sum_has_an_entry p : sum p <> 0 -> exists k, (k < length p)%nat /\ nth k p 0 <> 0.
Proof.
  induction p as [|x p IH]; intros some; [simpl in some; lra|]. destruct (Req_dec x 0) as [zero|nonzero].
  - destruct IH as [k [inside other]]; [simpl in some; lra|]. exists (S k). split; [now apply next_place|exact other].
  - exists 0%nat. split; [apply Nat.lt_0_succ|exact nonzero].
Qed.

Lemma ln_at_most x y : 0 < x -> x <= y -> ln x <= ln y.
Proof. intros positive [less| ->]; [left; now apply ln_increasing|apply Rle_refl]. Qed.

Lemma ln_of_probability x : 0 < x -> x <= 1 -> ln x <= 0.
Proof. intros positive most. rewrite <- ln_1. now apply ln_at_most. Qed.

(* Vertices. *)

Lemma one_hot_elsewhere r i k : (k < length r)%nat -> k <> i -> nth k (one_hot i r) 0 = 0.
Proof.
  intros inside other. rewrite nth_one_hot by assumption. rewrite (proj2 (Nat.eqb_neq i k)); [reflexivity|congruence].
Qed.

Lemma one_hot_here r i : (i < length r)%nat -> nth i (one_hot i r) 0 = 1.
Proof. intros inside. rewrite nth_one_hot by assumption. now rewrite Nat.eqb_refl. Qed.

Lemma one_hot_simplex r i : (i < length r)%nat -> simplex (one_hot i r).
Proof.
  intros inside. split.
  - intros x x_in. apply in_map_iff in x_in as [k [<- _]]. destruct (Nat.eqb i k); lra.
  - rewrite (sum_of_one_entry _ i); [now apply one_hot_here|]. rewrite one_hot_length. apply one_hot_elsewhere.
Qed.

Lemma is_one_hot p r i : simplex p -> length p = length r -> (i < length r)%nat ->
  (forall k, (k < length p)%nat -> k <> i -> nth k p 0 = 0) -> p = one_hot i r.
Proof.
  intros [_ one] same inside zero. apply (nth_ext p _ 0 0); [now rewrite one_hot_length|].
  intros k k_inside. destruct (Nat.eq_dec k i) as [->|other].
  - rewrite one_hot_here by assumption. now rewrite <- (sum_of_one_entry p i zero).
  - rewrite one_hot_elsewhere by (try rewrite <- same; assumption). auto.
Qed.

(* Gibbs, with zeros on the left. *)

Lemma gibbs_term x y : 0 <= x -> 0 < y ->
  0 <= x * (ln x - ln y) - x + y /\ (x * (ln x - ln y) - x + y = 0 -> x = y).
Proof.
  intros [px| <-] py; [|split; intros; lra].
  assert (0 < y / x) as pq by now apply Rdiv_lt_0_compat.
  assert (log : ln (y / x) = ln y - ln x).
  { unfold Rdiv. rewrite ln_mult, ln_Rinv by auto using Rinv_0_lt_compat. ring. }
  assert (term : x * (ln x - ln y) - x + y = x * (y / x - 1 - ln (y / x))) by (rewrite log; field; lra).
  rewrite term. pose proof (ln_below _ pq). split; [apply Rmult_le_pos; lra|].
  intros zero. apply Rmult_integral in zero as [zero|zero]; [lra|].
  assert (y / x = 1) as one by (apply ln_tangent; [assumption|lra]).
  replace y with (y / x * x) by (field; lra). rewrite one. ring.
Qed.

Lemma divergence_by_terms p q : length p = length q ->
  divergence p q = sum (zip (fun x y => x * (ln x - ln y) - x + y) p q) + sum p - sum q.
Proof.
  unfold divergence. revert q. induction p as [|x p IH]; intros [|y q] same; simpl in same; try discriminate;
    [simpl; ring|]. injection same as same. specialize (IH q same). simpl. lra.
Qed.

Lemma divergence_is_zero_only_of_equals p q :
  simplex p -> (forall y, In y q -> 0 < y) -> sum q = 1 -> length p = length q ->
  0 <= divergence p q /\ (divergence p q = 0 <-> p = q).
Proof.
  intros [nonneg one] positive one' same. rewrite divergence_by_terms, one, one' by assumption.
  destruct (sum_zip_nonnegative (fun x y => x * (ln x - ln y) - x + y) p q same) as [most zero].
  { intros k inside. apply gibbs_term; [now apply entry_nonnegative|].
    apply positive, nth_In. now rewrite <- same. }
  split; [lra|]. split.
  - intros equal. apply (nth_ext p q 0 0 same). intros k inside. apply gibbs_term; [now apply entry_nonnegative| |].
    + apply positive, nth_In. now rewrite <- same.
    + apply zero; [lra|assumption].
  - intros <-. rewrite sum_zip_zero by (auto; intros; ring). ring.
Qed.
