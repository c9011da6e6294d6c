(* What a baseline from within the group does to the expected policy gradient. *)
Require Import formula sums trajectories trajectory_gradients draws groups.

Section Baselines.
  Variable t : tree.
  Variable x : R.
  Variables r s : list token -> R.
  Hypothesis valid : policy t.
  Hypothesis scores : score t x s.

  (* 1/n sum_i (r_i - mean r) s_i = 1/n sum_i r_i s_i - 1/n^2 sum_i r_i sum_i s_i *)
  Lemma centered_products g : (0 < length g)%nat ->
    mean (zip Rmult (centered (map r g)) (map s g)) =
    / INR (length g) * total (fun y => r y * s y) g
    + - (/ INR (length g) * / INR (length g)) * (total r g * total s g).
  Proof.
    intros some. apply lt_0_INR in some. set (m := mean (map r g)).
    assert (size : length (zip Rmult (centered (map r g)) (map s g)) = length g).
    { unfold centered. fold m. generalize m as c. clear. intros c. induction g as [|y g IH]; simpl; auto. }
    assert (sums : sum (zip Rmult (centered (map r g)) (map s g)) = total (fun y => r y * s y) g + - m * total s g).
    { unfold centered. fold m. generalize m as c. clear. intros c. unfold total.
      induction g as [|y g IH]; simpl; [ring|]. rewrite IH. ring. }
    assert (middle : m = total r g / INR (length g)) by (unfold m, mean, count, total; now rewrite map_length).
    unfold mean, count. rewrite size, sums, middle. field. lra.
  Qed.

  (* Mean-centring, with oneself in the mean, has 1 - 1/n of the policy gradient, ... *)
  Lemma centered_gradient n : (0 < n)%nat ->
    group_gradient x t n (fun g => centered (map r g)) s = (1 - 1 / INR n) * policy_gradient x t r s.
  Proof.
    intros some. pose proof (lt_0_INR n some) as positive. unfold group_gradient.
    rewrite (draws_equal x t n _ (fun g => / INR n * total (fun y => r y * s y) g
      + - (/ INR n * / INR n) * (total r g * total s g))).
    - rewrite draws_plus, !draws_scale, draws_total, draws_product by (auto; now apply expected_score_is_zero).
      unfold policy_gradient. field. lra.
    - intros g size. rewrite centered_products by (now rewrite size). now rewrite size.
  Qed.
End Baselines.

Theorem centered_advantages_scale_the_policy_gradient : forall (t : tree) (x : R) (r s : list token -> R) (n : nat),
  policy t -> score t x s -> (0 < n)%nat ->
  group_gradient x t n (fun g => centered (map r g)) s = (1 - 1 / INR n) * policy_gradient x t r s.
Proof. intros. now apply centered_gradient. Qed.

(* ... and leave-one-out all of it. *)
Theorem leave_one_out_has_the_policy_gradient : forall (t : tree) (x : R) (r s : list token -> R) (n : nat),
  policy t -> score t x s -> (1 < n)%nat ->
  group_gradient x t n (fun g => leave_one_out (map r g)) s = policy_gradient x t r s.
Proof.
  intros t x r s n valid scores many. pose proof (lt_1_INR n many) as more.
  transitivity (INR n / (INR n - 1) * group_gradient x t n (fun g => centered (map r g)) s).
  - unfold group_gradient. rewrite <- draws_scale. apply draws_equal. intros g size.
    assert (count_g : count (map r g) = INR n) by (unfold count; now rewrite map_length, size).
    rewrite leave_one_out_is_scaled_centering by (rewrite count_g; exact more). rewrite count_g.
    generalize (INR n / (INR n - 1)) as k. generalize (centered (map r g)) as a. clear.
    intros a k. unfold mean.
    assert (same : forall v w : list R, length (zip Rmult (map (fun y => k * y) v) w) = length (zip Rmult v w)).
    { induction v as [|y v IH]; intros [|z w]; simpl; auto. }
    assert (sums : forall v w : list R, sum (zip Rmult (map (fun y => k * y) v) w) = k * sum (zip Rmult v w)).
    { induction v as [|y v IH]; intros [|z w]; simpl; try ring. rewrite IH. ring. }
    unfold count. rewrite same, sums. unfold Rdiv. ring.
  - rewrite centered_advantages_scale_the_policy_gradient by (auto; now apply Nat.lt_succ_l).
    field. split; lra.
Qed.
