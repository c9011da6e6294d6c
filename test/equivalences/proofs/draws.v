(* Groups of independent completions: their policy gradient, and what is expected of sums over them. *)
Require Import formula trajectories.

(* E[f(y_1 .. y_n)] over n independent completions. *)
Fixpoint draws (x : R) (t : tree) (n : nat) (f : list (list token) -> R) : R :=
  match n with O => f [] | S m => E x t (fun y => draws x t m (fun g => f (y :: g))) end.

(* E[1/n sum_i a_i d log pi(y_i)]: the policy gradient of a group of n, whose advantages are taken as constants. *)
Definition group_gradient (x : R) (t : tree) (n : nat) (advantages : list (list token) -> list R)
  (s : list token -> R) : R := draws x t n (fun g => mean (zip Rmult (advantages g) (map s g))).

(* Sums may be taken in any order. *)
Lemma total_swap {A B} (f : A -> B -> R) k l :
  total (fun a => total (f a) l) k = total (fun b => total (fun a => f a b) k) l.
Proof.
  induction k as [|a k IH].
  - rewrite (total_equal (fun b => total (fun a => f a b) []) (fun b => 0 * 0)) by (intros; unfold total; simpl; ring).
    rewrite total_scale. unfold total at 1. simpl. ring.
  - change (total (f a) l + total (fun a => total (f a) l) k = total (fun b => f a b + total (fun a => f a b) k) l).
    now rewrite total_plus, IH.
Qed.

Lemma E_swap x t (f : list token -> list token -> R) :
  E x t (fun y => E x t (f y)) = E x t (fun z => E x t (fun y => f y z)).
Proof.
  unfold E. transitivity (total (fun y => total (fun z => pi x y * (pi x z * f y z)) (completions t)) (completions t)).
  - apply total_equal. intros y _. now rewrite total_scale.
  - rewrite total_swap. apply total_equal. intros z _. rewrite <- total_scale. apply total_equal. intros. ring.
Qed.

(* Expectation over a group: linear, ... *)

Lemma draws_equal x t n f h : (forall g, length g = n -> f g = h g) -> draws x t n f = draws x t n h.
Proof.
  revert f h. induction n as [|n IH]; intros f h equal; simpl; [now apply equal|].
  apply E_equal. intros y _. apply IH. intros g size. apply equal. simpl. now rewrite size.
Qed.

Lemma draws_plus x t n f h : draws x t n (fun g => f g + h g) = draws x t n f + draws x t n h.
Proof.
  revert f h. induction n as [|n IH]; intros f h; simpl; [reflexivity|].
  rewrite <- E_plus. apply E_equal. intros y _. apply IH.
Qed.

Lemma draws_scale x t n k f : draws x t n (fun g => k * f g) = k * draws x t n f.
Proof.
  revert f. induction n as [|n IH]; intros f; simpl; [reflexivity|].
  rewrite <- E_scale. apply E_equal. intros y _. apply IH.
Qed.

Lemma draws_constant x t n k : policy t -> draws x t n (fun _ => k) = k.
Proof.
  intros valid. induction n as [|n IH]; simpl; [reflexivity|].
  rewrite IH. now apply E_constant.
Qed.

(* ... with one more completion before or after the others, ... *)
Lemma draws_swap x t n (f : list token -> list (list token) -> R) :
  draws x t n (fun g => E x t (fun y => f y g)) = E x t (fun y => draws x t n (f y)).
Proof.
  revert f. induction n as [|n IH]; intros f; simpl; [reflexivity|].
  rewrite E_swap. apply E_equal. intros z _. apply (IH (fun y g => f y (z :: g))).
Qed.

(* ... n times that of one for a sum, ... *)
Lemma draws_total x t n h : policy t -> draws x t n (total h) = INR n * E x t h.
Proof.
  intros valid. induction n as [|n IH]; [simpl; unfold total; simpl; ring|].
  rewrite S_INR, Rmult_plus_distr_r, Rmult_1_l, Rplus_comm, <- IH, <- (E_constant x t (draws x t n (total h)) valid).
  rewrite <- E_plus. apply E_equal. intros y _.
  rewrite <- (draws_constant x t n (h y) valid), <- draws_plus. reflexivity.
Qed.

(* ... and of a product of sums, if one of them is expected to be 0. *)
Lemma draws_product x t n h s : policy t -> E x t s = 0 ->
  draws x t n (fun g => total h g * total s g) = INR n * E x t (fun y => h y * s y).
Proof.
  intros valid zero. induction n as [|n IH]; [simpl; unfold total; simpl; ring|].
  transitivity (E x t (fun y => (h y * s y + INR n * E x t h * s y)
    + draws x t n (fun g => total h g * total s g))).
  - apply E_equal. intros y _.
    transitivity (draws x t n (fun g => h y * s y + h y * total s g + s y * total h g + total h g * total s g)).
    { apply draws_equal. intros g _. unfold total. simpl. ring. }
    rewrite !draws_plus, !draws_scale, draws_constant, !draws_total, zero by assumption. ring.
  - rewrite !E_plus, E_scale, zero, E_constant, IH, S_INR by assumption. ring.
Qed.
