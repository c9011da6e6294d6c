(* With two symbols but averaged over two tokens, entropy and self-certainty can rank two completions differently. *)
Require Import formula disagreement.

(* 120 < 121 *)
Lemma twelve_tens_are_below_eleven_squared : 3 * ln 2 + ln 3 + ln 5 < 2 * ln 11.
Proof.
  assert (less : ln (2 ^ 3 * 3 * 5) < ln (11 ^ 2)) by (apply ln_increasing; lra).
  rewrite !ln_mult, !ln_power in less by lra. simpl in less. lra.
Qed.

(* 2025 < 2048 *)
Lemma forty_five_squared_is_below_two_to_eleven : 4 * ln 3 + 2 * ln 5 < 11 * ln 2.
Proof.
  assert (less : ln (3 ^ 4 * 5 ^ 2) < ln (2 ^ 11)) by (apply ln_increasing; lra).
  rewrite ln_mult, !ln_power in less by lra. simpl in less. lra.
Qed.

(* 125 < 128 *)
Lemma five_cubed_is_below_two_to_seven : 3 * ln 5 < 7 * ln 2.
Proof.
  assert (less : ln (5 ^ 3) < ln (2 ^ 7)) by (apply ln_increasing; lra).
  rewrite !ln_power in less by lra. simpl in less. lra.
Qed.

Lemma ln_22 : ln 22 = ln 2 + ln 11.
Proof. replace 22 with (2 * 11) by ring. apply ln_mult; lra. Qed.

Lemma ln_25 : ln 25 = 2 * ln 5.
Proof. replace 25 with (5 ^ 2) by ring. rewrite ln_power by lra. simpl. ring. Qed.

Lemma ln_99 : ln 99 = 2 * ln 3 + ln 11.
Proof. replace 99 with (9 * 11) by ring. rewrite ln_mult, ln_9 by lra. ring. Qed.

Lemma ln_100 : ln 100 = 2 * ln 2 + 2 * ln 5.
Proof. replace 100 with (4 * 25) by ring. rewrite ln_mult, ln_4, ln_25 by lra. ring. Qed.

Lemma mean_of_two x y : mean [x; y] = (x + y) / 2.
Proof. unfold mean, count. simpl. replace (1 + 1) with 2 by ring. unfold Rdiv. ring. Qed.

Lemma self_certainty_of_two x y : self_certainty [x; y] = - ln 2 - (ln x + ln y) / 2.
Proof.
  unfold self_certainty, count. simpl. replace (1 + 1) with 2 by ring. rewrite ln_div, ln_1 by lra. field.
Qed.

(* The first completion is drawn from .5 and then .99, the second from .88 twice: -H prefers the second, self-certainty the
   first. *)
Theorem averages_of_two_symbols_disagree :
  token_mean [entropy [1 / 2; 1 / 2]; entropy [99 / 100; 1 / 100]] <
    token_mean [entropy [22 / 25; 3 / 25]; entropy [22 / 25; 3 / 25]] /\
  mean [self_certainty [22 / 25; 3 / 25]; self_certainty [22 / 25; 3 / 25]] <
    mean [self_certainty [1 / 2; 1 / 2]; self_certainty [99 / 100; 1 / 100]].
Proof.
  pose proof twelve_tens_are_below_eleven_squared. pose proof forty_five_squared_is_below_two_to_eleven.
  pose proof five_cubed_is_below_two_to_seven.
  assert (0 < ln 2) by (rewrite <- ln_1; apply ln_increasing; lra).
  assert (0 < ln 3) by (rewrite <- ln_1; apply ln_increasing; lra).
  unfold token_mean. rewrite !mean_of_two. split.
  - unfold entropy. simpl. rewrite !ln_div, ln_1, ln_22, ln_25, ln_99, ln_100 by lra. lra.
  - rewrite !self_certainty_of_two, !ln_div, ln_1, ln_22, ln_25, ln_99, ln_100 by lra. lra.
Qed.
