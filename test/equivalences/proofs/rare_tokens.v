(* Self-certainty with KL(ref || p) as its penalty, which is k3: which tokens the penalty holds above 0. *)
Require Import formula sums uniform logit_gradients simplex trajectories trajectory_gradients penalties.

(* SC(p) - b KL(r || p) *)
Definition penalized (b : R) (p r : list R) : R := self_certainty p - b * divergence r p.

(* (b r - 1/V) / (b - 1) *)
Definition balanced (b : R) (r : list R) : list R := map (fun y => (b * y - 1 / count r) / (b - 1)) r.

Lemma some_of_sum (r : list R) : sum r = 1 -> r <> [].
Proof. intros one empty. subst r. simpl in one. lra. Qed.

Lemma sum_of_weighed_logs b n (r p : list R) : length p = length r ->
  sum (zip (fun y x => (b * y - n) * ln x) r p)
    = b * sum (map (fun y => y * ln y) r) - b * divergence r p - n * sum (map ln p).
Proof.
  unfold divergence. revert p. induction r as [|y r IH]; intros [|x p] same; simpl in same; try discriminate; [simpl; ring|].
  injection same as same. simpl. rewrite (IH p same). ring.
Qed.

(* A constant, and logarithms: each weighs b r_j - 1/V. *)
Theorem penalized_self_certainty_weighs_logs : forall (b : R) (p r : list R),
  r <> [] -> (forall x, In x p -> 0 < x) -> length p = length r ->
  penalized b p r = b * entropy r - ln (count r) + sum (zip (fun y x => (b * y - 1 / count r) * ln x) r p).
Proof.
  intros b p r some _ same. assert (some' : p <> []) by (destruct p, r; simpl in *; congruence).
  rewrite sum_of_weighed_logs by assumption. unfold penalized. rewrite self_certainty_is_mean_log by assumption.
  assert (count p = count r) as -> by (unfold count; now rewrite same). unfold entropy. ring.
Qed.

(* Where all are held. *)

Lemma sum_of_weights b (r : list R) : r <> [] -> sum (map (fun y => b * y - 1 / count r) r) = b * sum r - 1.
Proof.
  intros some. pose proof (count_positive r some). rewrite sum_minus, sum_scale, sum_id, sum_constant. field. lra.
Qed.

Theorem what_is_balanced_is_a_distribution : forall (b : R) (r : list R),
  sum r = 1 -> (forall y, In y r -> 1 / count r < b * y) -> 1 < b /\ (forall x, In x (balanced b r) -> 0 < x) /\ sum (balanced b r) = 1.
Proof.
  intros b r one held. pose proof (some_of_sum r one) as some.
  assert (more : 1 < b).
  { pose proof (sum_of_weights b r some) as all. rewrite one in all.
    assert (0 < sum (map (fun y => b * y - 1 / count r) r)); [|lra]. clear all one.
    revert held. generalize (1 / count r). intros n held. destruct r as [|y r]; [congruence|].
    assert (0 <= sum (map (fun y => b * y - n) r)).
    { apply sum_nonnegative. intros x inside. pose proof (held x (or_intror inside)). lra. }
    pose proof (held y (or_introl eq_refl)). simpl map. rewrite sum_cons. lra. }
  split; [exact more|]. split.
  - intros x inside. apply in_map_iff in inside as [y [<- inside]]. apply Rdiv_lt_0_compat; [|lra].
    pose proof (held y inside). lra.
  - unfold balanced. rewrite (sum_equal _ (fun y => / (b - 1) * (b * y - 1 / count r))) by (intros; unfold Rdiv; ring).
    rewrite sum_scale, sum_of_weights, one by assumption. field. lra.
Qed.

Lemma balanced_length b r : length (balanced b r) = length r.
Proof. apply map_length. Qed.

(* sum_j (b r_j - 1/V) (log q_j - log p_j) = (b - 1) KL(q || p) *)
Lemma divergence_from_balanced b n (p r : list R) : b <> 1 -> length p = length r ->
  (b - 1) * divergence (map (fun y => (b * y - n) / (b - 1)) r) p
    = sum (zip (fun y x => (b * y - n) * ln x) r (map (fun y => (b * y - n) / (b - 1)) r))
      - sum (zip (fun y x => (b * y - n) * ln x) r p).
Proof.
  intros other. unfold divergence. revert p. induction r as [|y r IH]; intros [|x p] same; simpl in same; try discriminate;
    [simpl; ring|]. injection same as same. simpl. rewrite Rmult_plus_distr_l, (IH p same). field. lra.
Qed.

(* All held: what a policy lacks is its divergence from the balanced one, ... *)
Theorem what_it_lacks_is_a_divergence : forall (b : R) (p r : list R),
  sum r = 1 -> (forall y, In y r -> 1 / count r < b * y) -> (forall x, In x p -> 0 < x) -> length p = length r ->
  penalized b (balanced b r) r - penalized b p r = (b - 1) * divergence (balanced b r) p.
Proof.
  intros b p r one held positive same. pose proof (some_of_sum r one) as some.
  destruct (what_is_balanced_is_a_distribution b r one held) as [more [positive' _]].
  rewrite !penalized_self_certainty_weighs_logs by (try apply balanced_length; assumption).
  unfold balanced at 2. rewrite divergence_from_balanced by (try assumption; lra). unfold balanced. ring.
Qed.

(* ... so that this is the single optimum. *)
Theorem where_all_are_held_there_is_one_optimum : forall (b : R) (p r : list R),
  sum r = 1 -> (forall y, In y r -> 1 / count r < b * y) -> (forall x, In x p -> 0 < x) -> sum p = 1 -> length p = length r ->
  penalized b p r <= penalized b (balanced b r) r /\
  (penalized b p r = penalized b (balanced b r) r <-> p = balanced b r).
Proof.
  intros b p r one held positive one' same.
  pose proof (what_it_lacks_is_a_divergence b p r one held positive same) as lacking.
  destruct (what_is_balanced_is_a_distribution b r one held) as [more [positive' one'']].
  destruct (divergence_is_zero_only_of_equals (balanced b r) p) as [most zero]; auto.
  { split; [|assumption]. intros x inside. left. auto. }
  { now rewrite balanced_length. }
  assert (0 <= (b - 1) * divergence (balanced b r) p) by (apply Rmult_le_pos; lra).
  split; [lra|]. split; [|now intros <-]. intros equal. symmetry. apply zero.
  apply (Rmult_eq_reg_l (b - 1)); lra.
Qed.

(* Where one is not. A logit t, and the others. *)

Definition others (z : list R) (j : nat) : list R := firstn j z ++ skipn (S j) z.

Lemma sum_exp_update z j t : (j < length z)%nat ->
  sum (map exp (update z j t)) = exp t + sum (map exp (others z j)).
Proof.
  unfold others. revert j. induction z as [|y z IH]; intros [|j] inside; simpl in inside; try naturals.
  simpl update. simpl app. simpl map. rewrite !sum_cons, IH by naturals. simpl skipn. ring.
Qed.

Lemma some_others z j : (2 <= length z)%nat -> others z j <> [].
Proof.
  unfold others. destruct z as [|x [|y z]]; intros many; [inversion many|inversion many as [|? none]; inversion none|].
  destruct j; discriminate.
Qed.

Lemma weighed_sum_update a c z r j t : (j < length r)%nat -> length z = length r ->
  sum (zip (fun y x => (a * y - c) * x) r (update z j t))
    = sum (zip (fun y x => (a * y - c) * x) r (update z j 0)) + (a * nth j r 0 - c) * t.
Proof.
  revert z j. induction r as [|y r IH]; intros [|x z] [|j] inside same; simpl in inside, same; try naturals; simpl; [ring|].
  rewrite (IH z j) by naturals. ring.
Qed.

Lemma weighed_logs_of_shares a c (r z : list R) s : 0 < s -> length z = length r ->
  sum (zip (fun y x => (a * y - c) * ln x) r (map (fun x => exp x / s) z))
    = sum (zip (fun y x => (a * y - c) * x) r z) - ln s * sum (map (fun y => a * y - c) r).
Proof.
  intros positive. revert z. induction r as [|y r IH]; intros [|x z] same; simpl in same; try discriminate; [simpl; ring|].
  injection same as same. simpl. rewrite (IH z same).
  assert (ln (exp x / s) = x - ln s) as ->; [|ring].
  unfold Rdiv. rewrite ln_mult, ln_Rinv, ln_exp by auto using exp_pos, Rinv_0_lt_compat. ring.
Qed.

Lemma penalized_of_logits b z r : sum r = 1 -> length z = length r ->
  penalized b (softmax z) r = b * entropy r - ln (count r)
    + sum (zip (fun y x => (b * y - 1 / count r) * x) r z) - (b - 1) * log_sum_exp z.
Proof.
  intros one same. pose proof (some_of_sum r one) as some.
  assert (some' : z <> []) by (destruct z, r; simpl in *; congruence).
  rewrite penalized_self_certainty_weighs_logs; [|assumption|apply softmax_positive|now rewrite softmax_length].
  unfold softmax. rewrite weighed_logs_of_shares by (try apply sum_exp_positive; assumption).
  rewrite sum_of_weights, one by assumption. unfold log_sum_exp. ring.
Qed.

(* In a falling logit t <= 0 it is a line of slope b r_j - 1/V, but for what is bounded. *)
Lemma penalized_is_nearly_linear b z r j : sum r = 1 -> length z = length r -> (2 <= length r)%nat ->
  (j < length r)%nat -> exists k m, forall t, t <= 0 ->
  Rabs (penalized b (softmax (update z j t)) r - k - (b * nth j r 0 - 1 / count r) * t) <= m.
Proof.
  intros one same many inside. set (s := sum (map exp (others z j))).
  assert (positive : 0 < s) by (apply sum_exp_positive, some_others; now rewrite same).
  exists (b * entropy r - ln (count r) + sum (zip (fun y x => (b * y - 1 / count r) * x) r (update z j 0))).
  exists (Rabs (b - 1) * (Rabs (ln s) + Rabs (ln (1 + s)))). intros t falling.
  rewrite penalized_of_logits by (try rewrite update_length; assumption). rewrite weighed_sum_update by assumption.
  unfold log_sum_exp. rewrite sum_exp_update by now rewrite same. fold s.
  replace (_ - _ - _) with (- ((b - 1) * ln (exp t + s))) by ring. rewrite Rabs_Ropp, Rabs_mult.
  apply Rmult_le_compat_l; [apply Rabs_pos|]. pose proof (exp_pos t).
  assert (exp t <= 1) by (rewrite <- exp_0; destruct falling as [less| ->]; [left; now apply exp_increasing|lra]).
  pose proof (ln_at_most s (exp t + s) positive ltac:(lra)). pose proof (ln_at_most (exp t + s) (1 + s) ltac:(lra) ltac:(lra)).
  pose proof (Rle_abs (ln (1 + s))). pose proof (Rle_abs (- ln s)) as low. rewrite Rabs_Ropp in low.
  pose proof (Rabs_pos (ln s)). pose proof (Rabs_pos (ln (1 + s))). apply Rabs_le. lra.
Qed.

(* Less than 1/V: as such a logit falls, whatever the others, the objective rises above every level, ... *)
Theorem nothing_holds_a_rare_token : forall (b level : R) (z r : list R) (j : nat),
  sum r = 1 -> length z = length r -> (2 <= length r)%nat -> (j < length r)%nat -> b * nth j r 0 < 1 / count r ->
  exists t0, forall t, t <= t0 -> level <= penalized b (softmax (update z j t)) r.
Proof.
  intros b level z r j one same many inside rare.
  destruct (penalized_is_nearly_linear b z r j one same many inside) as [k [m near]].
  set (c := b * nth j r 0 - 1 / count r) in *. assert (c < 0) by (unfold c; lra).
  exists (Rmin 0 ((level + m - k) / c)). intros t low.
  pose proof (Rle_trans _ _ _ low (Rmin_l _ _)) as falling. pose proof (Rle_trans _ _ _ low (Rmin_r _ _)) as far.
  specialize (near t falling). pose proof (Rle_abs (- (penalized b (softmax (update z j t)) r - k - c * t))) as least.
  rewrite Rabs_Ropp in least. apply (Rmult_le_compat_neg_l c) in far; [|lra].
  replace (c * ((level + m - k) / c)) with (level + m - k) in far by (field; lra). lra.
Qed.

(* ... and of a token with more it falls below every level. *)
Theorem a_likely_token_is_held : forall (b level : R) (z r : list R) (j : nat),
  sum r = 1 -> length z = length r -> (2 <= length r)%nat -> (j < length r)%nat -> 1 / count r < b * nth j r 0 ->
  exists t0, forall t, t <= t0 -> penalized b (softmax (update z j t)) r <= level.
Proof.
  intros b level z r j one same many inside likely.
  destruct (penalized_is_nearly_linear b z r j one same many inside) as [k [m near]].
  set (c := b * nth j r 0 - 1 / count r) in *. assert (0 < c) by (unfold c; lra).
  exists (Rmin 0 ((level - m - k) / c)). intros t low.
  pose proof (Rle_trans _ _ _ low (Rmin_l _ _)) as falling. pose proof (Rle_trans _ _ _ low (Rmin_r _ _)) as far.
  specialize (near t falling). pose proof (Rle_abs (penalized b (softmax (update z j t)) r - k - c * t)).
  apply (Rmult_le_compat_l c) in far; [|lra].
  replace (c * ((level - m - k) / c)) with (level - m - k) in far by (field; lra). lra.
Qed.

(* So the objective has a bound where no token is rare, and nowhere else. *)
Theorem it_is_bounded_where_no_token_is_rare : forall (b : R) (r : list R), sum r = 1 -> (2 <= length r)%nat ->
  ((exists most, forall p, (forall x, In x p -> 0 < x) -> sum p = 1 -> length p = length r -> penalized b p r <= most)
    <-> forall y, In y r -> 1 / count r <= b * y).
Proof.
  intros b r one many. pose proof (some_of_sum r one) as some. split.
  - intros [most bound] y y_in. destruct (Rle_lt_dec (1 / count r) (b * y)) as [fine|rare]; [assumption|exfalso].
    destruct (In_nth r y 0 y_in) as [j [inside equal]]. rewrite <- equal in rare.
    destruct (nothing_holds_a_rare_token b (most + 1) r r j one eq_refl many inside rare) as [t0 above].
    specialize (above t0 (Rle_refl t0)). set (z := update r j t0) in *.
    assert (penalized b (softmax z) r <= most); [|lra]. apply bound.
    + apply softmax_positive.
    + now apply softmax_sum, update_some.
    + unfold z. now rewrite softmax_length, update_length.
  - intros enough. exists (b * entropy r - ln (count r)). intros p positive one' same.
    rewrite penalized_self_certainty_weighs_logs by assumption.
    assert (0 <= sum (zip (fun y x => (b * y - 1 / count r) * - ln x) r p)) as least.
    { apply sum_zip_nonnegative; [now symmetry|]. intros k inside. pose proof (enough _ (nth_In r 0 inside)).
      assert (k_in : (k < length p)%nat) by now rewrite same.
      pose proof (positive _ (nth_In p 0 k_in)) as above.
      assert (valid : simplex p) by (split; [intros x x_in; left; auto|assumption]).
      pose proof (ln_of_probability _ above (proj2 (probability_of_simplex p k valid))). apply Rmult_le_pos; lra. }
    assert (sum (zip (fun y x => (b * y - 1 / count r) * - ln x) r p)
      = - sum (zip (fun y x => (b * y - 1 / count r) * ln x) r p)); [|lra].
    generalize (1 / count r). intros n. clear. revert p.
    induction r as [|y r IH]; intros [|x p]; simpl; try ring. rewrite IH. ring.
Qed.

(* Below 1 some token is, ... *)
Theorem a_weak_penalty_holds_not_all : forall (b : R) (r : list R), sum r = 1 -> b < 1 ->
  exists j, (j < length r)%nat /\ b * nth j r 0 < 1 / count r.
Proof.
  intros b r one weak. pose proof (sum_of_weights b r (some_of_sum r one)) as all. rewrite one in all.
  assert (negative : sum (map (fun y => b * y - 1 / count r) r) < 0) by lra. clear one all.
  revert negative. generalize (1 / count r). intros n negative.
  induction r as [|y r IH]; [simpl in negative; lra|]. destruct (Rlt_le_dec (b * y) n) as [rare|fine].
  - exists 0%nat. split; [apply Nat.lt_0_succ|exact rare].
  - destruct IH as [j [inside rare]]; [simpl in negative; lra|]. exists (S j). split; [now apply next_place|exact rare].
Qed.

(* ... and all are but a share b of the symbols. *)
Theorem at_most_a_share_b_is_held : forall (b : R) (r : list R), (forall y, In y r -> 0 <= y) -> sum r = 1 -> 0 <= b ->
  count (filter (fun y => if Rle_dec (1 / count r) (b * y) then true else false) r) <= b * count r.
Proof.
  intros b r nonneg one some. pose proof (count_positive r (some_of_sum r one)) as size.
  assert (each : forall n, count (filter (fun y => if Rle_dec n (b * y) then true else false) r) * n <= b * sum r).
  { intros n. clear one size. induction r as [|y r IH]; [unfold count; simpl; lra|].
    specialize (IH (fun x x_in => nonneg x (or_intror x_in))).
    assert (0 <= b * y) by (apply Rmult_le_pos; [assumption|apply nonneg; now left]).
    simpl filter. rewrite sum_cons. destruct (Rle_dec n (b * y)); rewrite ?count_cons; lra. }
  specialize (each (1 / count r)). rewrite one in each.
  apply (Rmult_le_reg_r (1 / count r)); [apply Rdiv_lt_0_compat; lra|].
  replace (b * count r * (1 / count r)) with (b * 1) by (field; lra). exact each.
Qed.

(* d/dz_j = b r_j - 1/V - (b - 1) p_j, *)
Theorem penalized_self_certainty_has_its_gradient : forall (b : R) (z r : list R) (j : nat),
  sum r = 1 -> length z = length r -> (j < length r)%nat ->
  derivative_by (fun w => penalized b (softmax w) r) z j
    (b * nth j r 0 - 1 / count r - (b - 1) * nth j (softmax z) 0).
Proof.
  intros b z r j one same inside. set (c := b * nth j r 0 - 1 / count r).
  set (k := b * entropy r - ln (count r) + sum (zip (fun y x => (b * y - 1 / count r) * x) r (update z j 0))).
  unfold derivative_by. apply (derivative_equal (fun t => k + c * t - (b - 1) * log_sum_exp (update z j t))).
  { intros t. rewrite penalized_of_logits by (try rewrite update_length; assumption).
    rewrite weighed_sum_update by assumption. unfold k, c. ring. }
  apply (derivable_pt_lim_minus (fun t => k + c * t) (fun t => (b - 1) * log_sum_exp (update z j t))).
  - enough (derivable_pt_lim (fun t => k + c * t) (nth j z 0) (0 + c * 1)) as slope
      by (now rewrite Rplus_0_l, Rmult_1_r in slope).
    apply (derivable_pt_lim_plus (fct_cte k) (fun t => c * t)); [apply derivable_pt_lim_const|].
    apply (derivable_pt_lim_scal id), derivable_pt_lim_id.
  - apply (derivable_pt_lim_scal (fun t => log_sum_exp (update z j t))). apply derivative_of_log_sum_exp. now rewrite same.
Qed.

(* which is 0 in (b r - 1/V) / (b - 1) only, a policy or not. *)
Theorem only_what_is_balanced_rests : forall (b : R) (z r : list R), b <> 1 -> length z = length r ->
  ((forall j, (j < length r)%nat -> b * nth j r 0 - 1 / count r - (b - 1) * nth j (softmax z) 0 = 0)
    <-> softmax z = balanced b r).
Proof.
  intros b z r other same.
  assert (entry : forall j, (j < length r)%nat -> nth j (balanced b r) 0 = (b * nth j r 0 - 1 / count r) / (b - 1)).
  { intros j inside. apply (nth_map (fun y => (b * y - 1 / count r) / (b - 1))). assumption. }
  split.
  - intros rests. apply (nth_ext _ _ 0 0); [now rewrite softmax_length, balanced_length|].
    rewrite softmax_length, same. intros j inside. rewrite entry by assumption. specialize (rests j inside).
    apply (Rmult_eq_reg_l (b - 1)); [|lra]. generalize (1 / count r) rests. intros n rests'.
    replace ((b - 1) * ((b * nth j r 0 - n) / (b - 1))) with (b * nth j r 0 - n) by (field; lra). lra.
  - intros -> j inside. rewrite entry by assumption. generalize (1 / count r). intros n. field. lra.
Qed.

(* With k3 as a loss, on policy, this objective is what is taught: each token's score weighs b ref - 1/V. *)
Theorem k3_teaches_it : forall (b : R) (l : list outcome) (x : R) (s : outcome -> R),
  referenced l -> outcome_score l x s ->
  let g := total (fun e => (b * snd e - 1 / count (reference l)) * s e) l in
  derivable_pt_lim (fun u => self_certainty (now u l) - b * penalty k3 x l u) x g /\
  derivable_pt_lim (fun u => penalized b (now u l) (reference l)) x g.
Proof.
  intros b l x s valid slopes g. destruct (outcomes l valid) as (positive & one & above).
  set (n := count (reference l)) in *. set (d := total (fun e : outcome => snd e * (0 - s e)) l).
  assert (certainty : derivable_pt_lim (fun u => self_certainty (now u l)) x (total (fun e => - (1 / n) * s e) l)).
  { assert (some : forall u, now u l <> []).
    { intros u empty. rewrite now_is in empty. pose proof (one u) as all. unfold total in all. rewrite empty in all.
      simpl in all. lra. }
    apply (derivative_equal (fun u => - ln n + total (fun e : outcome => - (1 / n) * ln (fst e u)) l)).
    { intros u. rewrite self_certainty_is_mean_log by apply some.
      assert (count (now u l) = n) as -> by (unfold n, count, reference; now rewrite now_is, !map_length).
      rewrite now_is, map_map. rewrite total_scale. unfold total. ring. }
    rewrite <- (Rplus_0_l (total _ l)). apply (derivable_pt_lim_plus (fct_cte (- ln n)) (fun u =>
      total (fun e : outcome => - (1 / n) * ln (fst e u)) l)); [apply derivable_pt_lim_const|].
    apply (derivative_of_total (fun (e : outcome) u => - (1 / n) * ln (fst e u))). intros e inside.
    apply (derivable_pt_lim_scal (fun u => ln (fst e u))). now apply slopes. }
  assert (away : derivable_pt_lim (fun u => divergence (reference l) (now u l)) x d).
  { apply (derivative_equal (fun u => total (fun e : outcome => snd e * (ln (snd e) - ln (fst e u))) l)).
    { intros u. rewrite now_is. symmetry. apply (divergence_is_total snd (fun e : outcome => likely (fst e) u)). }
    apply (derivative_of_total (fun (e : outcome) u => snd e * (ln (snd e) - ln (fst e u)))). intros e inside.
    apply (derivable_pt_lim_scal (fun u => ln (snd e) - ln (fst e u))).
    apply (derivable_pt_lim_minus (fct_cte (ln (snd e))) (fun u => ln (fst e u))); [apply derivable_pt_lim_const|].
    now apply slopes. }
  destruct (k3_has_the_reverse_divergence_gradient l x s valid slopes) as [d' [of_k3 of_divergence]].
  pose proof (uniqueness_limite _ _ _ _ away of_divergence) as <-.
  assert (g = total (fun e => - (1 / n) * s e) l - b * d) as ->.
  { unfold g, d. rewrite <- total_scale. replace (_ - total _ l) with
      (total (fun e : outcome => - (1 / n) * s e) l + -1 * total (fun e : outcome => b * (snd e * (0 - s e))) l) by ring.
    rewrite <- total_scale, <- total_plus. apply total_equal. intros e _. ring. }
  split.
  - apply (derivable_pt_lim_minus (fun u => self_certainty (now u l)) (fun u => b * penalty k3 x l u)); [exact certainty|].
    now apply (derivable_pt_lim_scal (penalty k3 x l)).
  - apply (derivable_pt_lim_minus (fun u => self_certainty (now u l)) (fun u => b * divergence (reference l) (now u l)));
      [exact certainty|]. now apply (derivable_pt_lim_scal (fun u => divergence (reference l) (now u l))).
Qed.
