(* The derivatives of entropy, self-certainty and log-probabilities by one logit. *)
Require Import formula sums uniform.

(* The logits z with the j-th replaced by x. *)
Fixpoint update (z : list R) (j : nat) (x : R) : list R :=
  match z, j with
  | [], _ => []
  | _ :: z', O => x :: z'
  | y :: z', S j' => y :: update z' j' x
  end.

(* f has the partial derivative l by the j-th logit at z. *)
Definition derivative_by (f : list R -> R) (z : list R) (j : nat) (l : R) : Prop :=
  derivable_pt_lim (fun x => f (update z j x)) (nth j z 0) l.

(* 1 at i and 0 elsewhere. *)
Definition one_hot (i : nat) (z : list R) : list R := map (fun k => if Nat.eqb i k then 1 else 0) (seq 0 (length z)).

Lemma update_length z j x : length (update z j x) = length z.
Proof. revert j. induction z; intros [|j]; simpl; auto. Qed.

Lemma update_count z j x : count (update z j x) = count z.
Proof. unfold count. now rewrite update_length. Qed.

Lemma update_some z j x : z <> [] -> update z j x <> [].
Proof. destruct z, j; simpl; congruence. Qed.

Lemma update_same z j : update z j (nth j z 0) = z.
Proof. revert j. induction z as [|y z IH]; intros [|j]; simpl; auto. now rewrite IH. Qed.

Lemma some_of_index (z : list R) j : (j < length z)%nat -> z <> [].
Proof. destruct z; simpl; [naturals|congruence]. Qed.

(* Functions that agree have the same derivatives. *)
Lemma derivative_equal (f g : R -> R) x l : (forall y, g y = f y) -> derivable_pt_lim f x l -> derivable_pt_lim g x l.
Proof.
  intros same limit eps positive. destruct (limit eps positive) as [delta near].
  exists delta. intros h nonzero small. rewrite !same. now apply near.
Qed.

Lemma derivative_by_equal (f g : list R -> R) z j l :
  (forall x, g (update z j x) = f (update z j x)) -> derivative_by f z j l -> derivative_by g z j l.
Proof. intros same. unfold derivative_by. now apply derivative_equal. Qed.

(* Of sum_k f z_k only the j-th term varies. *)
Lemma derivative_of_sum f l z j : (j < length z)%nat ->
  derivable_pt_lim f (nth j z 0) l -> derivative_by (fun w => sum (map f w)) z j l.
Proof.
  unfold derivative_by. revert j. induction z as [|y z IH]; intros j inside limit; simpl in inside; [naturals|].
  destruct j as [|j]; simpl in *.
  - replace l with (l + 0) by ring.
    apply (derivable_pt_lim_plus f (fct_cte (sum (map f z)))); [assumption|apply derivable_pt_lim_const].
  - replace l with (0 + l) by ring.
    apply (derivable_pt_lim_plus (fct_cte (f y)) (fun x => sum (map f (update z j x))));
      [apply derivable_pt_lim_const|apply IH; [naturals|assumption]].
Qed.

Lemma nth_map (f : R -> R) v j : (j < length v)%nat -> nth j (map f v) 0 = f (nth j v 0).
Proof. intros inside. rewrite (nth_indep _ 0 (f 0)) by now rewrite map_length. apply map_nth. Qed.

Lemma nth_softmax z j : (j < length z)%nat -> nth j (softmax z) 0 = exp (nth j z 0) / sum (map exp z).
Proof. apply (nth_map (fun x => exp x / sum (map exp z))). Qed.

Lemma softmax_length z : length (softmax z) = length z.
Proof. apply map_length. Qed.

Lemma softmax_count z : count (softmax z) = count z.
Proof. unfold softmax. apply count_map. Qed.

Lemma softmax_some z : z <> [] -> softmax z <> [].
Proof. destruct z; unfold softmax; simpl; congruence. Qed.

Lemma softmax_positive z x : In x (softmax z) -> 0 < x.
Proof.
  unfold softmax. intros inside. apply in_map_iff in inside as [y [<- inside]].
  apply Rdiv_lt_0_compat; [apply exp_pos|apply sum_exp_positive]. intros empty. now subst z.
Qed.

Lemma softmax_sum z : z <> [] -> sum (softmax z) = 1.
Proof.
  intros some. pose proof (sum_exp_positive z some). unfold softmax.
  rewrite (sum_equal _ (fun x => / sum (map exp z) * exp x)) by (intros; unfold Rdiv; ring).
  rewrite sum_scale. field. lra.
Qed.

(* d logsumexp / dz_j = p_j *)
Lemma derivative_of_log_sum_exp z j : (j < length z)%nat -> derivative_by log_sum_exp z j (nth j (softmax z) 0).
Proof.
  intros inside. rewrite nth_softmax by assumption. pose proof (sum_exp_positive z (some_of_index z j inside)) as positive.
  replace (exp (nth j z 0) / sum (map exp z)) with (/ sum (map exp z) * exp (nth j z 0)) by (unfold Rdiv; ring).
  unfold derivative_by, log_sum_exp.
  apply (derivable_pt_lim_comp (fun x => sum (map exp (update z j x))) ln).
  - apply (derivative_of_sum exp); [assumption|apply derivable_pt_lim_exp].
  - rewrite update_same. now apply derivable_pt_lim_ln.
Qed.

(* d SC / dz_j = p_j - 1/V *)
Theorem self_certainty_has_its_gradient : forall (z : list R) (j : nat), (j < length z)%nat ->
  derivative_by (fun w => self_certainty (softmax w)) z j (nth j (self_certainty_gradient (softmax z)) 0).
Proof.
  intros z j inside. pose proof (some_of_index z j inside) as some. pose proof (count_positive z some) as n.
  apply (derivative_by_equal (fun w => log_sum_exp w - (/ count z * sum (map id w) + ln (count z)))).
  { intros x. rewrite self_certainty_from_logits by now apply update_some.
    unfold self_certainty_of_logits, mean. rewrite update_count, map_id. field. lra. }
  unfold self_certainty_gradient. rewrite nth_map by now rewrite softmax_length. rewrite softmax_count.
  replace (1 / count z) with (/ count z * 1 + 0) by (field; lra).
  apply (derivable_pt_lim_minus (fun x => log_sum_exp (update z j x))
    (fun x => / count z * sum (map id (update z j x)) + ln (count z))); [now apply derivative_of_log_sum_exp|].
  apply (derivable_pt_lim_plus (fun x => / count z * sum (map id (update z j x))) (fct_cte (ln (count z))));
    [|apply derivable_pt_lim_const].
  apply (derivable_pt_lim_scal (fun x => sum (map id (update z j x)))).
  apply (derivative_of_sum id); [assumption|apply derivable_pt_lim_id].
Qed.

(* H = logsumexp z - E_p z *)
Lemma entropy_from_logits z : z <> [] ->
  entropy (softmax z) = log_sum_exp z - sum (map (fun x => exp x * x) z) / sum (map exp z).
Proof.
  intros some. pose proof (sum_exp_positive z some). unfold entropy, softmax. rewrite map_map.
  rewrite (sum_equal _ (fun x => / sum (map exp z) * (exp x * x - log_sum_exp z * exp x))).
  2: { intros x _. rewrite ln_softmax by assumption. unfold Rdiv. ring. }
  rewrite sum_scale, sum_minus, sum_scale. field. lra.
Qed.

(* d H / dz_j = -p_j (log p_j + H) *)
Theorem entropy_has_its_gradient : forall (z : list R) (j : nat), (j < length z)%nat ->
  derivative_by (fun w => entropy (softmax w)) z j (nth j (entropy_gradient (softmax z)) 0).
Proof.
  intros z j inside. pose proof (some_of_index z j inside) as some. pose proof (sum_exp_positive z some) as positive.
  apply (derivative_by_equal (fun w => log_sum_exp w - sum (map (fun x => exp x * x) w) / sum (map exp w))).
  { intros x. apply entropy_from_logits. now apply update_some. }
  unfold entropy_gradient. rewrite nth_map by now rewrite softmax_length.
  rewrite entropy_from_logits, nth_softmax, ln_softmax by assumption.
  set (total := sum (map exp z)) in *. set (weighted := sum (map (fun x => exp x * x) z)). set (y := nth j z 0).
  replace (- _) with (exp y / total - ((exp y * y + exp y * 1) * total - exp y * weighted) / Rsqr total)
    by (unfold Rsqr; field; lra).
  apply (derivable_pt_lim_minus (fun x => log_sum_exp (update z j x)) (fun x =>
    sum (map (fun x => exp x * x) (update z j x)) / sum (map exp (update z j x)))).
  - unfold total, y. rewrite <- nth_softmax by assumption. now apply derivative_of_log_sum_exp.
  - replace total with (sum (map exp (update z j y))) by (unfold y; now rewrite update_same).
    replace weighted with (sum (map (fun x => exp x * x) (update z j y))) by (unfold y; now rewrite update_same).
    apply (derivable_pt_lim_div (fun x => sum (map (fun x => exp x * x) (update z j x)))
      (fun x => sum (map exp (update z j x)))).
    + apply (derivative_of_sum (fun x => exp x * x)); [assumption|].
      apply (derivable_pt_lim_mult exp id); [apply derivable_pt_lim_exp|apply derivable_pt_lim_id].
    + apply (derivative_of_sum exp); [assumption|apply derivable_pt_lim_exp].
    + unfold y. rewrite update_same. fold total. lra.
Qed.

Lemma nth_update z i j x : (j < length z)%nat -> nth i (update z j x) 0 = if Nat.eqb i j then x else nth i z 0.
Proof.
  revert i j. induction z as [|y z IH]; intros [|i] [|j] inside; simpl in *; try naturals; auto. apply IH. naturals.
Qed.

Lemma nth_one_hot z i j : (j < length z)%nat -> nth j (one_hot i z) 0 = if Nat.eqb i j then 1 else 0.
Proof.
  intros inside. unfold one_hot. set (f := fun k => if Nat.eqb i k then 1 else 0).
  rewrite (nth_indep _ 0 (f 0%nat)) by now rewrite map_length, seq_length.
  rewrite map_nth, seq_nth by assumption. reflexivity.
Qed.

Lemma one_hot_length z i : length (one_hot i z) = length z.
Proof. unfold one_hot. now rewrite map_length, seq_length. Qed.

Lemma nth_zip (f : R -> R -> R) v w j : (j < length v)%nat -> length w = length v ->
  nth j (zip f v w) 0 = f (nth j v 0) (nth j w 0).
Proof.
  revert w j. induction v as [|x v IH]; intros [|y w] [|j] inside same; simpl in *; try naturals; auto.
  apply IH; naturals.
Qed.

(* d log p_i / dz_j = [i = j] - p_j *)
Theorem logprob_has_its_gradient : forall (z : list R) (i j : nat), (i < length z)%nat -> (j < length z)%nat ->
  derivative_by (fun w => ln (nth i (softmax w) 0)) z j (nth j (logprob_gradient (one_hot i z) (softmax z)) 0).
Proof.
  intros z i j chosen inside. pose proof (some_of_index z j inside) as some.
  apply (derivative_by_equal (fun w => nth i w 0 - log_sum_exp w)).
  { intros x. rewrite nth_softmax by now rewrite update_length. now rewrite ln_softmax by now apply update_some. }
  unfold logprob_gradient. rewrite nth_zip by (rewrite ?one_hot_length, ?softmax_length; auto).
  rewrite nth_one_hot by assumption.
  apply (derivable_pt_lim_minus (fun x => nth i (update z j x) 0) (fun x => log_sum_exp (update z j x)));
    [|now apply derivative_of_log_sum_exp].
  destruct (Nat.eqb i j) eqn:equal.
  - apply (derivative_equal id); [|apply derivable_pt_lim_id].
    intros y. now rewrite nth_update, equal by assumption.
  - apply (derivative_equal (fct_cte (nth i z 0))); [|apply derivable_pt_lim_const].
    intros y. now rewrite nth_update, equal by assumption.
Qed.

(* Adding a constant to all logits changes nothing, so the derivatives sum to zero. *)
Theorem entropy_gradient_sums_to_zero : forall p : list R, sum p = 1 -> sum (entropy_gradient p) = 0.
Proof.
  intros p one. unfold entropy_gradient.
  rewrite (sum_equal _ (fun x => - entropy p * x - x * ln x)) by (intros; ring).
  rewrite sum_minus, sum_scale, sum_id, one. unfold entropy. ring.
Qed.

Theorem self_certainty_gradient_sums_to_zero : forall p : list R,
  sum p = 1 -> sum (self_certainty_gradient p) = 0.
Proof.
  intros p one. assert (some : p <> []) by (intros empty; subst p; simpl in one; lra).
  unfold self_certainty_gradient. rewrite sum_minus, sum_id, sum_constant, one.
  pose proof (count_positive p some). field. lra.
Qed.

Lemma sum_zip_minus v w : length v = length w -> sum (zip (fun x y => x - y) v w) = sum v - sum w.
Proof.
  revert w. induction v as [|x v IH]; intros [|y w] same; simpl in *; try naturals; [ring|]. rewrite IH by naturals. ring.
Qed.

Theorem logprob_gradient_sums_to_zero : forall chosen p : list R,
  length chosen = length p -> sum chosen = 1 -> sum p = 1 -> sum (logprob_gradient chosen p) = 0.
Proof. intros chosen p same one one'. unfold logprob_gradient. rewrite sum_zip_minus by assumption. lra. Qed.
