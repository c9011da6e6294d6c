(* Entropy between two policies whose weights are mixed: what it is on the way, to three digits. Bounds are fractions of few
   digits: the seventh power of others is more than jscoq's stack holds. *)
Require Import formula sums uniform logit_gradients.

(* exp (-c) = sum_k (-c)^k / k!, between any two partial sums that follow each other. *)
Lemma exp_alternates c (n : nat) : 0 <= c <= 1 ->
  sum_f_R0 (tg_alt (fun k => c ^ k / INR (fact k))) (S (2 * n)) <= exp (- c)
    <= sum_f_R0 (tg_alt (fun k => c ^ k / INR (fact k))) (2 * n).
Proof.
  intros small. apply alternated_series_ineq.
  - intros k. rewrite fact_simpl, mult_INR, <- tech_pow_Rmult.
    pose proof (INR_fact_lt_0 k) as positive. pose proof (pow_le c k ltac:(lra)) as nonneg.
    assert (1 <= INR (S k)) by (rewrite S_INR; pose proof (pos_INR k); lra).
    assert (0 <= c ^ k / INR (fact k)) by (apply Rmult_le_pos; [|left; apply Rinv_0_lt_compat]; assumption).
    replace (c * c ^ k / (INR (S k) * INR (fact k))) with (c / INR (S k) * (c ^ k / INR (fact k))) by (field; lra).
    rewrite <- Rmult_1_l. apply Rmult_le_compat_r; [assumption|].
    apply (Rmult_le_reg_r (INR (S k))); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
  - apply cv_speed_pow_fact.
  - pose proof (proj2_sig (exist_exp (- c))) as series. fold (exp (- c)) in series.
    intros eps some. destruct (series eps some) as [from near]. exists from. intros k late.
    rewrite (sum_eq _ (fun i => / INR (fact i) * (- c) ^ i)); [now apply near|].
    intros i _. unfold tg_alt. replace (- c) with (-1 * c) by ring. rewrite Rpow_mult_distr. unfold Rdiv. ring.
Qed.

(* To order 6 and 7, and with them of exp c. *)
Definition down (c : R) : R := 1 - c + c ^ 2 / 2 - c ^ 3 / 6 + c ^ 4 / 24 - c ^ 5 / 120 + c ^ 6 / 720.

(* Factorials by their factors: counted out one by one 5040 is too much for jscoq. *)
Lemma factorial (k : nat) n : INR (fact k) = n -> INR (fact (S k)) = (INR k + 1) * n.
Proof. intros <-. now rewrite fact_simpl, mult_INR, S_INR. Qed.

Lemma exp_between c : 0 <= c <= 1 -> down c - c ^ 7 / 5040 <= exp (- c) <= down c.
Proof.
  intros small. assert (f0 : INR (fact 0) = 1) by reflexivity.
  pose proof (factorial 0 _ f0) as f1. pose proof (factorial 1 _ f1) as f2. pose proof (factorial 2 _ f2) as f3.
  pose proof (factorial 3 _ f3) as f4. pose proof (factorial 4 _ f4) as f5. pose proof (factorial 5 _ f5) as f6.
  pose proof (factorial 6 _ f6) as f7.
  destruct (exp_alternates c 3 small) as [below above].
  change (S (2 * 3)) with 7%nat in below. change (2 * 3)%nat with 6%nat in above. cbn [sum_f_R0] in below, above.
  unfold tg_alt in below, above. rewrite f7, f6, f5, f4, f3, f2, f1, f0 in below. rewrite f6, f5, f4, f3, f2, f1, f0 in above.
  cbn [INR] in below, above. unfold down.
  split; [eapply Rle_trans; [|exact below]|eapply Rle_trans; [exact above|]]; right; field.
Qed.

(* Powers keep an order, of numbers that are not negative. *)
Lemma pow_between (n : nat) low y high : 0 <= low -> low <= y <= high -> low ^ n <= y ^ n <= high ^ n.
Proof. intros nonneg between. split; apply pow_incr; lra. Qed.

(* x = exp (-3/2): all logits are multiples of 3/2. *)
Definition x : R := exp (- (3 / 2)).

Lemma x_between : 223129 / 1000000 <= x <= 223132 / 1000000.
Proof.
  destruct (exp_between (1 / 2)) as [below above]; [lra|]. unfold down in *.
  replace x with (exp (- (1 / 2)) ^ 3).
  - destruct (pow_between 3 (6065305 / 10000000) (exp (- (1 / 2))) (6065322 / 10000000)); lra.
  - unfold x. simpl. rewrite Rmult_1_r, <- !exp_plus. f_equal. field.
Qed.

Lemma powers_between :
  (497865 / 10000000 <= x ^ 2 <= 497879 / 10000000) /\
  (111088 / 10000000 <= x ^ 3 <= 111093 / 10000000) /\
  (247869 / 100000000 <= x ^ 4 <= 247884 / 100000000).
Proof.
  assert (nonneg : 0 <= 223129 / 1000000) by lra. pose proof (fun n => pow_between n _ _ _ nonneg x_between) as between.
  destruct (between 2%nat), (between 3%nat), (between 4%nat). lra.
Qed.

(* c < ln z < d, by exp (-c) and exp (-d). *)
Lemma ln_between c d z : 0 <= c <= 1 -> 0 <= d <= 1 -> 0 < z ->
  1 < z * (down c - c ^ 7 / 5040) -> z * down d < 1 -> c < ln z < d.
Proof.
  intros small small' positive less more.
  assert (inverse : forall y, exp y * exp (- y) = 1) by (intros; rewrite <- exp_plus, Rplus_opp_r; apply exp_0).
  destruct (exp_between c small) as [below _]. destruct (exp_between d small') as [_ above].
  apply (Rmult_le_compat_l z) in below, above; try lra.
  split; [rewrite <- (ln_exp c) | rewrite <- (ln_exp d)]; (apply ln_increasing; [assumption || apply exp_pos|]).
  - apply (Rmult_lt_reg_r (exp (- c))); [apply exp_pos|]. rewrite inverse. lra.
  - apply (Rmult_lt_reg_r (exp (- d))); [apply exp_pos|]. rewrite inverse. lra.
Qed.

Lemma quotient_between low n d high : 0 < d -> low * d < n < high * d -> low < n / d < high.
Proof.
  intros positive between. assert (n / d * d = n) by (field; lra).
  split; apply (Rmult_lt_reg_r d); lra.
Qed.

(* Beside the first symbol, of logit m, the others have u and v of its weight. *)
Lemma entropy_of_three m b c u v : 0 < u -> 0 < v -> exp b = exp m * u -> exp c = exp m * v ->
  entropy (softmax [m; b; c]) = ln (1 + u + v) + ((m - b) * u + (m - c) * v) / (1 + u + v).
Proof.
  intros some some' of_b of_c. pose proof (exp_pos m). rewrite entropy_from_logits by discriminate.
  unfold log_sum_exp. simpl. rewrite of_b, of_c.
  replace (exp m + (exp m * u + (exp m * v + 0))) with (exp m * (1 + u + v)) by ring.
  rewrite ln_mult, ln_exp by lra. field. lra.
Qed.

(* Which symbol comes first is of no matter. *)
Lemma entropy_swaps a b c : entropy (softmax [a; b; c]) = entropy (softmax [b; a; c]).
Proof.
  rewrite !entropy_from_logits by discriminate. unfold log_sum_exp. simpl.
  rewrite <- !Rplus_assoc, (Rplus_comm (exp b) (exp a)), (Rplus_comm (exp b * b) (exp a * a)). reflexivity.
Qed.

Ltac by_x := unfold x; simpl; rewrite ?Rmult_1_r, <- ?exp_plus; f_equal; field.

Lemma at_an_end : Rabs (entropy (softmax [6; 0; 0]) - 345 / 10000) < 5 / 100000.
Proof.
  pose proof powers_between. rewrite (entropy_of_three _ _ _ (x ^ 4) (x ^ 4)) by (lra || by_x).
  destruct (ln_between (1 / 203) (5 / 1011) (1 + x ^ 4 + x ^ 4)); try (unfold down; lra).
  destruct (quotient_between (2959 / 100000) ((6 - 0) * x ^ 4 + (6 - 0) * x ^ 4) (1 + x ^ 4 + x ^ 4) (296 / 10000)); try lra.
  apply Rabs_def1; lra.
Qed.

Lemma a_quarter_on : Rabs (entropy (softmax [9 / 2; 3 / 2; 0]) - 247 / 1000) < 5 / 10000.
Proof.
  pose proof powers_between. rewrite (entropy_of_three _ _ _ (x ^ 2) (x ^ 3)) by (lra || by_x).
  destruct (ln_between (1 / 17) (5 / 84) (1 + x ^ 2 + x ^ 3)); try (unfold down; lra).
  destruct (quotient_between (187 / 1000 + 8 / 10000) ((9 / 2 - 3 / 2) * x ^ 2 + (9 / 2 - 0) * x ^ 3) (1 + x ^ 2 + x ^ 3)
    (18795 / 100000)); try lra.
  apply Rabs_def1; lra.
Qed.

Lemma half_way : Rabs (entropy (softmax [3; 3; 0]) - 791 / 1000) < 5 / 10000.
Proof.
  pose proof powers_between. rewrite (entropy_of_three _ _ _ 1 (x ^ 2)) by (lra || by_x).
  destruct (ln_between (61 / 85) (28 / 39) (1 + 1 + x ^ 2)); try (unfold down; lra).
  destruct (quotient_between (7286 / 100000) ((3 - 3) * 1 + (3 - 0) * x ^ 2) (1 + 1 + x ^ 2) (729 / 10000)); try lra.
  apply Rabs_def1; lra.
Qed.

(* To half of the last digit: on the way entropy rises and falls again, and the ends do not bound it. *)
Theorem mixed_weights_mix_no_entropy :
  let H a := entropy (softmax (mixture [6; 0; 0] [0; 6; 0] a)) in
  Rabs (H 0 - 345 / 10000) < 5 / 100000 /\ Rabs (H (1 / 4) - 247 / 1000) < 5 / 10000 /\
  Rabs (H (1 / 2) - 791 / 1000) < 5 / 10000 /\
  Rabs (H (3 / 4) - 247 / 1000) < 5 / 10000 /\ Rabs (H 1 - 345 / 10000) < 5 / 100000.
Proof.
  intros H. assert (line : forall a, H a = entropy (softmax [6 * (1 - a); 6 * a; 0])).
  { intros a. unfold H, mixture. simpl. do 3 f_equal; [|f_equal; [|f_equal]]; ring. }
  rewrite !line. rewrite (entropy_swaps (6 * (1 - 3 / 4))), (entropy_swaps (6 * (1 - 1))).
  replace (6 * (1 - 0)) with 6 by ring. replace (6 * 0) with 0 by ring.
  replace (6 * (1 - 1 / 4)) with (9 / 2) by field. replace (6 * (1 / 4)) with (3 / 2) by field.
  replace (6 * (1 - 1 / 2)) with 3 by field. replace (6 * (1 / 2)) with 3 by field.
  replace (6 * (3 / 4)) with (9 / 2) by field. replace (6 * (1 - 3 / 4)) with (3 / 2) by field.
  replace (6 * 1) with 6 by ring. replace (6 * (1 - 1)) with 0 by ring.
  auto using at_an_end, a_quarter_on, half_way.
Qed.
