(* Near a vertex of the simplex, where a policy has collapsed, entropy saturates and self-certainty does not. *)
Require Import formula sums uniform logit_gradients alignment.

Definition norm (v : list R) : R := sqrt (inner v v).

(* A distribution that gives one symbol all but d. *)
Definition near_vertex (d : R) (p : list R) : Prop :=
  (forall x, In x p -> 0 < x) /\ sum p = 1 /\ exists x, In x p /\ 1 - d < x.

(* f p tends to l as distributions p over V symbols near a vertex, whichever and however. *)
Definition tends_at_vertices (V : nat) (f : list R -> R) (l : R) : Prop :=
  forall eps, 0 < eps -> exists d, 0 < d /\
  forall p, length p = V -> near_vertex d p -> Rabs (f p - l) < eps.

Lemma term_at_most_sum (f : R -> R) v x : (forall y, In y v -> 0 <= f y) -> In x v -> f x <= sum (map f v).
Proof.
  induction v as [|y v IH]; intros nonneg inside; [destruct inside|]. simpl map. rewrite sum_cons.
  assert (0 <= sum (map f v)) by (apply sum_nonnegative; intros; apply nonneg; now right).
  assert (0 <= f y) by (apply nonneg; now left).
  destruct inside as [->|inside]; [lra|]. pose proof (IH (fun z z_in => nonneg z (or_intror z_in)) inside). lra.
Qed.

Section Distribution.
  Variable p : list R.
  Hypothesis positive : forall x, In x p -> 0 < x.
  Hypothesis one : sum p = 1.

  Lemma at_most_one x : In x p -> x <= 1.
  Proof.
    intros inside. rewrite <- one, <- sum_id. apply (term_at_most_sum (fun x => x)); [|assumption].
    intros y inside'. now left; apply positive.
  Qed.

  (* 1 - sum_j p_j^2 = sum_j p_j (1 - p_j) *)
  Lemma impurity : 1 - collision p = sum (map (fun x => x * (1 - x)) p).
  Proof.
    rewrite (sum_equal _ (fun x => x - x * x)) by (intros; ring). rewrite sum_minus, sum_id, one. reflexivity.
  Qed.

  Lemma impurity_terms x : In x p -> 0 <= x * (1 - x).
  Proof. intros inside. pose proof (positive x inside). pose proof (at_most_one x inside). apply Rmult_le_pos; lra. Qed.

  Lemma impurity_nonnegative : 0 <= 1 - collision p.
  Proof. rewrite impurity. apply sum_nonnegative, impurity_terms. Qed.

  (* -x log x <= 2 sqrt x (1 - sqrt x) <= 2 sqrt (x (1 - x)) *)
  Lemma surprise_is_small x : In x p -> 0 <= - (x * ln x) <= 2 * sqrt (1 - collision p).
  Proof.
    intros inside. pose proof (positive x inside) as above. pose proof (at_most_one x inside) as below.
    assert (ln x <= 0) by (rewrite <- ln_1; destruct below; [left; now apply ln_increasing|subst; lra]).
    split; [replace (- (x * ln x)) with (x * - ln x) by ring; apply Rmult_le_pos; lra|].
    apply Rle_trans with (2 * sqrt (x * (1 - x))).
    2: { apply Rmult_le_compat_l; [lra|]. apply sqrt_le_1_alt. rewrite impurity.
      apply (term_at_most_sum (fun x => x * (1 - x))); [exact impurity_terms|assumption]. }
    set (s := sqrt x). assert (root : 0 < s) by now apply sqrt_lt_R0.
    assert (square : s * s = x) by (apply sqrt_sqrt; lra).
    assert (low : s <= 1) by (unfold s; rewrite <- sqrt_1; now apply sqrt_le_1_alt).
    pose proof (ln_below (/ s) (Rinv_0_lt_compat s root)) as log. rewrite ln_Rinv in log by assumption.
    apply (Rmult_le_compat_l (s * s)) in log; [|apply Rmult_le_pos; lra].
    replace (s * s * (/ s - 1)) with (s * (1 - s)) in log by (field; lra).
    rewrite <- square, ln_mult by assumption.
    assert (s * (1 - s) <= sqrt (s * s * (1 - s * s))).
    { rewrite <- (sqrt_square (s * (1 - s))) by (apply Rmult_le_pos; lra). apply sqrt_le_1_alt.
      assert (0 <= s * s * (1 - s) * (2 * s)) by (repeat apply Rmult_le_pos; lra). lra. }
    lra.
  Qed.

  Lemma entropy_terms : entropy p = sum (map (fun x => - (x * ln x)) p).
  Proof.
    unfold entropy. rewrite (sum_equal (fun x => - (x * ln x)) (fun x => -1 * (x * ln x))) by (intros; ring).
    rewrite sum_scale. ring.
  Qed.

  Lemma entropy_is_small : entropy p <= count p * (2 * sqrt (1 - collision p)).
  Proof. rewrite entropy_terms, <- sum_constant. apply sum_le. intros. now apply surprise_is_small. Qed.

  (* No slope of the entropy is larger than the entropy itself. *)
  Lemma slopes_within_entropy x : In x p -> Rabs (- (x * (ln x + entropy p))) <= entropy p.
  Proof.
    intros inside. pose proof (positive x inside). pose proof (at_most_one x inside).
    assert (terms : forall y, In y p -> 0 <= - (y * ln y)) by (intros; now apply surprise_is_small).
    pose proof (term_at_most_sum (fun y => - (y * ln y)) p x terms inside) as part. rewrite <- entropy_terms in part.
    pose proof (terms x inside). assert (0 <= x * entropy p) by (apply Rmult_le_pos; lra).
    assert (0 <= (1 - x) * entropy p) by (apply Rmult_le_pos; lra). apply Rabs_le. lra.
  Qed.
End Distribution.

Lemma norm_map (f : R -> R) p : norm (map f p) = sqrt (sum (map (fun x => f x * f x) p)).
Proof. unfold norm. now rewrite inner_map. Qed.

Lemma norm_nonnegative v : 0 <= norm v.
Proof. apply sqrt_pos. Qed.

(* A vector of V entries, none larger than m, is no longer than V m. *)
Lemma norm_within (f : R -> R) p m : p <> [] -> (forall x, In x p -> Rabs (f x) <= m) -> norm (map f p) <= count p * m.
Proof.
  intros some within. assert (0 <= m).
  { destruct p as [|x p]; [now elim some|]. apply Rle_trans with (Rabs (f x)); [apply Rabs_pos|]. apply within. now left. }
  assert (whole : 1 <= count p).
  { destruct p as [|x p]; [now elim some|]. rewrite count_cons. pose proof (count_nonnegative p). lra. }
  rewrite norm_map, <- (sqrt_square (count p * m)) by (apply Rmult_le_pos; lra). apply sqrt_le_1_alt.
  apply Rle_trans with (count p * (m * m)).
  - rewrite <- sum_constant. apply sum_le. intros x inside. rewrite <- (Rabs_pos_eq (f x * f x)) by apply Rle_0_sqr.
    rewrite Rabs_mult. apply Rmult_le_compat; try apply Rabs_pos; now apply within.
  - assert (0 <= (count p - 1) * (count p * (m * m))) by (repeat apply Rmult_le_pos; lra). lra.
Qed.

Lemma entropy_slope_is_small p : (forall x, In x p -> 0 < x) -> sum p = 1 ->
  norm (entropy_gradient p) <= 2 * (count p * count p) * sqrt (1 - collision p).
Proof.
  intros positive one. apply Rle_trans with (count p * entropy p).
  - apply norm_within; [now apply some_of_sum|]. now apply slopes_within_entropy.
  - replace (2 * (count p * count p) * sqrt (1 - collision p)) with (count p * (count p * (2 * sqrt (1 - collision p))))
      by ring. apply Rmult_le_compat_l; [apply count_nonnegative|]. now apply entropy_is_small.
Qed.

(* |grad SC|^2 = sum_j p_j^2 - 1/V *)
Lemma self_certainty_slope p : sum p = 1 ->
  norm (self_certainty_gradient p) = sqrt (collision p - 1 / count p) /\ 0 <= collision p - 1 / count p.
Proof.
  intros one. pose proof (count_positive p (some_of_sum p one)).
  assert (square : sum (map (fun x => (x - 1 / count p) * (x - 1 / count p)) p) = collision p - 1 / count p).
  { rewrite (sum_equal _ (fun x => x * x - (2 / count p * x - 1 / count p * (1 / count p)))) by (intros; field; lra).
    rewrite !sum_minus, sum_scale, sum_id, sum_constant, one. unfold collision. field. lra. }
  rewrite <- square. split; [apply norm_map|]. apply sum_nonnegative. intros. apply Rle_0_sqr.
Qed.

(* sqrt b - sqrt a <= sqrt (b - a) *)
Lemma roots_are_near a b : 0 <= a <= b -> Rabs (sqrt a - sqrt b) <= sqrt (b - a).
Proof.
  intros [low high]. pose proof (sqrt_le_1_alt a b high). rewrite Rabs_minus_sym, Rabs_pos_eq by lra.
  pose proof (sqrt_pos a). pose proof (sqrt_pos (b - a)).
  assert (sqrt b <= sqrt a + sqrt (b - a)); [|lra].
  rewrite <- (sqrt_square (sqrt a + sqrt (b - a))) by lra. apply sqrt_le_1_alt.
  pose proof (sqrt_sqrt a low). pose proof (sqrt_sqrt (b - a) ltac:(lra)).
  assert (0 <= sqrt a * sqrt (b - a)) by (now apply Rmult_le_pos). lra.
Qed.

(* Near a vertex nearly all pairs agree. *)
Lemma near_vertices_agree m : 0 < m -> exists d, 0 < d /\ forall p, near_vertex d p -> sqrt (1 - collision p) < m.
Proof.
  intros small. exists (Rmin 1 (m * m / 2)). assert (0 < m * m) by now apply Rmult_lt_0_compat.
  split; [apply Rmin_pos; lra|]. intros p [positive [one [x [inside most]]]].
  pose proof (Rmin_l 1 (m * m / 2)). pose proof (Rmin_r 1 (m * m / 2)). set (d := Rmin 1 (m * m / 2)) in *.
  assert (x * x <= collision p).
  { apply (term_at_most_sum (fun x => x * x)); [intros; apply Rle_0_sqr|assumption]. }
  pose proof (impurity_nonnegative p positive one). rewrite <- (sqrt_square m) by lra. apply sqrt_lt_1_alt.
  split; [assumption|]. pose proof (Rmult_le_0_lt_compat (1 - d) x (1 - d) x). assert (0 <= d * d) by apply Rle_0_sqr. lra.
Qed.

(* |grad H| -> 0 *)
Theorem entropy_saturates : forall V : nat, tends_at_vertices V (fun p => norm (entropy_gradient p)) 0.
Proof.
  intros V eps small. pose proof (pos_INR V) as size.
  assert (0 <= 2 * (INR V * INR V)) by (repeat apply Rmult_le_pos; lra). set (scale := 2 * (INR V * INR V)) in *.
  destruct (near_vertices_agree (eps / (scale + 1))) as [d [positive near]]; [apply Rdiv_lt_0_compat; lra|].
  exists d. split; [assumption|]. intros p length near'. specialize (near p near'). destruct near' as [above [one _]].
  pose proof (entropy_slope_is_small p above one) as le. unfold count in le. rewrite length in le. fold scale in le.
  rewrite Rminus_0_r, Rabs_pos_eq by apply norm_nonnegative. apply Rle_lt_trans with (1 := le).
  pose proof (sqrt_pos (1 - collision p)).
  apply (Rmult_lt_compat_l (scale + 1)) in near; [|lra].
  replace ((scale + 1) * (eps / (scale + 1))) with eps in near by (field; lra). lra.
Qed.

(* |grad SC| -> sqrt (1 - 1/V) *)
Theorem self_certainty_does_not_saturate : forall V : nat,
  tends_at_vertices V (fun p => norm (self_certainty_gradient p)) (sqrt (1 - 1 / INR V)).
Proof.
  intros V eps small. destruct (near_vertices_agree eps small) as [d [positive near]].
  exists d. split; [assumption|]. intros p length near'. specialize (near p near'). destruct near' as [above [one _]].
  destruct (self_certainty_slope p one) as [-> square]. rewrite <- length. fold (count p).
  pose proof (impurity_nonnegative p above one). apply Rle_lt_trans with (2 := near).
  replace (1 - collision p) with (1 - 1 / count p - (collision p - 1 / count p)) by ring. apply roots_are_near. lra.
Qed.
