(* Completions of a policy, their rewards, and the chain rule. *)
Require Import formula.

(* A probability, as a function of one real parameter of the policy: of any direction in which its weights may move. *)
Notation chance := (R -> R).

(* A symbol that may come next: which one it is, and its probability. Two symbols may be equally likely whatever the
   parameter, and are still two: a reward or an answer may tell them apart. *)
Record symbol : Type := labelled { label : nat; likely :> chance }.

(* A policy as far as it goes: each symbol that may come next with its probability and what follows it. Where a
   completion ends, by an end token or by truncation, the tree stops. *)
Inductive tree : Type :=
| stop : tree
| next : list (symbol * tree) -> tree.

(* A token of a completion: the symbol that was drawn, and the distribution it was drawn from. *)
Record token : Type := { drawn : symbol; from : list symbol }.

(* What a completion says. *)
Definition said (y : list token) : list nat := map (fun k => label (drawn k)) y.

(* All completions. *)
Fixpoint completions (t : tree) : list (list token) :=
  match t with
  | stop => [[]]
  | next b => flat_map (fun e => map (cons {| drawn := fst e; from := map fst b |}) (completions (snd e))) b
  end.

(* A distribution at parameter x. *)
Definition probabilities (x : R) (ps : list symbol) : list R := map (fun p : symbol => p x) ps.

(* pi(y) = prod_t p_t(y_t) *)
Definition pi (x : R) (y : list token) : R := fold_right Rmult 1 (map (fun k => drawn k x) y).

(* sum_a f(a) *)
Definition total {A : Type} (f : A -> R) (l : list A) : R := sum (map f l).

(* E[f(y)] = sum_y pi(y) f(y), over all completions. *)
Definition E (x : R) (t : tree) (f : list token -> R) : R := total (fun y => pi x y * f y) (completions t).

(* The distributions at all nodes. *)
Fixpoint nodes (t : tree) : list (list symbol) :=
  match t with stop => [] | next b => map fst b :: flat_map (fun e => nodes (snd e)) b end.

(* At every node, whatever the parameter, the probabilities are positive and sum to 1. *)
Definition distribution (ps : list symbol) : Prop :=
  forall x, (forall p, In p ps -> 0 < p x) /\ sum (probabilities x ps) = 1.
Definition policy (t : tree) : Prop := Forall distribution (nodes t).

(* The rewards of a completion: the library's formulas of its tokens' log-probabilities and entropies. *)
Definition logprobs (x : R) (y : list token) : list R := map (fun k : token => ln (drawn k x)) y.
Definition entropies (x : R) (y : list token) : list R := map (fun k => entropy (probabilities x (from k))) y.
Definition R_traj (x : R) (y : list token) : R := trajectory_sum (logprobs x y).
Definition R_tok (x : R) (y : list token) : R := token_sum (entropies x y).

(* H(pi): the library's entropy, of the probabilities of all completions. *)
Definition completion_entropy (x : R) (t : tree) : R := entropy (map (pi x) (completions t)).

(* Sums: equal terms, linearity, sums of sums. *)

Lemma total_equal {A} (f g : A -> R) l : (forall a, In a l -> f a = g a) -> total f l = total g l.
Proof. intros same. unfold total. now rewrite (map_ext_in f g l same). Qed.

Lemma total_plus {A} (f g : A -> R) l : total (fun a => f a + g a) l = total f l + total g l.
Proof. unfold total. induction l as [|a l IH]; simpl; rewrite ?IH; ring. Qed.

Lemma total_scale {A} c (f : A -> R) l : total (fun a => c * f a) l = c * total f l.
Proof. unfold total. induction l as [|a l IH]; simpl; rewrite ?IH; ring. Qed.

Lemma total_app {A} (f : A -> R) k l : total f (k ++ l) = total f k + total f l.
Proof. unfold total. induction k as [|a k IH]; simpl; rewrite ?IH; ring. Qed.

Lemma total_flat_map {A B} (g : A -> list B) (f : B -> R) l :
  total f (flat_map g l) = total (fun a => total f (g a)) l.
Proof. induction l as [|a l IH]; simpl; [reflexivity|]. now rewrite total_app, IH. Qed.

Lemma total_map {A B} (g : A -> B) (f : B -> R) l : total f (map g l) = total (fun a => f (g a)) l.
Proof. unfold total. now rewrite map_map. Qed.

(* What holds at an end, and at a node whenever it holds after each of its symbols, holds of every policy. *)
Lemma policy_induction (P : tree -> Prop) :
  P stop ->
  (forall b, distribution (map fst b) -> (forall e, In e b -> policy (snd e) /\ P (snd e)) -> P (next b)) ->
  forall t, policy t -> P t.
Proof.
  intros end_ node. fix all 1. intros [|b] valid; [exact end_|].
  inversion_clear valid as [|? ? here below]. apply node; [exact here|clear here].
  induction b as [|[p t] b IH]; simpl in *; [easy|]. apply Forall_app in below as [first others].
  intros e [<-|inside]; [split; [exact first|exact (all t first)]|exact (IH others e inside)].
Qed.

(* Expectation: linear, and a mean over the next symbol of what is expected after it. *)

Lemma E_equal x t f g : (forall y, In y (completions t) -> f y = g y) -> E x t f = E x t g.
Proof. intros same. apply total_equal. intros y inside. now rewrite same. Qed.

Lemma E_plus x t f g : E x t (fun y => f y + g y) = E x t f + E x t g.
Proof. unfold E. rewrite <- total_plus. apply total_equal. intros. ring. Qed.

Lemma E_scale x c t f : E x t (fun y => c * f y) = c * E x t f.
Proof. unfold E. rewrite <- total_scale. apply total_equal. intros. ring. Qed.

Lemma E_stop x f : E x stop f = f [].
Proof. unfold E, total, pi. simpl. ring. Qed.

Lemma E_next x b f :
  E x (next b) f =
  total (fun e : symbol * tree => fst e x * E x (snd e) (fun y => f ({| drawn := fst e; from := map fst b |} :: y))) b.
Proof.
  unfold E. simpl. rewrite total_flat_map. apply total_equal. intros e _.
  rewrite total_map, <- total_scale. apply total_equal. intros y _. unfold pi. simpl. now rewrite Rmult_assoc.
Qed.

Lemma chances_sum_to_one x b : distribution (map fst b) -> total (fun e : symbol * tree => fst e x) b = 1.
Proof. intros valid. destruct (valid x) as [_ one]. unfold probabilities in one. now rewrite map_map in one. Qed.

(* The probabilities of all completions sum to 1. *)
Lemma E_one x t : policy t -> E x t (fun _ => 1) = 1.
Proof.
  revert t. apply policy_induction; [apply E_stop|]. intros b valid IH.
  rewrite E_next. transitivity (total (fun e : symbol * tree => fst e x) b); [|now apply chances_sum_to_one].
  apply total_equal. intros e inside. rewrite (proj2 (IH e inside)). ring.
Qed.

Lemma E_constant x t c : policy t -> E x t (fun _ => c) = c.
Proof.
  intros valid. rewrite (E_equal x t _ (fun _ => c * 1)) by (intros; ring).
  rewrite E_scale, E_one by assumption. ring.
Qed.

(* The chain rule: summed over tokens, the two rewards have the same expectation at every policy, whatever ends a
   completion. So they are one function of the parameter, with the same derivatives. *)
Theorem trajectory_and_token_sums_agree : forall t : tree,
  policy t -> forall x : R, E x t (R_traj x) = E x t (R_tok x).
Proof.
  intros t valid x. revert t valid. apply policy_induction.
  { rewrite !E_stop. unfold R_traj, R_tok, trajectory_sum, token_sum. simpl. ring. }
  intros b valid IH. set (h := entropy (probabilities x (map fst b))).
  (* Each side: what the first token is worth, and what is expected after it. *)
  transitivity (- h + total (fun e : symbol * tree => fst e x * E x (snd e) (R_tok x)) b); [|symmetry]; rewrite E_next.
  - assert (- h = total (fun e : symbol * tree => fst e x * ln (fst e x)) b) as ->.
    { unfold h, entropy, probabilities, total. rewrite !map_map. ring. }
    rewrite <- total_plus. apply total_equal. intros e inside. destruct (IH e inside) as [valid' <-].
    change (R_traj x) with (fun y => R_traj x y). rewrite <- Rmult_plus_distr_l. f_equal.
    rewrite <- (E_constant x (snd e) (ln (fst e x)) valid'), <- E_plus. reflexivity.
  - rewrite <- (Rmult_1_r (- h)), <- (chances_sum_to_one x b valid), <- total_scale, <- total_plus.
    apply total_equal. intros e inside. destruct (IH e inside) as [valid' _].
    rewrite Rmult_comm with (r1 := - h), <- Rmult_plus_distr_l. f_equal.
    rewrite <- (E_constant x (snd e) (- h) valid'), <- E_plus. apply E_equal. intros y _.
    unfold R_tok, token_sum, h. simpl. ring.
Qed.
