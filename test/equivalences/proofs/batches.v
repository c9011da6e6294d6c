(* Policy losses of whole batches where the policy is the one that sampled: under every aggregation REINFORCE's gradient. *)
Require Import formula sums trajectories trajectory_gradients surrogate.

(* A completion as a loss sees it: its advantage, and the log-probability of each token as a function of one parameter of
   the policy. *)
Definition completion : Type := (R * list (R -> R))%type.

(* At x each log-probability has a derivative. *)
Definition slopes (x : R) (slope : (R -> R) -> R) (batch : list completion) : Prop :=
  forall c logprob, In c batch -> In logprob (snd c) -> derivable_pt_lim logprob x (slope logprob).

(* Losses of a token by its advantage, its log-probability when it was sampled, and now. CISPO's weight is a constant of
   the gradient: what it is on the policy. *)
Definition reinforce (advantage old now : R) : R := - (advantage * now).
Definition clipped (low high advantage old now : R) : R := clipped_surrogate low high (exp (now - old)) advantage.
Definition dual_clipped (low high cap advantage old now : R) : R :=
  dual_clipped_surrogate low high cap (exp (now - old)) advantage.
Definition cispo (low high advantage old now : R) : R := - (clipped_ratio low high (exp (old - old)) * advantage * now).
Definition cispo_capped (cap advantage old now : R) : R := - (Rmin (exp (old - old)) cap * advantage * now).

(* The losses of all tokens at u, of a batch that was sampled at x: of each by itself, ... *)
Definition token_losses (loss : R -> R -> R -> R) (x u : R) (batch : list completion) : list (list R) :=
  map (fun c => map (fun logprob => loss (fst c) (logprob x) (logprob u)) (snd c)) batch.

(* ... and by GSPO, where all tokens of a completion have its one ratio. *)
Definition sequence_losses (low high x u : R) (batch : list completion) : list (list R) :=
  map (fun c => map (fun _ => sequence_surrogate low high (map (fun logprob => logprob u) (snd c))
    (map (fun logprob => logprob x) (snd c)) (fst c)) (snd c)) batch.

(* What REINFORCE's gradient has for each token. *)
Definition reinforced (slope : (R -> R) -> R) (batch : list completion) : list (list R) :=
  map (fun c => map (fun logprob => - (fst c * slope logprob)) (snd c)) batch.

(* An aggregation weighs completions by their lengths: all tokens of one alike. *)
Lemma aggregates_weigh_completions most aggregate (batch : list completion) :
  In aggregate [token_mean_loss; sequence_mean_loss; sequence_sum_loss; fixed_length_loss most] ->
  exists weight : completion -> R, forall losses : completion -> list R,
    (forall c, length (losses c) = length (snd c)) ->
    aggregate (map losses batch) = total (fun c => weight c * sum (losses c)) batch.
Proof.
  intros known. set (tokens := sum (map (fun c => INR (length (snd c))) batch)). set (completions := INR (length batch)).
  assert (sums : forall losses : completion -> list R, sum (map sum (map losses batch)) = total (fun c => sum (losses c)) batch)
    by (intros; now rewrite map_map).
  assert (counts : forall A (f : list R -> R) (g : A -> list R) l, count (map f (map g l)) = INR (length l))
    by (intros; unfold count; now rewrite !map_length).
  destruct known as [<-|[<-|[<-|[<-|[]]]]].
  - exists (fun _ => / tokens). intros losses same. rewrite total_scale, <- sums.
    unfold token_mean_loss. replace (sum (map count (map losses batch))) with tokens; [unfold Rdiv; ring|].
    unfold tokens. rewrite map_map. f_equal. apply map_ext. intros c. unfold count. now rewrite same.
  - exists (fun c => / completions * / INR (length (snd c))). intros losses same.
    unfold sequence_mean_loss, mean at 1. rewrite counts, map_map. fold completions. unfold Rdiv at 1.
    rewrite Rmult_comm. change (sum (map ?f batch)) with (total f batch). rewrite <- total_scale. apply total_equal.
    intros c _. unfold mean, count. rewrite same. unfold Rdiv. ring.
  - exists (fun _ => / completions). intros losses same. rewrite total_scale, <- sums.
    unfold sequence_sum_loss, mean. rewrite counts. unfold completions, Rdiv. ring.
  - exists (fun _ => / (completions * most)). intros losses same. rewrite total_scale, <- sums.
    unfold fixed_length_loss. rewrite counts. unfold completions, Rdiv. ring.
Qed.

(* So what has a completion's share of REINFORCE's gradient in sum has all of it under every aggregation. *)
Lemma aggregated_derivative most aggregate (losses : R -> completion -> list R) x slope batch :
  In aggregate [token_mean_loss; sequence_mean_loss; sequence_sum_loss; fixed_length_loss most] ->
  (forall u c, length (losses u c) = length (snd c)) ->
  (forall c, In c batch ->
    derivable_pt_lim (fun u => sum (losses u c)) x (total (fun logprob => - (fst c * slope logprob)) (snd c))) ->
  derivable_pt_lim (fun u => aggregate (map (losses u) batch)) x (aggregate (reinforced slope batch)).
Proof.
  intros known same each. destruct (aggregates_weigh_completions most aggregate batch known) as [weight weighs].
  unfold reinforced. rewrite weighs by (intros; now rewrite map_length).
  apply (derivative_equal (fun u => total (fun c => weight c * sum (losses u c)) batch)).
  { intros u. now rewrite weighs by apply same. }
  apply (derivative_of_total (fun c u => weight c * sum (losses u c))). intros c inside.
  apply (derivable_pt_lim_scal (fun u => sum (losses u c))). now apply each.
Qed.

Theorem policy_losses_are_reinforce_on_policy :
  forall (low high cap most : R) (loss : R -> R -> R -> R) (aggregate : list (list R) -> R)
    (x : R) (slope : (R -> R) -> R) (batch : list completion),
  0 < low -> 0 < high -> 1 < cap ->
  In loss [reinforce; clipped low high; dual_clipped low high cap; cispo low high; cispo_capped cap] ->
  In aggregate [token_mean_loss; sequence_mean_loss; sequence_sum_loss; fixed_length_loss most] ->
  slopes x slope batch ->
  derivable_pt_lim (fun u => aggregate (token_losses loss x u batch)) x (aggregate (reinforced slope batch)).
Proof.
  intros low high cap most loss aggregate x slope batch some_low some_high some_cap one known moves.
  assert (token : forall advantage old, derivable_pt_lim (loss advantage old) old (- advantage)).
  { intros advantage old. destruct one as [<-|[<-|[<-|[<-|[<-|[]]]]]].
    - apply reinforce_gradient.
    - now apply clipped_is_reinforce_on_policy.
    - now apply dual_clipped_is_reinforce_on_policy.
    - now apply cispo_is_reinforce_on_policy.
    - unfold cispo_capped. rewrite Rminus_diag_eq, exp_0, Rmin_left by (reflexivity || lra).
      apply (derivative_equal (fun now => - (advantage * now))); [intros; ring|apply reinforce_gradient]. }
  apply (aggregated_derivative most aggregate
    (fun u c => map (fun logprob => loss (fst c) (logprob x) (logprob u)) (snd c))); [exact known| |].
  - intros u c. apply map_length.
  - intros c inside. apply (derivative_of_total (fun logprob u => loss (fst c) (logprob x) (logprob u))).
    intros logprob within. replace (- (fst c * slope logprob)) with (- fst c * slope logprob) by ring.
    apply (derivable_pt_lim_comp logprob (loss (fst c) (logprob x))); [now apply (moves c)|apply token].
Qed.

Lemma repeated {A} c (l : list A) : sum (map (fun _ => c) l) = INR (length l) * c.
Proof. induction l as [|a l IH]; [simpl; ring|]. simpl map. simpl length. rewrite S_INR, sum_cons, IH. ring. Qed.

Lemma mean_difference {A} (f g : A -> R) l :
  mean (zip (fun y z => y - z) (map f l) (map g l)) = mean (map f l) - mean (map g l).
Proof.
  assert (size : length (zip (fun y z => y - z) (map f l) (map g l)) = length l) by (induction l; simpl; congruence).
  assert (sums : sum (zip (fun y z => y - z) (map f l) (map g l)) = sum (map f l) - sum (map g l)).
  { clear size. induction l as [|a l IH]; simpl; [ring|]. rewrite IH. ring. }
  unfold mean, count. rewrite size, sums, !map_length. unfold Rdiv. ring.
Qed.

Theorem gspo_is_reinforce_on_policy :
  forall (low high most : R) (aggregate : list (list R) -> R) (x : R) (slope : (R -> R) -> R) (batch : list completion),
  0 < low -> 0 < high ->
  In aggregate [token_mean_loss; sequence_mean_loss; sequence_sum_loss; fixed_length_loss most] ->
  slopes x slope batch ->
  derivable_pt_lim (fun u => aggregate (sequence_losses low high x u batch)) x (aggregate (reinforced slope batch)).
Proof.
  intros low high most aggregate x slope batch some_low some_high known moves.
  apply (aggregated_derivative most aggregate (fun u c => map (fun _ => sequence_surrogate low high
    (map (fun logprob => logprob u) (snd c)) (map (fun logprob => logprob x) (snd c)) (fst c)) (snd c)));
    [exact known| |].
  { intros u c. apply map_length. }
  intros [advantage logprobs] inside. simpl. pose proof (fun logprob => moves _ logprob inside) as each. simpl in each.
  destruct logprobs as [|first others]; [exact (derivable_pt_lim_const 0 x)|]. set (all := first :: others) in *.
  assert (n : 0 < INR (length all)) by (apply lt_0_INR; simpl; apply Nat.lt_0_succ). set (size := INR (length all)) in *.
  set (middle := fun u => / size * total (fun logprob => logprob u) all).
  set (one := fun now => clipped_surrogate low high (exp (now - middle x)) advantage).
  (* Summed over the tokens, as often the loss of one: its derivative is -A times that of their mean log-probability. *)
  apply (derivative_equal (fun u => size * one (middle u))).
  { intros u. unfold sequence_surrogate. rewrite repeated. unfold one, sequence_ratio. rewrite mean_difference.
    unfold middle, mean, count, total. now rewrite !map_length, !(Rmult_comm (/ _)). }
  assert (total (fun logprob => - (advantage * slope logprob)) all
    = size * (- advantage * (/ size * total slope all))) as ->.
  { rewrite (total_equal _ (fun logprob => - advantage * slope logprob)) by (intros; ring). rewrite total_scale. field. lra. }
  apply (derivable_pt_lim_scal (fun u => one (middle u))). apply (derivable_pt_lim_comp middle one).
  - apply (derivable_pt_lim_scal (fun u => total (fun logprob => logprob u) all)).
    apply (derivative_of_total (fun logprob u => logprob u)). intros logprob within. now apply each.
  - now apply clipped_is_reinforce_on_policy.
Qed.
