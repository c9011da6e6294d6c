(* How fast entropy and self-certainty change while the logits move. *)
Require Import formula sums uniform logit_gradients trajectories trajectory_gradients alignment.

(* Logits that depend on time: where they are at u, and that they have the velocities w there. *)
Definition logits (z : list (R -> R)) (u : R) : list R := map (fun f => f u) z.
Definition moves (z : list (R -> R)) (u : R) (w : list R) : Prop :=
  Forall2 (fun f v => derivable_pt_lim f u v) z w.

(* Each logit with its velocity. *)
Lemma moves_paired z u w : moves z u w -> exists l : list ((R -> R) * R),
  z = map fst l /\ w = map snd l /\ forall e, In e l -> derivable_pt_lim (fst e) u (snd e).
Proof.
  induction 1 as [|f v z w here _ [l [-> [-> slopes]]]]; [now exists []|].
  exists ((f, v) :: l). repeat split. intros e [<-|inside]; [exact here|now apply slopes].
Qed.

Section Paired.
  Variables (l : list ((R -> R) * R)) (t : R).
  Hypothesis some : l <> [].
  Hypothesis slopes : forall e, In e l -> derivable_pt_lim (fst e) t (snd e).
  Let z := map fst l.
  Let w := map snd l.

  (* sum_j exp z_j and sum_j z_j exp z_j, and what becomes of them as the logits move. *)
  Let weights (u : R) : R := total (fun e => exp (fst e u)) l.
  Let weighted (u : R) : R := total (fun e => exp (fst e u) * fst e u) l.
  Let weights' : R := total (fun e => exp (fst e t) * snd e) l.
  Let weighted' : R := total (fun e => exp (fst e t) * snd e * fst e t + exp (fst e t) * snd e) l.

  Lemma some_logits u : logits z u <> [].
  Proof. unfold logits, z. destruct l; [now elim some|discriminate]. Qed.

  Lemma sum_of_weights u : sum (map exp (logits z u)) = weights u.
  Proof. unfold logits, z, weights, total. now rewrite !map_map. Qed.

  Lemma weights_positive u : 0 < weights u.
  Proof. rewrite <- sum_of_weights. apply sum_exp_positive, some_logits. Qed.

  Lemma derivative_of_weight e : In e l -> derivable_pt_lim (fun u => exp (fst e u)) t (exp (fst e t) * snd e).
  Proof. intros inside. apply (derivable_pt_lim_comp (fst e) exp); [now apply slopes|apply derivable_pt_lim_exp]. Qed.

  Lemma derivative_of_log_weights : derivable_pt_lim (fun u => ln (weights u)) t (/ weights t * weights').
  Proof.
    apply (derivable_pt_lim_comp weights ln); [|now apply derivable_pt_lim_ln, weights_positive].
    now apply (derivative_of_total (fun (e : (R -> R) * R) u => exp (fst e u))), derivative_of_weight.
  Qed.

  Lemma inner_paired (g : R -> R) : inner (map g (logits z t)) w = total (fun e => g (fst e t) * snd e) l.
  Proof.
    unfold inner, total, logits, z, w. clear. induction l as [|e l' IH]; [reflexivity|]. simpl. now rewrite IH.
  Qed.

  (* H = log sum_j exp z_j - E_p z *)
  Lemma entropy_of_weights u : entropy (softmax (logits z u)) = ln (weights u) - weighted u / weights u.
  Proof.
    rewrite entropy_from_logits by apply some_logits. unfold log_sum_exp. rewrite sum_of_weights.
    unfold logits, z, weighted, total. now rewrite !map_map.
  Qed.

  Lemma entropy_moves :
    derivable_pt_lim (fun u => entropy (softmax (logits z u))) t (inner (entropy_gradient (softmax (logits z t))) w).
  Proof.
    pose proof (weights_positive t) as positive.
    apply (derivative_equal (fun u => ln (weights u) - weighted u / weights u)).
    { intros u. symmetry. apply entropy_of_weights. }
    assert (inner (entropy_gradient (softmax (logits z t))) w
      = / weights t * weights' - (weighted' * weights t - weights' * weighted t) / Rsqr (weights t)) as ->.
    { unfold entropy_gradient. rewrite entropy_of_weights. unfold softmax. rewrite map_map, inner_paired.
      rewrite (total_equal _ (fun e => weighted t / Rsqr (weights t) * (exp (fst e t) * snd e)
        + - / weights t * (exp (fst e t) * snd e * fst e t))).
      - unfold weighted'. rewrite !total_plus, !total_scale. fold weights'. unfold Rsqr. field. lra.
      - intros e _. rewrite ln_softmax by apply some_logits. unfold log_sum_exp. rewrite sum_of_weights.
        unfold Rsqr. field. lra. }
    apply (derivable_pt_lim_minus (fun u => ln (weights u)) (fun u => weighted u / weights u));
      [exact derivative_of_log_weights|].
    apply (derivable_pt_lim_div weighted weights); [..|lra].
    - apply (derivative_of_total (fun (e : (R -> R) * R) u => exp (fst e u) * fst e u)). intros e inside.
      apply (derivable_pt_lim_mult (fun u => exp (fst e u)) (fst e)); [now apply derivative_of_weight|now apply slopes].
    - now apply (derivative_of_total (fun (e : (R -> R) * R) u => exp (fst e u))), derivative_of_weight.
  Qed.

  Lemma self_certainty_moves :
    derivable_pt_lim (fun u => self_certainty (softmax (logits z u))) t
      (inner (self_certainty_gradient (softmax (logits z t))) w).
  Proof.
    pose proof (weights_positive t) as positive. pose proof (count_positive _ (some_logits t)) as n.
    assert (size : forall u, count (logits z u) = count (logits z t)).
    { intros u. unfold count, logits. now rewrite !map_length. }
    set (v := count (logits z t)) in *.
    apply (derivative_equal (fun u => ln (weights u) - (/ v * total (fun e => fst e u) l + ln v))).
    { intros u. rewrite self_certainty_from_logits by apply some_logits. unfold self_certainty_of_logits, log_sum_exp, mean.
      rewrite sum_of_weights, size. unfold logits, z, total. rewrite map_map. field. lra. }
    assert (inner (self_certainty_gradient (softmax (logits z t))) w
      = / weights t * weights' - (/ v * total snd l + 0)) as ->.
    { unfold self_certainty_gradient. rewrite softmax_count. fold v. unfold softmax. rewrite map_map, inner_paired.
      rewrite (total_equal _ (fun e => / weights t * (exp (fst e t) * snd e) + - / v * snd e)).
      - rewrite total_plus, !total_scale. fold weights'. ring.
      - intros e _. rewrite sum_of_weights. field. lra. }
    apply (derivable_pt_lim_minus (fun u => ln (weights u)) (fun u => / v * total (fun e => fst e u) l + ln v));
      [exact derivative_of_log_weights|].
    apply (derivable_pt_lim_plus (fun u => / v * total (fun e => fst e u) l) (fct_cte (ln v)));
      [|apply derivable_pt_lim_const].
    apply (derivable_pt_lim_scal (fun u => total (fun e => fst e u) l)).
    now apply (derivative_of_total (fun (e : (R -> R) * R) u => fst e u)).
  Qed.
End Paired.

(* The chain rule: dH/dt = <grad H, dz/dt>, however the logits move. *)
Theorem entropy_changes_by_its_gradient : forall (z : list (R -> R)) (t : R) (w : list R), z <> [] -> moves z t w ->
  derivable_pt_lim (fun u => entropy (softmax (logits z u))) t (inner (entropy_gradient (softmax (logits z t))) w).
Proof.
  intros z t w some moving. destruct (moves_paired z t w moving) as [l [-> [-> slopes]]].
  apply entropy_moves; [|exact slopes]. intros ->. now apply some.
Qed.

Theorem self_certainty_changes_by_its_gradient : forall (z : list (R -> R)) (t : R) (w : list R),
  z <> [] -> moves z t w ->
  derivable_pt_lim (fun u => self_certainty (softmax (logits z u))) t
    (inner (self_certainty_gradient (softmax (logits z t))) w).
Proof.
  intros z t w some moving. destruct (moves_paired z t w moving) as [l [-> [-> slopes]]].
  apply self_certainty_moves; [|exact slopes]. intros ->. now apply some.
Qed.

Lemma moves_length z t w : moves z t w -> length w = length (softmax (logits z t)).
Proof.
  intros moving. destruct (moves_paired z t w moving) as [l [-> [-> _]]].
  unfold logits. now rewrite softmax_length, !map_length.
Qed.

(* On the natural gradient flow of self-certainty, F dz/dt = grad SC, entropy falls at the rate KL(U || p) + KL(p || U). *)
Theorem self_certainty_flow_lowers_entropy : forall (z : list (R -> R)) (t : R) (w : list R),
  z <> [] -> moves z t w ->
  let p := softmax (logits z t) in
  fisher p w = self_certainty_gradient p ->
  derivable_pt_lim (fun u => entropy (softmax (logits z u))) t (- (self_certainty p + uniform_divergence p)).
Proof.
  intros z t w some moving p natural. assert (some' : logits z t <> []) by (destruct z; [now elim some|discriminate]).
  rewrite <- (fisher_product_is_jeffreys p w), inner_negative, Ropp_involutive; try assumption.
  - now apply entropy_changes_by_its_gradient.
  - apply softmax_positive.
  - now apply softmax_sum.
  - now apply moves_length.
Qed.

(* On that of -H, F dz/dt = -grad H, at the rate Var_p(log p). *)
Theorem entropy_flow_lowers_entropy : forall (z : list (R -> R)) (t : R) (w : list R),
  z <> [] -> moves z t w ->
  let p := softmax (logits z t) in
  fisher p w = negative (entropy_gradient p) ->
  derivable_pt_lim (fun u => entropy (softmax (logits z u))) t (- covariance p ln ln).
Proof.
  intros z t w some moving p natural. assert (some' : logits z t <> []) by (destruct z; [now elim some|discriminate]).
  rewrite <- (natural_ascent_lowers_entropy_by_the_variance p w); try assumption.
  - now apply entropy_changes_by_its_gradient.
  - now apply softmax_sum.
  - now apply moves_length.
Qed.
