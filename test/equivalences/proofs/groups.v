(* Advantages within a group: two completions, leave-one-out, and votes. *)
Require Import formula sums.

(* Of two completions only the order matters. *)
Theorem groups_of_two_see_only_the_order : forall a b : R,
  a < b -> standardized [a; b] 0 = [- (1 / sqrt 2); 1 / sqrt 2].
Proof.
  intros a b less.
  assert (mid : mean [a; b] = (a + b) / 2) by (unfold mean, count; simpl; field).
  assert (spread : standard_deviation [a; b] = (b - a) / 2 * sqrt 2).
  { unfold standard_deviation, variance. rewrite mid. unfold count. simpl.
    replace ((_ + _) / _) with (((b - a) / 2) * ((b - a) / 2) * 2) by field.
    rewrite sqrt_mult_alt, sqrt_square; [reflexivity|lra|]. apply Rmult_le_pos; lra. }
  assert (root : 0 < sqrt 2) by (apply sqrt_lt_R0; lra).
  unfold standardized. rewrite mid, spread. simpl.
  f_equal; [|f_equal]; field; lra.
Qed.

(* Against the mean of the others is n / (n - 1) times against the mean of all. *)
Theorem leave_one_out_is_scaled_centering : forall r : list R,
  1 < count r -> leave_one_out r = map (fun x => count r / (count r - 1) * x) (centered r).
Proof.
  intros r many. unfold leave_one_out, centered. rewrite map_map. apply map_ext. intros x.
  unfold mean. field. lra.
Qed.

(* So including oneself in the mean scales what an unbiased estimate would be by 1 - 1/n. *)
Theorem self_inclusion_shrinks : forall r : list R,
  1 < count r -> centered r = map (fun x => (1 - 1 / count r) * x) (leave_one_out r).
Proof.
  intros r many. rewrite (leave_one_out_is_scaled_centering r many), map_map.
  rewrite <- (map_id (centered r)) at 1. apply map_ext. intros x. field. lra.
Qed.

(* 1 for each completion that gives the answer a, 0 for the others. Answers are of any type whose equality is decided. *)
Definition votes {A} (same : forall x y : A, {x = y} + {x <> y}) (a : A) (answers : list A) : list R :=
  map (fun x => if same x a then 1 else 0) answers.
