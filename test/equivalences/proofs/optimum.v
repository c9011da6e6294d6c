(* The policies of one token that are best by E[log pi] - b KL(pi || ref), among all, those with zeros included. *)
Require Import formula sums logit_gradients simplex.

(* E[log pi] = -H(pi) *)
Definition J (b : R) (p r : list R) : R := - entropy p - b * divergence p r.

(* r^a, normalized. *)
Definition sharpened (a : R) (r : list R) : list R :=
  map (fun y => Rpower y a / sum (map (fun x => Rpower x a) r)) r.

Definition unique_mode (i : nat) (r : list R) : Prop :=
  (i < length r)%nat /\ forall j, (j < length r)%nat -> j <> i -> nth j r 0 < nth i r 0.

(* What a probability x of a symbol, of reference y, takes from a bound c: J = c - sum of losses. *)
Definition loss (b c x y : R) : R := x * (c - (1 - b) * ln x - b * ln y).

Lemma loss_of_nothing b c y : loss b c 0 y = 0.
Proof. unfold loss. ring. Qed.

Lemma J_is_bound_less_losses b c p r : sum p = 1 -> length p = length r -> J b p r = c - sum (zip (loss b c) p r).
Proof.
  intros one same. replace c with (c * sum p) at 1 by (rewrite one; ring). clear one. unfold J, entropy, divergence.
  revert r same. induction p as [|x p IH]; intros [|y r] same; simpl in same; try discriminate; [simpl; ring|].
  injection same as same. specialize (IH r same). simpl. unfold loss at 1. lra.
Qed.

Lemma J_at_most b c p r : simplex p -> length p = length r ->
  (forall k, (k < length p)%nat -> 0 <= loss b c (nth k p 0) (nth k r 0)) ->
  J b p r <= c /\ (J b p r = c -> forall k, (k < length p)%nat -> loss b c (nth k p 0) (nth k r 0) = 0).
Proof.
  intros [_ one] same nonneg. rewrite (J_is_bound_less_losses b c p r one same).
  destruct (sum_zip_nonnegative (loss b c) p r same nonneg) as [most zero]. split; [lra|].
  intros equal. apply zero. lra.
Qed.

Theorem value_at_a_vertex : forall (b : R) (i : nat) (r : list R),
  (forall y, In y r -> 0 < y) -> (i < length r)%nat -> J b (one_hot i r) r = b * ln (nth i r 0).
Proof.
  intros b i r _ inside. destruct (one_hot_simplex r i inside) as [_ one].
  rewrite (J_is_bound_less_losses b (b * ln (nth i r 0))) by (try apply one_hot_length; assumption).
  rewrite sum_zip_zero; [ring|apply one_hot_length|]. rewrite one_hot_length. intros k k_inside. unfold loss.
  destruct (Nat.eq_dec k i) as [->|other].
  - rewrite one_hot_here, ln_1 by assumption. ring.
  - rewrite one_hot_elsewhere by assumption. ring.
Qed.

(* A vertex is above a policy where every other symbol that the policy knows loses. *)
Lemma below_a_vertex b i p r : b <= 1 -> (forall y, In y r -> 0 < y) -> (i < length r)%nat ->
  simplex p -> length p = length r ->
  (forall k, (k < length r)%nat -> k <> i -> 0 < nth k p 0 ->
    (1 - b) * ln (nth k p 0) + b * ln (nth k r 0) < b * ln (nth i r 0)) ->
  J b p r <= b * ln (nth i r 0) /\ (J b p r = b * ln (nth i r 0) <-> p = one_hot i r).
Proof.
  intros weak positive i_inside valid same less.
  assert (elsewhere : forall k, (k < length p)%nat -> k <> i -> 0 < nth k p 0 ->
    0 < loss b (b * ln (nth i r 0)) (nth k p 0) (nth k r 0)).
  { intros k inside other px. rewrite same in inside. pose proof (less k inside other px).
    apply Rmult_lt_0_compat; lra. }
  destruct (J_at_most b (b * ln (nth i r 0)) p r valid same) as [most zero].
  { intros k inside. destruct (probability_of_simplex p k valid) as [[px|none] at_most].
    2: { rewrite <- none, loss_of_nothing. apply Rle_refl. }
    destruct (Nat.eq_dec k i) as [->|other]; [|left; now apply elsewhere]. pose proof (ln_of_probability _ px at_most).
    replace (loss b (b * ln (nth i r 0)) (nth i p 0) (nth i r 0)) with (nth i p 0 * ((1 - b) * - ln (nth i p 0)))
      by (unfold loss; ring). repeat apply Rmult_le_pos; lra. }
  split; [exact most|]. split; [|intros ->; now apply value_at_a_vertex].
  intros equal. apply is_one_hot; auto. intros k inside other.
  destruct (probability_of_simplex p k valid) as [[px|none] _]; [|auto].
  pose proof (elsewhere k inside other px). pose proof (zero equal k inside). lra.
Qed.

(* Sharpening. *)

Lemma power_sum_positive a r : r <> [] -> 0 < sum (map (fun x => Rpower x a) r).
Proof.
  intros some. unfold Rpower. rewrite <- (map_map (fun x => a * ln x) exp). apply sum_exp_positive.
  destruct r; simpl; congruence.
Qed.

Theorem sharpened_is_a_distribution : forall (a : R) (r : list R),
  (forall y, In y r -> 0 < y) -> r <> [] ->
  (forall y, In y (sharpened a r) -> 0 < y) /\ sum (sharpened a r) = 1.
Proof.
  intros a r _ some. pose proof (power_sum_positive a r some) as total. split.
  - intros y inside. apply in_map_iff in inside as [x [<- _]]. apply Rdiv_lt_0_compat; [apply exp_pos|assumption].
  - unfold sharpened. set (z := sum (map (fun x => Rpower x a) r)) in *.
    rewrite (sum_equal _ (fun y => / z * Rpower y a)) by (intros; unfold Rdiv; ring).
    rewrite sum_scale. fold z. field. lra.
Qed.

Lemma divergence_from_sharpened b p r : 1 < b -> sum p = 1 -> length p = length r ->
  J b p r = (b - 1) * ln (sum (map (fun x => Rpower x (b / (b - 1))) r))
    - (b - 1) * divergence p (sharpened (b / (b - 1)) r).
Proof.
  intros more one same.
  pose proof (some_of_simplex p r one same) as some.
  pose proof (power_sum_positive (b / (b - 1)) r some) as total.
  rewrite (J_is_bound_less_losses b ((b - 1) * ln (sum (map (fun x => Rpower x (b / (b - 1))) r)))) by assumption.
  set (losses := sum (zip _ p r)). assert (losses = (b - 1) * divergence p (sharpened (b / (b - 1)) r)) as ->; [|ring].
  unfold losses, sharpened, divergence. clear losses. revert total.
  generalize (sum (map (fun x => Rpower x (b / (b - 1))) r)). intros z total. clear one some.
  revert r same. induction p as [|x p IH]; intros [|y r] same; simpl in same; try discriminate; [simpl; ring|].
  injection same as same. specialize (IH r same). simpl. rewrite IH.
  assert (ln (Rpower y (b / (b - 1)) / z) = b / (b - 1) * ln y - ln z) as ->.
  { unfold Rdiv at 1. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; try apply exp_pos; assumption).
    unfold Rpower. rewrite ln_exp. ring. }
  unfold loss. field. lra.
Qed.

(* b > 1: what a policy lacks is its divergence from the sharpened reference, ... *)
Theorem the_shortfall_is_a_divergence : forall (b : R) (p r : list R),
  1 < b -> (forall y, In y r -> 0 < y) -> simplex p -> length p = length r ->
  J b (sharpened (b / (b - 1)) r) r - J b p r = (b - 1) * divergence p (sharpened (b / (b - 1)) r).
Proof.
  intros b p r more above [_ one] same.
  pose proof (some_of_simplex p r one same) as some.
  destruct (sharpened_is_a_distribution (b / (b - 1)) r above some) as [positive one'].
  rewrite !divergence_from_sharpened by (auto; apply map_length).
  assert (divergence (sharpened (b / (b - 1)) r) (sharpened (b / (b - 1)) r) = 0) as ->; [|ring].
  apply divergence_is_zero_only_of_equals; auto. split; [|assumption]. intros y inside. left. auto.
Qed.

(* ... so that this is the single optimum. *)
Theorem a_strong_penalty_sharpens_the_reference : forall (b : R) (p r : list R),
  1 < b -> (forall y, In y r -> 0 < y) -> simplex p -> length p = length r ->
  J b p r <= J b (sharpened (b / (b - 1)) r) r /\
  (J b p r = J b (sharpened (b / (b - 1)) r) r <-> p = sharpened (b / (b - 1)) r).
Proof.
  intros b p r more above valid same. pose proof (the_shortfall_is_a_divergence b p r more above valid same) as lacking.
  pose proof (some_of_simplex p r (proj2 valid) same) as some.
  destruct (sharpened_is_a_distribution (b / (b - 1)) r above some) as [positive one'].
  destruct (divergence_is_zero_only_of_equals p (sharpened (b / (b - 1)) r)) as [most zero]; auto.
  { unfold sharpened. now rewrite map_length. }
  assert (0 <= (b - 1) * divergence p (sharpened (b / (b - 1)) r)) by (apply Rmult_le_pos; lra).
  split; [lra|]. split; [|now intros <-]. intros equal. apply zero.
  apply (Rmult_eq_reg_l (b - 1)); lra.
Qed.

(* b <= 1: nothing is above the vertex at the mode. *)
Theorem a_weak_penalty_leaves_the_mode : forall (b : R) (i : nat) (p r : list R),
  0 < b <= 1 -> (forall y, In y r -> 0 < y) -> unique_mode i r -> simplex p -> length p = length r ->
  J b p r <= b * ln (nth i r 0) /\ (J b p r = b * ln (nth i r 0) <-> p = one_hot i r).
Proof.
  intros b i p r [some weak] positive [i_inside mode] valid same. apply below_a_vertex; auto.
  intros k inside other px. destruct (probability_of_simplex p k valid) as [_ at_most].
  pose proof (ln_of_probability _ px at_most).
  assert (0 <= (1 - b) * - ln (nth k p 0)) by (apply Rmult_le_pos; lra).
  assert (b * ln (nth k r 0) < b * ln (nth i r 0)); [|lra].
  apply Rmult_lt_compat_l, ln_increasing; auto using nth_In.
Qed.

(* b = 1: linear in the policy. *)
Theorem a_penalty_of_one_is_linear : forall p r : list R,
  (forall y, In y r -> 0 < y) -> length p = length r -> J 1 p r = sum (zip (fun x y => x * ln y) p r).
Proof.
  intros p r _. unfold J, entropy, divergence. revert r.
  induction p as [|x p IH]; intros [|y r] same; simpl in same; try discriminate; [simpl; ring|].
  injection same as same. specialize (IH r same). simpl. lra.
Qed.

(* b < 1: every vertex is above all that is near, as far as (ref_i / max ref)^(b / (1 - b)). *)
Theorem a_weak_penalty_traps_at_every_vertex : forall (b most : R) (i : nat) (p r : list R),
  0 <= b < 1 -> (forall y, In y r -> 0 < y <= most) -> (i < length r)%nat -> simplex p -> length p = length r ->
  1 - Rpower (nth i r 0 / most) (b / (1 - b)) < nth i p 0 -> p <> one_hot i r -> J b p r < J b (one_hot i r) r.
Proof.
  intros b most i p r [nonneg weak] bounds i_inside valid same near other.
  assert (positive : forall y, In y r -> 0 < y) by (intros y y_in; now apply bounds).
  rewrite value_at_a_vertex by assumption.
  destruct (below_a_vertex b i p r) as [[less|equal] only]; auto; [lra| |now elim other; apply only].
  intros k inside apart px. destruct (bounds (nth k r 0) (nth_In r 0 inside)) as [above below].
  pose proof (positive (nth i r 0) (nth_In r 0 i_inside)) as here.
  pose proof (two_entries_at_most_sum p i k (proj1 valid) apart) as both. rewrite (proj2 valid) in both.
  (* (1 - b) log p_k < b log (ref_i / most) <= b (log ref_i - log ref_k) *)
  assert (less : ln (nth k p 0) < b / (1 - b) * ln (nth i r 0 / most)).
  { rewrite <- (ln_exp (b / (1 - b) * ln (nth i r 0 / most))). apply ln_increasing; [assumption|].
    fold (Rpower (nth i r 0 / most) (b / (1 - b))). lra. }
  apply (Rmult_lt_compat_l (1 - b)) in less; [|lra].
  replace ((1 - b) * (b / (1 - b) * ln (nth i r 0 / most))) with (b * ln (nth i r 0 / most)) in less by (field; lra).
  assert (ln (nth i r 0 / most) = ln (nth i r 0) - ln most) as log.
  { unfold Rdiv. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; lra). ring. }
  rewrite log in less. pose proof (ln_at_most _ _ above below).
  assert (b * ln (nth k r 0) <= b * ln most) by now apply Rmult_le_compat_l. lra.
Qed.

Theorem every_vertex_is_a_strict_local_maximum : forall (b : R) (i : nat) (r : list R),
  0 <= b < 1 -> (forall y, In y r -> 0 < y) -> (i < length r)%nat ->
  exists d, 0 < d /\ forall p, simplex p -> length p = length r ->
    1 - d < nth i p 0 -> p <> one_hot i r -> J b p r < J b (one_hot i r) r.
Proof.
  intros b i r weak positive inside. exists (Rpower (nth i r 0 / sum r) (b / (1 - b))). split; [apply exp_pos|].
  intros p valid same near other. apply (a_weak_penalty_traps_at_every_vertex b (sum r)); try assumption.
  intros y y_in. split; [now apply positive|]. destruct (In_nth r y 0 y_in) as [k [_ <-]].
  apply entry_at_most_sum. intros. left. auto.
Qed.

(* b = 0: all vertices tie, and all else is below. *)
Theorem without_a_penalty_all_vertices_tie : forall p r : list R,
  (forall y, In y r -> 0 < y) -> simplex p -> length p = length r ->
  J 0 p r <= 0 /\ (J 0 p r = 0 <-> exists i, (i < length r)%nat /\ p = one_hot i r).
Proof.
  intros p r positive valid same. destruct (J_at_most 0 0 p r valid same) as [most zero].
  { intros k _. destruct (probability_of_simplex p k valid) as [[px|none] at_most].
    2: { rewrite <- none, loss_of_nothing. apply Rle_refl. }
    pose proof (ln_of_probability _ px at_most). apply Rmult_le_pos; lra. }
  split; [exact most|]. split.
  - intros equal. destruct (sum_has_an_entry p) as [i [inside some]]; [destruct valid as [_ ->]; lra|].
    exists i. split; [now rewrite <- same|]. specialize (zero equal i inside).
    pose proof (probability_of_simplex p i valid) as bounds. unfold loss in zero.
    apply Rmult_integral in zero as [zero|zero]; [congruence|].
    assert (nth i p 0 = 1) as whole by (apply ln_inv; [lra..|]; rewrite ln_1; lra).
    apply is_one_hot; auto; [now rewrite <- same|]. intros k _ other.
    pose proof (two_entries_at_most_sum p i k (proj1 valid) other) as both. rewrite (proj2 valid) in both.
    pose proof (probability_of_simplex p k valid). lra.
  - intros [i [inside ->]]. rewrite value_at_a_vertex by assumption. ring.
Qed.
