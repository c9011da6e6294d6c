(* What the other proofs need to know about sums. *)
Require Import formula.

(* Lengths and places of lists: all the arithmetic of whole numbers that the proofs need. *)
Ltac naturals := intros; simpl in *; solve
  [ congruence
  | assumption
  | now apply Nat.succ_lt_mono
  | exfalso; eapply Nat.nlt_0_r; eassumption ].

Lemma sum_cons x v : sum (x :: v) = x + sum v.
Proof. reflexivity. Qed.

Lemma count_cons x v : count (x :: v) = 1 + count v.
Proof. unfold count. simpl length. rewrite S_INR. ring. Qed.

Lemma count_nonnegative v : 0 <= count v.
Proof. apply pos_INR. Qed.

Lemma count_positive v : v <> [] -> 0 < count v.
Proof. destruct v; [tauto|]. rewrite count_cons. pose proof (count_nonnegative v). lra. Qed.

Lemma count_map (f : R -> R) v : count (map f v) = count v.
Proof. unfold count. now rewrite map_length. Qed.

Lemma sum_constant c v : sum (map (fun _ : R => c) v) = count v * c.
Proof.
  induction v as [|x v IH]; [unfold count; simpl; ring|].
  simpl map. rewrite sum_cons, count_cons, IH. ring.
Qed.

Lemma sum_plus (f g : R -> R) v : sum (map (fun x => f x + g x) v) = sum (map f v) + sum (map g v).
Proof. induction v as [|x v IH]; simpl map; rewrite ?sum_cons, ?IH; simpl; ring. Qed.

Lemma sum_scale c (f : R -> R) v : sum (map (fun x => c * f x) v) = c * sum (map f v).
Proof. induction v as [|x v IH]; simpl map; rewrite ?sum_cons, ?IH; simpl; ring. Qed.

Lemma sum_minus (f g : R -> R) v : sum (map (fun x => f x - g x) v) = sum (map f v) - sum (map g v).
Proof. induction v as [|x v IH]; simpl map; rewrite ?sum_cons, ?IH; simpl; ring. Qed.

(* Equal terms, equal sums. *)
Lemma sum_equal (f g : R -> R) v : (forall x, In x v -> f x = g x) -> sum (map f v) = sum (map g v).
Proof. intros same. now rewrite (map_ext_in f g v same). Qed.

Lemma sum_id v : sum (map (fun x : R => x) v) = sum v.
Proof. now rewrite map_id. Qed.

Lemma sum_le (f g : R -> R) v : (forall x, In x v -> f x <= g x) -> sum (map f v) <= sum (map g v).
Proof.
  induction v as [|x v IH]; intros le; simpl map; rewrite ?sum_cons; [apply Rle_refl|].
  apply Rplus_le_compat; [apply le; now left|]. apply IH. intros y inside. apply le. now right.
Qed.

Lemma sum_nonnegative (f : R -> R) v : (forall x, In x v -> 0 <= f x) -> 0 <= sum (map f v).
Proof.
  intros nonneg. replace 0 with (sum (map (fun _ : R => 0) v)) by (rewrite sum_constant; ring).
  now apply sum_le.
Qed.

Lemma sum_exp_positive z : z <> [] -> 0 < sum (map exp z).
Proof.
  destruct z as [|x z]; [tauto|]. intros _. simpl map. rewrite sum_cons.
  assert (0 <= sum (map exp z)) by (apply sum_nonnegative; intros; left; apply exp_pos).
  pose proof (exp_pos x). lra.
Qed.

Lemma sum_app v w : sum (v ++ w) = sum v + sum w.
Proof. induction v as [|x v IH]; simpl app; rewrite ?sum_cons, ?IH; simpl; ring. Qed.

Lemma sum_repeat x n : sum (repeat x n) = INR n * x.
Proof. induction n as [|n IH]; [simpl; ring|]. rewrite S_INR. simpl. rewrite IH. ring. Qed.
