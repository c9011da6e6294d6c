(* With three symbols and more, entropy and self-certainty can rank two distributions differently. *)
Require Import formula sums.

Lemma ln_power x (n : nat) : 0 < x -> ln (x ^ n) = INR n * ln x.
Proof.
  intros positive. induction n as [|n IH]; [simpl; rewrite ln_1; ring|].
  rewrite S_INR, <- tech_pow_Rmult, ln_mult, IH by (try apply pow_lt; assumption). ring.
Qed.

(* 2^4 < 3^3 *)
Lemma two_to_four_is_below_three_cubed : 4 * ln 2 < 3 * ln 3.
Proof.
  assert (less : ln (2 ^ 4) < ln (3 ^ 3)) by (apply ln_increasing; lra).
  rewrite !ln_power in less by lra. simpl in less. lra.
Qed.

(* 1/81 < 1/72: 3^2 > 2^3 *)
Lemma two_cubed_is_below_three_squared : 3 * ln 2 < 2 * ln 3.
Proof.
  assert (less : ln (2 ^ 3) < ln (3 ^ 2)) by (apply ln_increasing; lra).
  rewrite !ln_power in less by lra. simpl in less. lra.
Qed.

Lemma ln_div x y : 0 < x -> 0 < y -> ln (x / y) = ln x - ln y.
Proof.
  intros px py. unfold Rdiv. rewrite ln_mult, ln_Rinv; try assumption; [ring|]. now apply Rinv_0_lt_compat.
Qed.

Lemma ln_4 : ln 4 = 2 * ln 2.
Proof. replace 4 with (2 ^ 2) by ring. rewrite ln_power by lra. simpl. ring. Qed.

Lemma ln_9 : ln 9 = 2 * ln 3.
Proof. replace 9 with (3 ^ 2) by ring. rewrite ln_power by lra. simpl. ring. Qed.

Lemma ln_12 : ln 12 = 2 * ln 2 + ln 3.
Proof. replace 12 with (4 * 3) by ring. rewrite ln_mult, ln_4 by lra. ring. Qed.

Lemma ln_18 : ln 18 = ln 2 + 2 * ln 3.
Proof. replace 18 with (2 * 9) by ring. rewrite ln_mult, ln_9 by lra. ring. Qed.

Definition first : list R := [2 / 3; 1 / 4; 1 / 12].
Definition second : list R := [1 / 2; 4 / 9; 1 / 18].

Lemma first_entropy : entropy first = 3 / 4 * ln 3.
Proof. unfold entropy, first. simpl. rewrite !ln_div, ln_1, ln_4, ln_12 by lra. field. Qed.

Lemma second_entropy : entropy second = ln 3 - 1 / 3 * ln 2.
Proof. unfold entropy, second. simpl. rewrite !ln_div, ln_1, ln_4, ln_9, ln_18 by lra. field. Qed.

Lemma self_certainty_of_three x y z : self_certainty [x; y; z] = - ln 3 - (ln x + ln y + ln z) / 3.
Proof.
  unfold self_certainty, count. simpl. replace (1 + 1 + 1) with 3 by ring. rewrite ln_div, ln_1 by lra. field.
Qed.

Theorem entropy_and_self_certainty_disagree :
  entropy [2 / 3; 1 / 4; 1 / 12] < entropy [1 / 2; 4 / 9; 1 / 18] /\
  self_certainty [2 / 3; 1 / 4; 1 / 12] < self_certainty [1 / 2; 4 / 9; 1 / 18].
Proof.
  pose proof two_to_four_is_below_three_cubed. pose proof two_cubed_is_below_three_squared. split.
  - fold first second. rewrite first_entropy, second_entropy. lra.
  - rewrite !self_certainty_of_three, !ln_div, ln_1, ln_4, ln_9, ln_12, ln_18 by lra. lra.
Qed.

(* With n symbols more, each of them as likely as in the uniform distribution: the three share what is left. *)
Definition beside (n : nat) (p : list R) : list R :=
  map (fun x => 3 / (3 + INR n) * x) p ++ repeat (1 / (3 + INR n)) n.

Lemma beside_is_a_distribution n p : length p = 3%nat -> (forall x, In x p -> 0 < x) -> sum p = 1 ->
  length (beside n p) = (3 + n)%nat /\ (forall x, In x (beside n p) -> 0 < x) /\ sum (beside n p) = 1.
Proof.
  intros three positive one. pose proof (pos_INR n).
  assert (0 < / (3 + INR n)) by (apply Rinv_0_lt_compat; lra). split; [|split].
  - unfold beside. now rewrite app_length, map_length, repeat_length, three.
  - intros x inside. apply in_app_or in inside as [inside|inside].
    + apply in_map_iff in inside as [y [<- inside]]. apply Rmult_lt_0_compat; [unfold Rdiv; lra|auto].
    + apply repeat_spec in inside as ->. unfold Rdiv. lra.
  - unfold beside. rewrite sum_app, sum_scale, sum_id, sum_repeat, one. field. lra.
Qed.

(* Entropies keep 3 / (3 + n) of their difference, logarithms all of it. *)
Lemma beside_entropies n p q :
  (forall x, In x p -> 0 < x) -> (forall x, In x q -> 0 < x) -> sum p = sum q ->
  entropy (beside n q) - entropy (beside n p) = 3 / (3 + INR n) * (entropy q - entropy p).
Proof.
  intros positive positive' same. pose proof (pos_INR n). set (c := 3 / (3 + INR n)).
  assert (0 < c) by (apply Rdiv_lt_0_compat; lra).
  assert (shares : forall v, (forall x, In x v -> 0 < x) ->
    entropy (map (fun x => c * x) v) = c * entropy v - c * ln c * sum v).
  { intros v all. unfold entropy. rewrite map_map.
    rewrite (sum_equal _ (fun x => c * (x * ln x) + c * ln c * x))
      by (intros x inside; rewrite ln_mult by auto; ring).
    rewrite sum_plus, !sum_scale, sum_id. ring. }
  assert (parts : forall v w, entropy (v ++ w) = entropy v + entropy w)
    by (intros; unfold entropy; rewrite map_app, sum_app; ring).
  unfold beside. fold c. rewrite !parts, !shares, same by assumption. ring.
Qed.

Lemma beside_self_certainties n p q : length p = 3%nat -> length q = 3%nat ->
  (forall x, In x p -> 0 < x) -> (forall x, In x q -> 0 < x) ->
  self_certainty (beside n q) - self_certainty (beside n p) = 3 / (3 + INR n) * (self_certainty q - self_certainty p).
Proof.
  intros three three' positive positive'. pose proof (pos_INR n). set (c := 3 / (3 + INR n)).
  assert (0 < c) by (apply Rdiv_lt_0_compat; lra).
  assert (sums : forall k v, sum (map (fun x => 1 / k * (ln (1 / k) - ln x)) v) = 1 / k * (count v * ln (1 / k) - sum (map ln v))).
  { intros k v. rewrite sum_scale, sum_minus, sum_constant. reflexivity. }
  assert (size : forall v, length v = 3%nat -> count (beside n v) = 3 + INR n).
  { intros v all. unfold count, beside. rewrite app_length, map_length, repeat_length, all, plus_INR. simpl. ring. }
  assert (logs : forall v, length v = 3%nat -> (forall x, In x v -> 0 < x) ->
    sum (map ln (beside n v)) = 3 * ln c + sum (map ln v) + sum (map ln (repeat (1 / (3 + INR n)) n))).
  { intros v all each. unfold beside. fold c. rewrite map_app, sum_app, map_map.
    rewrite (sum_equal _ (fun x => ln c + ln x)) by (intros x inside; now rewrite ln_mult by auto).
    rewrite sum_plus, sum_constant. unfold count. rewrite all. simpl. ring. }
  assert (threes : forall v : list R, length v = 3%nat -> count v = 3) by (intros v all; unfold count; rewrite all; simpl; ring).
  unfold self_certainty. rewrite !sums, !logs, !size, !threes by assumption. unfold c. field. lra.
Qed.

Theorem entropy_and_self_certainty_disagree_from_three_on : forall V : nat, (3 <= V)%nat ->
  exists p q : list R, (length p = V /\ (forall x, In x p -> 0 < x) /\ sum p = 1) /\
    (length q = V /\ (forall x, In x q -> 0 < x) /\ sum q = 1) /\
    entropy p < entropy q /\ self_certainty p < self_certainty q.
Proof.
  intros V many. destruct (Nat.le_exists_sub 3 V many) as [n [-> _]]. rewrite Nat.add_comm.
  assert (first_positive : forall x, In x first -> 0 < x) by (intros x [<-|[<-|[<-|[]]]]; lra).
  assert (second_positive : forall x, In x second -> 0 < x) by (intros x [<-|[<-|[<-|[]]]]; lra).
  exists (beside n first), (beside n second).
  split; [|split]; [apply beside_is_a_distribution; [reflexivity|assumption|unfold first; simpl; lra]|
    apply beside_is_a_distribution; [reflexivity|assumption|unfold second; simpl; lra]|].
  pose proof (beside_entropies n first second first_positive second_positive
    ltac:(unfold first, second; simpl; lra)) as by_entropy.
  pose proof (beside_self_certainties n first second ltac:(reflexivity) ltac:(reflexivity) first_positive second_positive)
    as by_certainty.
  destruct entropy_and_self_certainty_disagree as [less less']. fold first second in less, less'.
  pose proof (pos_INR n). assert (0 < 3 / (3 + INR n)) by (apply Rdiv_lt_0_compat; lra).
  assert (scaled : forall d, 0 < d -> 0 < 3 / (3 + INR n) * d) by (intros; now apply Rmult_lt_0_compat).
  pose proof (scaled (entropy second - entropy first)). pose proof (scaled (self_certainty second - self_certainty first)).
  lra.
Qed.
