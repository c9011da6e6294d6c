(* With three symbols, entropy and self-certainty can rank two distributions differently. *)
Require Import formula.

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
