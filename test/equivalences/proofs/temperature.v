(* Within a temperature family p_b = softmax (b z), both -H and self-certainty grow with b. *)
Require Import formula sums uniform logit_gradients.

Definition scaled (b : R) (z : list R) : list R := map (Rmult b) z.
Definition varies (z : list R) : Prop := exists x y, In x z /\ In y z /\ x <> y.

(* The probability of a symbol with logit x, and the expectation of f of the logit. *)
Definition share (b : R) (z : list R) (x : R) : R := exp (b * x) / sum (map exp (scaled b z)).
Definition average (b : R) (z : list R) (f : R -> R) : R := sum (map (fun x => share b z x * f x) z).
Definition normaliser (b : R) (z : list R) : R := log_sum_exp (scaled b z).

Lemma varies_some z : varies z -> z <> [].
Proof. intros [x [y [inside _]]] empty. now subst z. Qed.

Lemma scaled_some b z : z <> [] -> scaled b z <> [].
Proof. destruct z; simpl; congruence. Qed.

Lemma share_positive b z x : z <> [] -> 0 < share b z x.
Proof. intros some. apply Rdiv_lt_0_compat; [apply exp_pos|]. apply sum_exp_positive. now apply scaled_some. Qed.

Lemma ln_share_of b z x : z <> [] -> ln (share b z x) = b * x - normaliser b z.
Proof. intros some. apply ln_softmax. now apply scaled_some. Qed.

Lemma softmax_shares b z : softmax (scaled b z) = map (share b z) z.
Proof. unfold softmax, scaled at 2. now rewrite map_map. Qed.

Lemma shares_sum b z : z <> [] -> sum (map (share b z) z) = 1.
Proof. intros some. rewrite <- softmax_shares. apply softmax_sum. now apply scaled_some. Qed.

(* Gibbs: of two positive lists with the same sum, the divergence is not negative, and zero only if they are the same. *)
Lemma gibbs_term x y : 0 < x -> 0 < y -> 0 <= x * (ln x - ln y) - x + y.
Proof.
  intros px py. assert (0 < y / x) as pq by now apply Rdiv_lt_0_compat.
  pose proof (ln_below _ pq) as below. assert (ln (y / x) = ln y - ln x) as log.
  { unfold Rdiv. rewrite ln_mult, ln_Rinv by auto using Rinv_0_lt_compat. ring. }
  rewrite log in below. apply (Rmult_le_compat_l x) in below; [|lra].
  replace (x * (y / x - 1)) with (y - x) in below by (field; lra). lra.
Qed.

Lemma gibbs_term_zero x y : 0 < x -> 0 < y -> x * (ln x - ln y) - x + y = 0 -> x = y.
Proof.
  intros px py zero. assert (0 < y / x) as pq by now apply Rdiv_lt_0_compat.
  assert (ln (y / x) = ln y - ln x) as log.
  { unfold Rdiv. rewrite ln_mult, ln_Rinv by auto using Rinv_0_lt_compat. ring. }
  assert (y / x = 1) as one.
  { apply ln_tangent; [assumption|]. rewrite log. apply (Rmult_eq_reg_l x); [|lra].
    replace (x * (y / x - 1)) with (y - x) by (field; lra). lra. }
  replace y with (y / x * x) by (field; lra). rewrite one. ring.
Qed.

Definition gap (f g : R -> R) (z : list R) : R := sum (map (fun x => f x * (ln (f x) - ln (g x))) z).

Lemma gap_terms f g z : sum (map f z) = sum (map g z) ->
  gap f g z = sum (map (fun x => f x * (ln (f x) - ln (g x)) - f x + g x) z).
Proof. intros same. rewrite sum_plus, sum_minus, same. unfold gap. ring. Qed.

Lemma gibbs f g z : (forall x, 0 < f x) -> (forall x, 0 < g x) -> sum (map f z) = sum (map g z) -> 0 <= gap f g z.
Proof. intros pf pg same. rewrite gap_terms by assumption. apply sum_nonnegative. intros. now apply gibbs_term. Qed.

Lemma gibbs_zero f g z : (forall x, 0 < f x) -> (forall x, 0 < g x) -> sum (map f z) = sum (map g z) ->
  gap f g z = 0 -> forall x, In x z -> f x = g x.
Proof.
  intros pf pg same zero x inside. rewrite gap_terms in zero by assumption. apply gibbs_term_zero; auto.
  apply (sum_zero (fun x => f x * (ln (f x) - ln (g x)) - f x + g x) z); auto. intros. now apply gibbs_term.
Qed.

(* KL(p_b || p_c) = (b - c) E_b z - A_b + A_c *)
Lemma gap_of_shares b c z : z <> [] ->
  gap (share b z) (share c z) z = (b - c) * average b z id - normaliser b z + normaliser c z.
Proof.
  intros some. unfold gap, average.
  rewrite (sum_equal _ (fun x => (b - c) * (share b z x * id x) + (normaliser c z - normaliser b z) * share b z x)).
  - rewrite sum_plus, !sum_scale, shares_sum by assumption. ring.
  - intros x _. rewrite !ln_share_of by assumption. unfold id. ring.
Qed.

Lemma gap_positive b c z : varies z -> b <> c -> 0 < gap (share b z) (share c z) z.
Proof.
  intros varied different. pose proof (varies_some z varied) as some.
  assert (same : sum (map (share b z) z) = sum (map (share c z) z)) by now rewrite !shares_sum.
  assert (nonneg : 0 <= gap (share b z) (share c z) z) by (apply gibbs; auto using share_positive).
  destruct nonneg as [positive|zero]; [assumption|exfalso].
  assert (level : forall x, In x z -> (b - c) * x = normaliser b z - normaliser c z).
  { intros x inside. assert (ln (share b z x) = ln (share c z x)) as logs.
    { f_equal. apply (gibbs_zero (share b z) (share c z) z); auto using share_positive. }
    rewrite !ln_share_of in logs by assumption. lra. }
  destruct varied as [x [y [inside [inside' unequal]]]]. apply unequal.
  apply (Rmult_eq_reg_l (b - c)); [|lra]. now rewrite !level.
Qed.

(* H = A_b - b E_b z and SC = A_b - b mean z - ln V *)
Lemma entropy_of_shares b z : z <> [] -> entropy (softmax (scaled b z)) = normaliser b z - b * average b z id.
Proof.
  intros some. unfold entropy. rewrite softmax_shares, map_map. unfold average.
  rewrite (sum_equal _ (fun x => b * (share b z x * id x) - normaliser b z * share b z x)).
  - rewrite sum_minus, !sum_scale, shares_sum by assumption. ring.
  - intros x _. rewrite ln_share_of by assumption. unfold id. ring.
Qed.

Lemma self_certainty_of_shares b z : z <> [] ->
  self_certainty (softmax (scaled b z)) = normaliser b z - b * mean z - ln (count z).
Proof.
  intros some. rewrite self_certainty_from_logits by now apply scaled_some.
  unfold self_certainty_of_logits, mean, normaliser, scaled. rewrite count_map.
  rewrite (sum_scale b (fun x => x)), sum_id. unfold Rdiv. ring.
Qed.

(* At b = 0 all are equally likely: the average is the mean. *)
Lemma share_at_zero z x : share 0 z x = 1 / count z.
Proof.
  unfold share, scaled. rewrite map_map, (sum_equal _ (fun _ => 1)), sum_constant, Rmult_0_l, exp_0, Rmult_1_r;
    [reflexivity|]. intros y _. now rewrite Rmult_0_l, exp_0.
Qed.

Lemma average_at_zero z : average 0 z id = mean z.
Proof.
  unfold average, mean, id. rewrite (sum_equal _ (fun x => 1 / count z * x)).
  - rewrite sum_scale, sum_id. unfold Rdiv. ring.
  - intros x _. now rewrite share_at_zero.
Qed.

(* E_b z grows with b: the two divergences add to (c - b) (E_c z - E_b z). *)
Lemma average_increases b c z : varies z -> b < c -> average b z id < average c z id.
Proof.
  intros varied less. pose proof (varies_some z varied) as some.
  pose proof (gap_positive b c z varied ltac:(lra)) as one. pose proof (gap_positive c b z varied ltac:(lra)) as other.
  rewrite gap_of_shares in one, other by assumption.
  assert (0 < (c - b) * (average c z id - average b z id)) as product by lra.
  apply (Rmult_lt_reg_l (c - b)); [lra|]. lra.
Qed.

Lemma average_above_mean b z : varies z -> 0 <= b -> mean z <= average b z id.
Proof.
  intros varied [positive|zero]; rewrite <- average_at_zero; [|subst; apply Rle_refl].
  left. now apply average_increases.
Qed.

Theorem sharpening_lowers_entropy : forall (b c : R) (z : list R), varies z -> 0 <= b -> b < c ->
  entropy (softmax (scaled c z)) < entropy (softmax (scaled b z)).
Proof.
  intros b c z varied nonneg less. pose proof (varies_some z varied) as some.
  pose proof (gap_positive c b z varied ltac:(lra)) as positive. rewrite gap_of_shares in positive by assumption.
  pose proof (average_increases b c z varied less) as more.
  assert (0 <= b * (average c z id - average b z id)) by (apply Rmult_le_pos; lra).
  rewrite !entropy_of_shares by assumption. lra.
Qed.

Theorem sharpening_raises_self_certainty : forall (b c : R) (z : list R), varies z -> 0 <= b -> b < c ->
  self_certainty (softmax (scaled b z)) < self_certainty (softmax (scaled c z)).
Proof.
  intros b c z varied nonneg less. pose proof (varies_some z varied) as some.
  pose proof (gap_positive b c z varied ltac:(lra)) as positive. rewrite gap_of_shares in positive by assumption.
  pose proof (average_above_mean b z varied nonneg) as above.
  assert (0 <= (c - b) * (average b z id - mean z)) by (apply Rmult_le_pos; lra).
  rewrite !self_certainty_of_shares by assumption. lra.
Qed.

(* So within a family both order alike. *)
Theorem a_temperature_family_is_ordered_alike : forall (b c : R) (z : list R), varies z -> 0 <= b -> 0 <= c ->
  (entropy (softmax (scaled c z)) < entropy (softmax (scaled b z)) <->
   self_certainty (softmax (scaled b z)) < self_certainty (softmax (scaled c z))).
Proof.
  intros b c z varied nb nc. destruct (Rtotal_order b c) as [less|[same|more]].
  - split; intros _; [now apply sharpening_raises_self_certainty|now apply sharpening_lowers_entropy].
  - subst. split; intros; lra.
  - pose proof (sharpening_lowers_entropy c b z varied nc more).
    pose proof (sharpening_raises_self_certainty c b z varied nc more). split; intros; lra.
Qed.

(* Two symbols are always such a family, of the logits 1 and 0, up to their order. *)
Lemma two_symbols a : 0 < a < 1 -> [a; 1 - a] = softmax (scaled (ln (a / (1 - a))) [1; 0]).
Proof.
  intros inside. assert (0 < a / (1 - a)) by (apply Rdiv_lt_0_compat; lra).
  unfold softmax, scaled. simpl. rewrite Rmult_1_r, Rmult_0_r, exp_0, exp_ln by assumption.
  f_equal; [|f_equal]; field; lra.
Qed.

Lemma ratio_at_least_one a : 1 / 2 <= a < 1 -> 0 <= ln (a / (1 - a)).
Proof.
  intros [half less]. rewrite <- ln_1.
  assert (more : 1 <= a / (1 - a)).
  { apply (Rmult_le_reg_r (1 - a)); [lra|]. replace (a / (1 - a) * (1 - a)) with a by (field; lra). lra. }
  destruct more as [more|same]; [left; apply ln_increasing; lra|rewrite <- same; apply Rle_refl].
Qed.

Lemma entropy_swaps a b : entropy [a; b] = entropy [b; a].
Proof. unfold entropy. simpl. ring. Qed.

Lemma self_certainty_swaps a b : self_certainty [a; b] = self_certainty [b; a].
Proof. unfold self_certainty. change (count [a; b]) with (count [b; a]). simpl. ring. Qed.

Lemma two_symbols_sorted a b : 1 / 2 <= a < 1 -> 1 / 2 <= b < 1 ->
  (entropy [b; 1 - b] < entropy [a; 1 - a] <-> self_certainty [a; 1 - a] < self_certainty [b; 1 - b]).
Proof.
  intros half half'. rewrite !two_symbols by lra.
  apply a_temperature_family_is_ordered_alike; auto using ratio_at_least_one.
  exists 1, 0. simpl. repeat split; auto; lra.
Qed.

Theorem two_symbols_are_ordered_alike : forall a b : R, 0 < a < 1 -> 0 < b < 1 ->
  (entropy [b; 1 - b] < entropy [a; 1 - a] <-> self_certainty [a; 1 - a] < self_certainty [b; 1 - b]).
Proof.
  assert (sorted : forall a, 0 < a < 1 -> exists m, 1 / 2 <= m < 1 /\
    entropy [a; 1 - a] = entropy [m; 1 - m] /\ self_certainty [a; 1 - a] = self_certainty [m; 1 - m]).
  { intros a inside. destruct (Rle_lt_dec (1 / 2) a); [exists a; repeat split; lra|].
    exists (1 - a). replace (1 - (1 - a)) with a by ring.
    repeat split; try lra; [apply entropy_swaps|apply self_certainty_swaps]. }
  intros a b inside inside'. destruct (sorted a inside) as [m [half [-> ->]]].
  destruct (sorted b inside') as [n [half' [-> ->]]]. now apply two_symbols_sorted.
Qed.
