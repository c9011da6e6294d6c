(* Completions that are padded with tokens of which the policy is certain: sums, means, and certainty itself. *)
Require Import formula sums.

(* k more tokens of the same signal x. *)
Definition padded (v : list R) (x : R) (k : nat) : list R := v ++ repeat x k.

Lemma sum_padded v x k : sum (padded v x k) = sum v + INR k * x.
Proof.
  unfold padded. induction v as [|y v IH]; simpl app; rewrite ?sum_cons, ?IH; [|simpl; ring].
  induction k as [|k IH]; [simpl; ring|]. simpl repeat. rewrite sum_cons, IH, S_INR. simpl. ring.
Qed.

Lemma count_padded v x k : count (padded v x k) = count v + INR k.
Proof. unfold padded, count. rewrite app_length, repeat_length. apply plus_INR. Qed.

Lemma more_tokens v k : v <> [] -> (0 < k)%nat -> 0 < count v /\ 0 < INR k.
Proof. intros some more. split; [now apply count_positive|now apply lt_0_INR]. Qed.

Lemma some_number_above r : exists n : nat, r < INR n.
Proof.
  destruct (archimed r) as [above _]. destruct (Z_le_gt_dec 0 (up r)) as [more|less].
  - exists (Z.to_nat (up r)). now rewrite INR_IZR_INZ, Z2Nat.id.
  - exists 0%nat. apply Z.gt_lt, IZR_lt in less. simpl. lra.
Qed.

(* Of certain tokens, entropy and log-probability 0, the sums see nothing. *)
Theorem padding_leaves_sums : forall (entropies logprobs : list R) (k : nat),
  token_sum (padded entropies 0 k) = token_sum entropies /\
  trajectory_sum (padded logprobs 0 k) = trajectory_sum logprobs.
Proof. intros. unfold token_sum, trajectory_sum. rewrite !sum_padded. split; ring. Qed.

Lemma mean_padded_with_zero v k : mean (padded v 0 k) = sum v / (count v + INR k).
Proof. unfold mean. rewrite sum_padded, count_padded. f_equal. ring. Qed.

Lemma mean_rises v k : v <> [] -> (0 < k)%nat -> sum v < 0 -> mean v < mean (padded v 0 k) < 0.
Proof.
  intros some more below. destruct (more_tokens v k some more) as [n m]. rewrite mean_padded_with_zero.
  unfold mean. split.
  - apply Rminus_gt_0_lt. replace (_ - _) with (- sum v * (INR k * / (count v * (count v + INR k)))) by (field; lra).
    apply Rmult_lt_0_compat; [lra|]. apply Rmult_lt_0_compat; [lra|]. apply Rinv_0_lt_compat, Rmult_lt_0_compat; lra.
  - apply Ropp_lt_cancel. rewrite Ropp_0. replace (- _) with (- sum v * / (count v + INR k)) by (field; lra).
    apply Rmult_lt_0_compat; [lra|]. apply Rinv_0_lt_compat. lra.
Qed.

(* The means rise towards 0. *)
Theorem padding_lifts_means : forall (entropies logprobs : list R) (k : nat),
  entropies <> [] -> logprobs <> [] -> (0 < k)%nat -> token_sum entropies < 0 -> trajectory_sum logprobs < 0 ->
  token_mean entropies < token_mean (padded entropies 0 k) < 0 /\
  trajectory_mean logprobs < trajectory_mean (padded logprobs 0 k) < 0.
Proof.
  intros entropies logprobs k some some' more below below'. split; [|now apply mean_rises].
  destruct (more_tokens entropies k some more) as [n m]. unfold token_sum in below.
  assert (rises : mean (map Ropp entropies) < mean (padded (map Ropp entropies) 0 k) < 0).
  { apply mean_rises; [now destruct entropies|exact more|].
    rewrite (sum_equal Ropp (fun x => -1 * x)) by (intros; ring). rewrite sum_scale, sum_id. lra. }
  rewrite mean_padded_with_zero in rises. unfold token_mean. rewrite mean_padded_with_zero. unfold mean in *.
  rewrite count_map, (sum_equal Ropp (fun x => -1 * x)), sum_scale, sum_id in rises by (intros; ring).
  replace (-1 * sum entropies / count entropies) with (- (sum entropies / count entropies)) in rises by (field; lra).
  replace (-1 * sum entropies / (count entropies + INR k)) with (- (sum entropies / (count entropies + INR k))) in rises
    by (field; lra).
  exact rises.
Qed.

(* The mean of any signal goes to what the padding has: |mean - x| = |sum v - n x| / (n + k). *)
Theorem padding_takes_the_mean_over : forall (v : list R) (x eps : R), v <> [] -> 0 < eps ->
  exists least : nat, forall k : nat, (least <= k)%nat -> Rabs (mean (padded v x k) - x) < eps.
Proof.
  intros v x eps some small. pose proof (count_positive v some) as n. set (away := Rabs (sum v - count v * x)).
  assert (0 <= away) by apply Rabs_pos.
  destruct (some_number_above (away / eps)) as [least enough]. exists least. intros k many. apply le_INR in many.
  pose proof (pos_INR k) as m. unfold mean. rewrite sum_padded, count_padded.
  replace (_ - x) with ((sum v - count v * x) * / (count v + INR k)) by (field; lra).
  assert (positive : 0 < / (count v + INR k)) by (apply Rinv_0_lt_compat; lra).
  rewrite Rabs_mult, (Rabs_right (/ _)) by lra. fold away.
  apply (Rmult_lt_reg_r (count v + INR k)); [lra|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  assert (away < eps * INR least).
  { apply (Rmult_lt_reg_r (/ eps)); [now apply Rinv_0_lt_compat|].
    replace (eps * INR least * / eps) with (INR least) by (field; lra). exact enough. }
  assert (eps * INR least <= eps * INR k) by (apply Rmult_le_compat_l; lra).
  assert (0 < eps * count v) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

(* And the sum of a signal that is positive has no bound. *)
Theorem padding_grows_the_sum : forall (v : list R) (x bound : R), 0 < x ->
  exists k : nat, bound < sum (padded v x k).
Proof.
  intros v x bound positive. destruct (some_number_above ((bound - sum v) / x)) as [k enough]. exists k.
  rewrite sum_padded. apply (Rmult_lt_compat_r x) in enough; [|exact positive].
  replace ((bound - sum v) / x * x) with (bound - sum v) in enough by (field; lra). lra.
Qed.

(* Such tokens exist: certain ones have hardly any entropy, and as much self-certainty as one likes. *)
Theorem certain_tokens_exist : forall eps : R, 0 < eps ->
  exists d : R, 0 < d < 1 /\ entropy [1 - d; d] < eps /\ 1 / eps < self_certainty [1 - d; d].
Proof.
  intros eps small. set (t := 5 / eps + 2).
  assert (inverse : 0 < / eps) by now apply Rinv_0_lt_compat.
  assert (large : 2 < t) by (unfold t, Rdiv; lra).
  assert (grows : t < exp t) by (pose proof (exp_ineq1 t); lra).
  assert (faster : t * t / 4 < exp t).
  { replace t with (t / 2 + t / 2) at 3 by field. rewrite exp_plus.
    replace (t * t / 4) with (t / 2 * (t / 2)) by field. pose proof (exp_ineq1 (t / 2)).
    apply Rmult_le_0_lt_compat; lra. }
  exists (/ exp t). set (d := / exp t).
  assert (positive : 0 < d) by (apply Rinv_0_lt_compat; lra).
  assert (product : d * exp t = 1) by (unfold d; field; lra).
  assert (below : d * t < 1) by (rewrite <- product; apply Rmult_lt_compat_l; lra).
  assert (least : d < 1 / 2).
  { apply (Rmult_lt_reg_r t); [lra|]. lra. }
  assert (log : ln d = - t) by (unfold d; rewrite ln_Rinv, ln_exp by apply exp_pos; reflexivity).
  assert (less : ln (1 - d) < 0) by (rewrite <- ln_1; apply ln_increasing; lra).
  (* -(1 - d) ln (1 - d) <= d, by ln (1 / (1 - d)) <= 1 / (1 - d) - 1. *)
  assert (rest : - ((1 - d) * ln (1 - d)) <= d).
  { assert (- ln (1 - d) <= / (1 - d) - 1).
    { rewrite <- ln_Rinv by lra. pose proof (exp_ineq1_le (ln (/ (1 - d)))) as bound.
      rewrite exp_ln in bound by (apply Rinv_0_lt_compat; lra). lra. }
    replace d with ((1 - d) * (/ (1 - d) - 1)) at 3 by (field; lra).
    replace (- ((1 - d) * ln (1 - d))) with ((1 - d) * - ln (1 - d)) by ring. apply Rmult_le_compat_l; lra. }
  assert (t_inverse : 5 / t < eps).
  { apply (Rmult_lt_reg_r t); [lra|]. replace (5 / t * t) with 5 by (field; lra).
    unfold t. replace (eps * (5 / eps + 2)) with (5 + 2 * eps) by (field; lra). lra. }
  assert (small_d : d < 1 / t) by (apply (Rmult_lt_reg_r t); [lra|]; replace (1 / t * t) with 1 by (field; lra); lra).
  assert (small_product : d * t < 4 / t).
  { apply (Rmult_lt_reg_r (t / 4)); [lra|]. replace (4 / t * (t / 4)) with (d * exp t) by (rewrite product; field; lra).
    replace (d * t * (t / 4)) with (d * (t * t / 4)) by field. apply Rmult_lt_compat_l; lra. }
  repeat split; [exact positive|lra| |].
  - unfold entropy. simpl. rewrite log. replace (5 / t) with (1 / t + 4 / t) in t_inverse by (field; lra). lra.
  - assert (ln 2 < 1).
    { rewrite <- (ln_exp 1). apply ln_increasing; [lra|]. pose proof (exp_ineq1 1). lra. }
    assert (half : ln (1 / 2) = - ln 2) by (unfold Rdiv; rewrite Rmult_1_l, ln_Rinv; lra).
    unfold self_certainty, count. simpl. replace (1 / (1 + 1)) with (1 / 2) by field. rewrite half, log.
    unfold t, Rdiv in *. lra.
Qed.
