(* How likely two completions of a policy give the same answer, and its derivative. *)
Require Import formula trajectories trajectory_gradients draws.

Section Answers.
  (* Answers are of any type whose equality is decided; the completions with one answer are a cluster. *)
  Context {A : Type}.
  Variable same : forall a b : A, {a = b} + {a <> b}.
  Variable answer : list token -> A.

  (* P(a): how likely the answer is a. *)
  Definition P (x : R) (t : tree) (a : A) : R := E x t (fun y => if same (answer y) a then 1 else 0).

  (* S = sum_a P(a)^2, over the answers that may be given, each once. *)
  Definition agreement (x : R) (t : tree) : R :=
    collision (map (P x t) (nodup same (map answer (completions t)))).
End Answers.

(* Of a sum over all answers that counts only b, what b has. *)
Lemma total_of_one {A} (same : forall a b : A, {a = b} + {a <> b}) (f : A -> R) b l : NoDup l -> In b l ->
  total (fun a => f a * (if same b a then 1 else 0)) l = f b.
Proof.
  intros once. induction once as [|a l outside once IH]; intros inside; [destruct inside|].
  change (f a * (if same b a then 1 else 0) + total (fun a => f a * (if same b a then 1 else 0)) l = f b).
  destruct (same b a) as [->|other].
  - rewrite (total_equal _ (fun a => 0 * f a)); [rewrite total_scale; ring|].
    intros a' inside'. destruct (same a a') as [->|_]; [contradiction|ring].
  - rewrite IH; [ring|]. destruct inside as [equal|later]; [congruence|assumption].
Qed.

Section Agreement.
  Context {A : Type}.
  Variable same : forall a b : A, {a = b} + {a <> b}.
  Variable answer : list token -> A.
  Variable t : tree.
  Let P := P same answer.
  Let agreement := agreement same answer.
  Let labels := nodup same (map answer (completions t)).

  (* Summed answer by answer or completion by completion. *)
  Lemma total_by_answer x (f : A -> R) h :
    total (fun a => f a * E x t (fun y => h y * (if same (answer y) a then 1 else 0))) labels
    = E x t (fun y => f (answer y) * h y).
  Proof.
    unfold E. rewrite (total_equal _ (fun a => total (fun y =>
      pi x y * h y * (f a * (if same (answer y) a then 1 else 0))) (completions t))).
    - rewrite total_swap. apply total_equal. intros y inside.
      rewrite total_scale, total_of_one; [ring|apply NoDup_nodup|now apply nodup_In, in_map].
    - intros a _. rewrite <- total_scale. apply total_equal. intros. ring.
  Qed.

  Lemma agreement_is_summed x : agreement x t = total (fun a => P x t a * P x t a) labels.
  Proof. unfold agreement, agreement.agreement, collision, total. now rewrite map_map. Qed.

  Lemma agreement_by_completion x : agreement x t = E x t (fun y => P x t (answer y)).
  Proof.
    rewrite agreement_is_summed, (E_equal x t _ (fun y => P x t (answer y) * 1)) by (intros; ring).
    rewrite <- total_by_answer. apply total_equal. intros a _. f_equal. apply E_equal. intros. ring.
  Qed.

  Variable x : R.
  Variable s : list token -> R.
  Hypothesis valid : policy t.
  Hypothesis slopes : score t x s.

  Lemma P_has_a_derivative a :
    derivable_pt_lim (fun u => P u t a) x (E x t (fun y => s y * (if same (answer y) a then 1 else 0))).
  Proof.
    set (is_a := fun y => if same (answer y) a then 1 else 0). unfold E.
    rewrite (total_equal _ (fun y => is_a y * (pi x y * s y))) by (intros; unfold is_a; ring).
    apply (derivative_equal (fun u => total (fun y => is_a y * pi u y) (completions t))).
    { intros u. apply total_equal. intros. unfold is_a. ring. }
    apply (derivative_of_total (fun y u => is_a y * pi u y)). intros y inside.
    apply (derivable_pt_lim_scal (fun u => pi u y)).
    apply derivative_from_log; [|now apply slopes]. intros u. now apply (pi_positive u t).
  Qed.

  (* dS/dx = 2 E[P(answer of y) d log pi(y)], of (P^2)' = P' P + P P'. *)
  Lemma agreement_has_a_derivative :
    derivable_pt_lim (fun u => agreement u t) x (2 * E x t (fun y => P x t (answer y) * s y)).
  Proof.
    rewrite <- total_by_answer, <- total_scale.
    apply (derivative_equal (fun u => total (fun a => P u t a * P u t a) labels)).
    { intros u. symmetry. apply agreement_is_summed. }
    apply (derivative_of_total (fun a u => P u t a * P u t a)). intros a _.
    set (slope := E x t (fun y => s y * (if same (answer y) a then 1 else 0))).
    replace (2 * (P x t a * slope)) with (slope * P x t a + P x t a * slope) by ring.
    apply (derivable_pt_lim_mult (fun u => P u t a) (fun u => P u t a)); apply P_has_a_derivative.
  Qed.

  Lemma scaled_agreement_has_a_derivative k g : g = 2 * k * E x t (fun y => P x t (answer y) * s y) ->
    derivable_pt_lim (fun u => k * agreement u t) x g.
  Proof.
    intros ->. rewrite (Rmult_comm 2), Rmult_assoc.
    apply (derivable_pt_lim_scal (fun u => agreement u t)). exact agreement_has_a_derivative.
  Qed.
End Agreement.

(* Two completions agree with probability S: the second, whatever the first, with that of its answer. *)
Theorem agreement_is_how_likely_two_agree :
  forall (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list token -> A) (t : tree) (x : R),
  agreement same answer x t = E x t (fun y => E x t (fun z => if same (answer z) (answer y) then 1 else 0)).
Proof. exact @agreement_by_completion. Qed.

(* A fair coin: two symbols, equally likely whatever the parameter. *)
Definition coin : tree := next [(labelled 0 (fun _ => 1 / 2), stop); (labelled 1 (fun _ => 1 / 2), stop)].

Lemma coin_is_a_policy : policy coin.
Proof.
  constructor; [|constructor]. intros x. split; [|unfold probabilities; simpl; lra].
  intros p [<-|[<-|[]]]; simpl; lra.
Qed.

(* Heads and tails are two answers: two throws agree half the time. *)
Theorem a_fair_coin_agrees_half_the_time : forall x : R,
  policy coin /\ agreement (list_eq_dec Nat.eq_dec) said x coin = 1 / 2.
Proof.
  intros x. split; [exact coin_is_a_policy|]. unfold agreement, collision, P, E, total, pi. simpl. lra.
Qed.

(* And a reward may be for heads alone. *)
Theorem rewards_tell_equal_chances_apart : forall x : R,
  policy coin /\ map (pi x) (completions coin) = [1 / 2; 1 / 2] /\
  map (fun y => if list_eq_dec Nat.eq_dec (said y) [0%nat] then 1 else 0) (completions coin) = [1; 0].
Proof.
  intros x. split; [exact coin_is_a_policy|]. split; [|reflexivity]. unfold pi. simpl. now rewrite !Rmult_1_r.
Qed.
