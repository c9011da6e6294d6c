(* Votes among answers that an equivalence compares: 1/2 and 0.5 are one answer. *)
Require Import formula.

(* When two answers are one, as votes and grades both decide it. *)
Definition equivalence {A : Type} (alike : A -> A -> bool) : Prop :=
  (forall a, alike a a = true) /\ (forall a b, alike a b = true -> alike b a = true) /\
  (forall a b c, alike a b = true -> alike b c = true -> alike a c = true).

(* What completions earn for the answer a: 1 for giving it, 0 for another answer or none. *)
Definition graded {A : Type} (alike : A -> A -> bool) (a : A) (answers : list (option A)) : list R :=
  map (fun given => match given with Some b => if alike a b then 1 else 0 | None => 0 end) answers.

(* An answer that somebody gave, and that no other has more votes than: ties may be broken by any rule. *)
Definition majority {A : Type} (alike : A -> A -> bool) (answers : list (option A)) (m : A) : Prop :=
  In (Some m) answers /\ forall b, In (Some b) answers -> sum (graded alike b answers) <= sum (graded alike m answers).

(* The library's rule: of those with the most votes the one that was given first. *)
Fixpoint first_of_most {A : Type} (votes : A -> R) (answers : list (option A)) : option A :=
  match answers with
  | [] => None
  | None :: later => first_of_most votes later
  | Some a :: later =>
    match first_of_most votes later with
    | Some b => if Rle_dec (votes b) (votes a) then Some a else Some b
    | None => Some a
    end
  end.
Definition voted {A : Type} (alike : A -> A -> bool) (answers : list (option A)) : option A :=
  first_of_most (fun a => sum (graded alike a answers)) answers.

Lemma first_of_most_is_one {A : Type} (votes : A -> R) answers m : first_of_most votes answers = Some m ->
  In (Some m) answers /\ forall b, In (Some b) answers -> votes b <= votes m.
Proof.
  revert m. induction answers as [|[a|] later IH]; intros m found; simpl in found; [discriminate| |].
  - destruct (first_of_most votes later) as [b|] eqn:rest.
    + destruct (IH b eq_refl) as [inside most]. destruct (Rle_dec (votes b) (votes a)) as [yes|no];
        injection found as <-; (split; [simpl; tauto|]); intros c [same|c_in];
        try (injection same as <-); try lra; specialize (most c c_in); lra.
    + injection found as <-. split; [simpl; tauto|]. intros c [same|c_in]; [injection same as <-; lra|].
      exfalso. clear IH. induction later as [|[x|] later IH]; [exact c_in| |].
      * simpl in rest. destruct (first_of_most votes later); [destruct (Rle_dec _ _)|]; discriminate.
      * destruct c_in as [none|c_in]; [discriminate|]. exact (IH rest c_in).
  - destruct (IH m found) as [inside most]. split; [now right|]. intros b [none|b_in]; [discriminate|auto].
Qed.

(* The rule finds a majority wherever there is an answer at all. *)
Theorem the_vote_is_a_majority : forall (A : Type) (alike : A -> A -> bool) (answers : list (option A)),
  (exists a, In (Some a) answers) -> exists m, voted alike answers = Some m /\ majority alike answers m.
Proof.
  intros A alike answers [a inside]. destruct (voted alike answers) as [m|] eqn:found.
  - exists m. split; [reflexivity|]. exact (first_of_most_is_one _ answers m found).
  - exfalso. unfold voted in found. revert found. generalize (fun a => sum (graded alike a answers)) as votes.
    intros votes. induction answers as [|[b|] later IH]; [destruct inside| |]; simpl.
    + destruct (first_of_most votes later); [destruct (Rle_dec _ _)|]; discriminate.
    + apply IH. now destruct inside.
Qed.

(* The reward for the majority's answer is the reward for the right one exactly when the majority is right. *)
Theorem majority_is_right_or_differs :
  forall (A : Type) (alike : A -> A -> bool) (answers : list (option A)) (m gold : A),
  equivalence alike -> majority alike answers m ->
  (graded alike m answers = graded alike gold answers <-> alike m gold = true).
Proof.
  intros A alike answers m gold (refl & sym & trans) [given _]. split.
  - intros equal. unfold graded in equal.
    assert (each : (if alike m m then 1 else 0) = (if alike gold m then 1 else 0)).
    { revert given equal. induction answers as [|x later IH]; simpl; [tauto|].
      intros [->|inside] equal; injection equal as first others; [exact first|now apply IH]. }
    rewrite refl in each. destruct (alike gold m) eqn:right; [now apply sym|lra].
  - intros right. apply map_ext. intros [b|]; [|reflexivity].
    destruct (alike m b) eqn:one, (alike gold b) eqn:other; try reflexivity; exfalso.
    + assert (alike gold b = true) by (apply (trans gold m b); [now apply sym|exact one]). congruence.
    + assert (alike m b = true) by (now apply (trans m gold b)). congruence.
Qed.

(* With one equivalence for votes and another for grades a right majority is not enough: of three who are all right by the
   grade, the vote tells one from the others. *)
Theorem two_equivalences_disagree :
  exists alike graded_alike : bool -> bool -> bool, equivalence alike /\ equivalence graded_alike /\
  let answers := [Some true; Some true; Some false] in
  majority alike answers true /\ graded alike true answers = [1; 1; 0] /\ graded graded_alike true answers = [1; 1; 1].
Proof.
  exists Bool.eqb, (fun _ _ => true). split; [|split].
  - repeat split; [intros []|intros [] []|intros [] [] []]; simpl; congruence.
  - now repeat split.
  - split; [|now split]. split; [simpl; tauto|]. intros [] _; simpl; lra.
Qed.
