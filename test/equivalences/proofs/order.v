(* Of three and more completions advantages see more than the order of the rewards. *)
Require Import formula sums uniform.

(* A strictly increasing change of rewards that leaves b at 0, and scales what is above it by t and what is below by s. *)
Definition bent (b s t x : R) : R := t * Rmax (x - b) 0 - s * Rmax (b - x) 0.

Definition above (b : R) (r : list R) : R := sum (map (fun x => Rmax (x - b) 0) r).
Definition below (b : R) (r : list R) : R := sum (map (fun x => Rmax (b - x) 0) r).

Lemma bent_above b s t x : b <= x -> bent b s t x = t * (x - b).
Proof. intros more. unfold bent. rewrite Rmax_left, Rmax_right by lra. ring. Qed.

Lemma bent_below b s t x : x <= b -> bent b s t x = s * (x - b).
Proof. intros less. unfold bent. rewrite Rmax_right, Rmax_left by lra. ring. Qed.

Lemma bent_increases b s t : 0 < s -> 0 < t -> strict_increasing (bent b s t).
Proof.
  intros positive positive' x y less.
  assert (scaled : forall c u v, 0 < c -> u < v -> c * u < c * v) by (intros; now apply Rmult_lt_compat_l).
  destruct (Rle_lt_dec y b); [rewrite !bent_below by lra; apply scaled; lra|].
  destruct (Rle_lt_dec b x); [rewrite !bent_above by lra; apply scaled; lra|].
  rewrite bent_below, bent_above by lra.
  pose proof (scaled s (x - b) 0). pose proof (scaled t 0 (y - b)). lra.
Qed.

Lemma bent_sum b s t r : sum (map (bent b s t) r) = t * above b r - s * below b r.
Proof. unfold bent, above, below. now rewrite sum_minus, !sum_scale. Qed.

Lemma sum_positive (f : R -> R) v x : (forall y, 0 <= f y) -> In x v -> 0 < f x -> 0 < sum (map f v).
Proof.
  intros nonneg inside positive. assert (0 <= sum (map f v)) as [more|zero] by (apply sum_nonnegative; auto); [easy|].
  assert (f x = 0) by (apply (sum_zero f v); auto). lra.
Qed.

Lemma above_positive b r c : In c r -> b < c -> 0 < above b r.
Proof.
  intros inside more. apply (sum_positive _ r c); [intros; apply Rmax_r|assumption|]. rewrite Rmax_left; lra.
Qed.

Lemma below_positive b r a : In a r -> a < b -> 0 < below b r.
Proof.
  intros inside less. apply (sum_positive _ r a); [intros; apply Rmax_r|assumption|]. rewrite Rmax_left; lra.
Qed.

(* What is not constant deviates. *)
Lemma deviates v x y : In x v -> In y v -> x <> y -> 0 < standard_deviation v.
Proof.
  intros inside inside' other. apply sqrt_lt_R0. unfold variance.
  assert (many : 0 < count v - 1).
  { destruct v as [|u [|w v]]; [destruct inside|exfalso; destruct inside, inside'; simpl in *; intuition congruence|].
    rewrite !count_cons. pose proof (count_nonnegative v). lra. }
  apply Rdiv_lt_0_compat; [|assumption].
  assert (nonneg : forall z, 0 <= (z - mean v) * (z - mean v)) by (intros; apply Rle_0_sqr).
  destruct (Req_dec x (mean v)) as [same|off].
  - apply (sum_positive _ v y); auto. apply Rlt_0_sqr. lra.
  - apply (sum_positive _ v x); auto. apply Rlt_0_sqr. lra.
Qed.

Definition advantage (i : nat) (r : list R) : R := nth i (standardized r 0) 0.

Lemma advantage_is i r : (i < length r)%nat -> advantage i r = (nth i r 0 - mean r) / (standard_deviation r + 0).
Proof.
  intros inside. unfold advantage, standardized.
  rewrite (nth_indep _ 0 ((0 - mean r) / (standard_deviation r + 0))) by now rewrite map_length.
  apply (map_nth (fun x => (x - mean r) / (standard_deviation r + 0))).
Qed.

(* (s below - t above) / G over the deviation. *)
Lemma bent_advantage i r s t : (i < length r)%nat ->
  advantage i (map (bent (nth i r 0) s t) r) =
  (s * below (nth i r 0) r - t * above (nth i r 0) r) / count r /
    (standard_deviation (map (bent (nth i r 0) s t) r) + 0).
Proof.
  intros inside. rewrite advantage_is by now rewrite map_length. f_equal.
  rewrite (nth_indep _ 0 (bent (nth i r 0) s t 0)) by now rewrite map_length. rewrite map_nth.
  rewrite bent_above by apply Rle_refl. unfold mean. rewrite bent_sum, count_map. unfold Rdiv. ring.
Qed.

(* A reward that is neither the best nor the worst of its group: what keeps the order makes its advantage of any sign. *)
Theorem any_sign_keeps_the_order : forall (r : list R) (i : nat), (i < length r)%nat ->
  (exists a, In a r /\ a < nth i r 0) -> (exists c, In c r /\ nth i r 0 < c) ->
  exists up level down : R -> R,
    (strict_increasing up /\ 0 < advantage i (map up r)) /\
    (strict_increasing level /\ advantage i (map level r) = 0) /\
    (strict_increasing down /\ advantage i (map down r) < 0).
Proof.
  intros r i inside [a [a_in less]] [c [c_in more]]. set (b := nth i r 0) in *.
  pose proof (below_positive b r a a_in less) as low. pose proof (above_positive b r c c_in more) as high.
  assert (n : 0 < count r) by (apply count_positive; intros empty; subst r; destruct a_in).
  assert (spread : forall s t, 0 < s -> 0 < t -> 0 < standard_deviation (map (bent b s t) r) + 0).
  { intros s t positive positive'. rewrite Rplus_0_r.
    apply (deviates _ (bent b s t a) (bent b s t c)); [now apply in_map..|].
    apply Rlt_not_eq, bent_increases; lra. }
  assert (one : 0 < / below b r) by now apply Rinv_0_lt_compat.
  assert (one' : 0 < / above b r) by now apply Rinv_0_lt_compat.
  exists (bent b (2 * / below b r) (/ above b r)), (bent b (/ below b r) (/ above b r)),
    (bent b (/ below b r) (2 * / above b r)).
  repeat split; try (apply bent_increases; lra); unfold b; rewrite bent_advantage by assumption; fold b.
  - replace (2 * / below b r * below b r - / above b r * above b r) with 1 by (field; lra).
    apply Rdiv_lt_0_compat; [apply Rdiv_lt_0_compat; lra|apply spread; lra].
  - replace (/ below b r * below b r - / above b r * above b r) with 0 by (field; lra). unfold Rdiv. ring.
  - replace (/ below b r * below b r - 2 * / above b r * above b r) with (- (1)) by (field; lra).
    unfold Rdiv. rewrite !Ropp_mult_distr_l_reverse. apply Ropp_lt_gt_0_contravar.
    apply Rmult_gt_0_compat; [|apply Rinv_0_lt_compat, spread; lra]. rewrite Rmult_1_l. now apply Rinv_0_lt_compat.
Qed.

Lemma deviation_by_root n k v : 0 < k -> variance v = n / (k * k) -> standard_deviation v = sqrt n / k.
Proof.
  intros positive known. unfold standard_deviation. rewrite known, sqrt_div_alt by now apply Rmult_lt_0_compat.
  rewrite sqrt_square; [reflexivity|lra].
Qed.

(* (0, 1, 3) and (0, 5/2, 3): the middle is below the mean of one and above that of the other. *)
Theorem advantages_see_more_than_order :
  (exists f, strict_increasing f /\ map f [0; 1; 3] = [0; 5 / 2; 3]) /\
  standardized [0; 1; 3] 0 = [-4 / sqrt 21; -1 / sqrt 21; 5 / sqrt 21] /\
  standardized [0; 5 / 2; 3] 0 = [-11 / sqrt 93; 4 / sqrt 93; 7 / sqrt 93].
Proof.
  assert (variance [0; 1; 3] = 21 / (3 * 3)) as spread by (unfold variance, mean, count; simpl; field).
  assert (variance [0; 5 / 2; 3] = 93 / (6 * 6)) as spread' by (unfold variance, mean, count; simpl; field).
  assert (0 < sqrt 21) by (apply sqrt_lt_R0; lra). assert (0 < sqrt 93) by (apply sqrt_lt_R0; lra). split; [|split].
  - exists (fun x => bent 1 (5 / 2) (1 / 4) x + 5 / 2). split.
    + intros x y less. pose proof (bent_increases 1 (5 / 2) (1 / 4) ltac:(lra) ltac:(lra) x y less). lra.
    + simpl. rewrite (bent_below _ _ _ 0), !bent_above by lra. f_equal; [|f_equal; [|f_equal]]; lra.
  - unfold standardized. rewrite (deviation_by_root 21 3) by (lra || exact spread).
    unfold mean, count. simpl. f_equal; [|f_equal; [|f_equal]]; field; lra.
  - unfold standardized. rewrite (deviation_by_root 93 6) by (lra || exact spread').
    unfold mean, count. simpl. f_equal; [|f_equal; [|f_equal]]; field; lra.
Qed.
