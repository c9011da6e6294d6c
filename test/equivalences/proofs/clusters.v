(* What it teaches to reward a completion for the share of its group that agrees with it. *)
Require Import formula trajectories trajectory_gradients draws groups frequencies agreement.

Lemma mean_map {A} (f : A -> R) l : mean (map f l) = total f l / INR (length l).
Proof. unfold mean, count, total. now rewrite map_length. Qed.

Lemma zip_map {A} (f h : A -> R) l : zip Rmult (map f l) (map h l) = map (fun a => f a * h a) l.
Proof. induction l as [|a l IH]; simpl; [reflexivity|]. now rewrite IH. Qed.

Section Clusters.
  Context {A : Type}.
  Variable same : forall a b : A, {a = b} + {a <> b}.
  Variable answer : list token -> A.
  Variable t : tree.
  Variable x : R.
  Hypothesis valid : policy t.
  Let P := P same answer.

  (* 1 if two completions agree, else 0, and n_c of y in a group. *)
  Let agree (y z : list token) : R := if same (answer z) (answer y) then 1 else 0.
  Let agreeing (g : list (list token)) (y : list token) : R := total (agree y) g.

  Lemma agree_with_oneself y : agree y y = 1.
  Proof. unfold agree. now destruct (same (answer y) (answer y)). Qed.

  Lemma agree_with_each_other y z : agree y z = agree z y.
  Proof.
    unfold agree. destruct (same (answer z) (answer y)) as [<-|other]; [now destruct (same (answer z) (answer z))|].
    destruct (same (answer y) (answer z)); [congruence|reflexivity].
  Qed.

  Lemma frequencies_count g :
    frequencies same (map answer g) = map (fun y => agreeing g y / INR (length g)) g.
  Proof.
    unfold frequencies, cluster_frequency, votes. rewrite map_map. apply map_ext. intros y.
    unfold agreeing, total, count. now rewrite map_map, !map_length.
  Qed.

  (* E[n_c | y] = 1 + (G - 1) P(c), y being one of G = n + 1. *)
  Lemma expected_agreeing n y : draws x t n (fun g => agreeing (y :: g) y) = 1 + INR n * P x t (answer y).
  Proof.
    transitivity (draws x t n (fun g => 1 + total (agree y) g)).
    { apply draws_equal. intros g _. rewrite <- (agree_with_oneself y). reflexivity. }
    now rewrite draws_plus, draws_constant, draws_total.
  Qed.

  Variable s : list token -> R.
  Hypothesis slopes : score t x s.

  (* Half of dS/dx. *)
  Let half_slope : R := E x t (fun y => P x t (answer y) * s y).

  Lemma half_slope_of_others : E x t (fun y => E x t (fun z => agree y z * s z)) = half_slope.
  Proof.
    rewrite E_swap. apply E_equal. intros z _. rewrite Rmult_comm. unfold P, agreement.P.
    rewrite <- E_scale. apply E_equal. intros y _. rewrite agree_with_each_other. unfold agree. ring.
  Qed.

  (* sum_i sum_j [y_i and y_j agree] d log pi(y_i) *)
  Lemma expected_pairs n :
    draws x t n (fun g => total (fun y => agreeing g y * s y) g) = INR n * (INR n - 1) * half_slope.
  Proof.
    pose proof (expected_score_is_zero t x s valid slopes) as zero.
    induction n as [|n IH]; [simpl; unfold total; simpl; ring|].
    transitivity (E x t (fun y => draws x t n (fun g => agreeing (y :: g) y * s y
      + (total (fun z => agree y z * s z) g + total (fun z => agreeing g z * s z) g)))).
    { apply E_equal. intros y _. apply draws_equal. intros g _. rewrite <- total_plus.
      change (total (fun z => agreeing (y :: g) z * s z) (y :: g))
        with (agreeing (y :: g) y * s y + total (fun z => agreeing (y :: g) z * s z) g).
      f_equal. apply total_equal. intros z _. rewrite (agree_with_each_other y z).
      unfold agreeing, total. simpl. ring. }
    transitivity (E x t (fun y => s y + INR n * (P x t (answer y) * s y)
      + (INR n * E x t (fun z => agree y z * s z) + INR n * (INR n - 1) * half_slope))).
    { apply E_equal. intros y _. rewrite !draws_plus, draws_total, IH by assumption. f_equal.
      rewrite (draws_equal x t n _ (fun g => s y * agreeing (y :: g) y)) by (intros; ring).
      rewrite draws_scale, expected_agreeing. ring. }
    rewrite !E_plus, !E_scale, half_slope_of_others, E_constant, zero by assumption. fold half_slope.
    rewrite S_INR. ring.
  Qed.

  (* (sum_i sum_j [y_i and y_j agree]) (sum_k d log pi(y_k)) *)
  Lemma expected_triples n :
    draws x t n (fun g => total (agreeing g) g * total s g) = 2 * (INR n * (INR n - 1)) * half_slope.
  Proof.
    pose proof (expected_score_is_zero t x s valid slopes) as zero.
    induction n as [|n IH]; [simpl; unfold total; simpl; ring|].
    transitivity (E x t (fun y => draws x t n (fun g =>
      (1 * s y + 2 * (s y * total (agree y) g) + s y * total (agreeing g) g)
      + (1 * total s g + 2 * (total (agree y) g * total s g) + total (agreeing g) g * total s g)))).
    { apply E_equal. intros y _. apply draws_equal. intros g _.
      change (total s (y :: g)) with (s y + total s g).
      replace (total (agreeing (y :: g)) (y :: g)) with (1 + 2 * total (agree y) g + total (agreeing g) g); [ring|].
      change (total (agreeing (y :: g)) (y :: g))
        with (agree y y + total (agree y) g + total (fun z => agree z y + agreeing g z) g).
      rewrite agree_with_oneself, total_plus.
      rewrite (total_equal (fun z => agree z y) (agree y)) by (intros; apply agree_with_each_other). ring. }
    transitivity (E x t (fun y => (s y + 2 * INR n * (P x t (answer y) * s y)
      + draws x t n (fun g => total (agreeing g) g) * s y)
      + (2 * INR n * E x t (fun z => agree y z * s z) + 2 * (INR n * (INR n - 1)) * half_slope))).
    { apply E_equal. intros y _. rewrite !draws_plus, !draws_scale, draws_constant, !draws_total by assumption.
      rewrite draws_product, IH, zero by assumption. change (E x t (agree y)) with (P x t (answer y)). ring. }
    rewrite !E_plus, !E_scale, half_slope_of_others, E_constant, zero by assumption. fold half_slope.
    rewrite S_INR. ring.
  Qed.

  Lemma gradient_of_frequencies n : (0 < n)%nat ->
    group_gradient x t n (fun g => frequencies same (map answer g)) s = (INR n - 1) / INR n * half_slope.
  Proof.
    intros some. pose proof (lt_0_INR n some) as positive. unfold group_gradient.
    rewrite (draws_equal x t n _ (fun g => / (INR n * INR n) * total (fun y => agreeing g y * s y) g)).
    - rewrite draws_scale, expected_pairs. field. lra.
    - intros g size. rewrite frequencies_count, zip_map, mean_map, size.
      rewrite (total_equal _ (fun y => / INR n * (agreeing g y * s y))) by (intros; field; lra).
      rewrite total_scale. field. lra.
  Qed.

  Lemma gradient_of_centered_frequencies n : (0 < n)%nat ->
    group_gradient x t n (fun g => centered (frequencies same (map answer g))) s
    = (INR n - 1) * (INR n - 2) / (INR n * INR n) * half_slope.
  Proof.
    intros some. pose proof (lt_0_INR n some) as positive. unfold group_gradient.
    rewrite (draws_equal x t n _ (fun g => / (INR n * INR n) * total (fun y => agreeing g y * s y) g
      + - / (INR n * INR n * INR n) * (total (agreeing g) g * total s g))).
    - rewrite draws_plus, !draws_scale, expected_pairs, expected_triples. field. lra.
    - intros g size. rewrite frequencies_count. unfold centered. rewrite map_map, zip_map, !mean_map, size.
      rewrite (total_equal (fun y => agreeing g y / INR n) (fun y => / INR n * agreeing g y)) by (intros; field; lra).
      rewrite total_scale. rewrite (total_equal _ (fun y => / INR n * (agreeing g y * s y)
        + - (/ (INR n * INR n) * total (agreeing g) g) * s y)) by (intros; field; lra).
      rewrite total_plus, !total_scale. field. lra.
  Qed.
End Clusters.

(* E[n_c / G | y] = (1 + (G - 1) P(c)) / G, y being one of G = n + 1. *)
Theorem expected_cluster_frequency :
  forall (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list token -> A) (t : tree) (x : R)
    (y : list token) (n : nat), policy t ->
  draws x t n (fun others => cluster_frequency (votes same (answer y) (map answer (y :: others))))
  = (1 + INR n * P same answer x t (answer y)) / INR (S n).
Proof.
  intros A same answer t x y n valid. unfold Rdiv.
  rewrite <- (expected_agreeing same answer t x valid n y), Rmult_comm, <- draws_scale.
  apply draws_equal. intros g size. unfold cluster_frequency, votes, count.
  rewrite !map_map, !map_length. simpl length. rewrite size. apply Rmult_comm.
Qed.

(* g[n_c / G] = (G - 1) / (2 G) dS/dx *)
Theorem cluster_frequency_raises_agreement :
  forall (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list token -> A) (t : tree) (x : R)
    (s : list token -> R) (n : nat), policy t -> score t x s -> (0 < n)%nat ->
  derivable_pt_lim (fun u => (INR n - 1) / (2 * INR n) * agreement same answer u t) x
    (group_gradient x t n (fun g => frequencies same (map answer g)) s).
Proof.
  intros A same answer t x s n valid slopes some. pose proof (lt_0_INR n some) as positive.
  apply (scaled_agreement_has_a_derivative same answer t x s valid slopes).
  rewrite (gradient_of_frequencies same answer t x valid s slopes n some). field. lra.
Qed.

(* Mean-centered: (G - 1) (G - 2) / (2 G^2) dS/dx, ... *)
Theorem centered_cluster_frequency_raises_agreement_less :
  forall (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list token -> A) (t : tree) (x : R)
    (s : list token -> R) (n : nat), policy t -> score t x s -> (0 < n)%nat ->
  derivable_pt_lim (fun u => (INR n - 1) * (INR n - 2) / (2 * (INR n * INR n)) * agreement same answer u t) x
    (group_gradient x t n (fun g => centered (frequencies same (map answer g))) s).
Proof.
  intros A same answer t x s n valid slopes some. pose proof (lt_0_INR n some) as positive.
  apply (scaled_agreement_has_a_derivative same answer t x s valid slopes).
  rewrite (gradient_of_centered_frequencies same answer t x valid s slopes n some). field. lra.
Qed.

(* ... in pairs nothing. *)
Theorem centered_cluster_frequency_teaches_pairs_nothing :
  forall (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list token -> A) (t : tree) (x : R)
    (s : list token -> R), policy t -> score t x s ->
  group_gradient x t 2 (fun g => centered (frequencies same (map answer g))) s = 0.
Proof.
  intros A same answer t x s valid slopes.
  rewrite (gradient_of_centered_frequencies same answer t x valid s slopes 2 (Nat.lt_0_succ 1)). simpl. field.
Qed.
