(* No property that theorems assume is empty: of each there is an example. *)
Require Import formula sums logit_gradients trajectories trajectory_gradients saturation flows temperature majorisation simplex optimum penalties sequence_penalties agreement alike batches.

Lemma constant_log x : derivable_pt_lim (fun _ => ln (1 / 2)) x 0.
Proof. apply derivable_pt_lim_const. Qed.

(* The fair coin is a policy, whose completions and tokens have scores, ... *)
Theorem policies_have_scores : forall x : R,
  policy coin /\ score coin x (fun _ => 0) /\ token_score coin x (fun _ => 0).
Proof.
  intros x. split; [exact coin_is_a_policy|]. split.
  - intros y inside. apply (derivative_equal (fun _ => ln (1 / 2))); [|apply constant_log]. intros u.
    destruct inside as [<-|[<-|[]]]; unfold pi; simpl; f_equal; lra.
  - intros ps p [<-|[]] inside. simpl in inside. destruct inside as [<-|[<-|[]]]; apply constant_log.
Qed.

(* ... and which may be compared with another, token by token and completion by completion, ... *)
Theorem policies_have_references : forall x : R,
  let tokens := [(labelled 0 (fun _ => 1 / 2), 1 / 3); (labelled 1 (fun _ => 1 / 2), 2 / 3)] in
  referenced tokens /\ outcome_score tokens x (fun _ => 0) /\
  compared coin (combine (completions coin) [[1 / 3]; [2 / 3]]).
Proof.
  intros x tokens. split; [|split].
  - split; [exact (Forall_inv coin_is_a_policy)|]. intros r [<-|[<-|[]]]; simpl; lra.
  - intros e [<-|[<-|[]]]; apply constant_log.
  - split; [reflexivity|]. intros y r [same|[same|[]]]; injection same as <- <-;
      (split; [reflexivity|]); intros q [<-|[]]; lra.
Qed.

(* ... as distributions come near vertices, logits move, vary and have derivatives, ... *)
Theorem distributions_and_logits_move : forall d x : R, 0 < d < 1 ->
  near_vertex d [1 - d / 2; d / 2] /\ tends_at_vertices 2 (fun _ => x) x /\ simplex [1; 0] /\ unique_mode 0 [1; 0] /\
  flows.moves [fun u => u] x [1] /\ varies [0; 1] /\ derivative_by (fun z => nth 0 z 0) [x] 0 1.
Proof.
  intros d x small. split; [|split; [|split; [|split; [|split; [|split]]]]].
  - split; [intros y [<-|[<-|[]]]; lra|]. split; [simpl; lra|]. exists (1 - d / 2). split; [now left|lra].
  - intros eps pos. exists 1. split; [lra|]. intros. now rewrite Rminus_diag_eq, Rabs_R0.
  - split; [intros y [<-|[<-|[]]]; lra|simpl; lra].
  - split; [simpl; lia|]. intros [|[|j]] inside other; simpl in *; try lia; lra.
  - constructor; [apply derivable_pt_lim_id|constructor].
  - exists 0, 1. simpl. repeat split; [tauto|tauto|lra].
  - unfold derivative_by. simpl. apply derivable_pt_lim_id.
Qed.

(* ... and some distributions majorise others, by a transfer that is more than an exchange. *)
Theorem some_distributions_majorise_others :
  majorises [3 / 4; 1 / 4] [1 / 2; 1 / 2] /\ transfers [3 / 4; 1 / 4] [1 / 2; 1 / 2] /\
  rearranged [3 / 4; 1 / 4] [1 / 4; 3 / 4] /\ ~ rearranged [3 / 4; 1 / 4] [1 / 2; 1 / 2].
Proof.
  assert (itself : forall v, rearranged v v) by (intros v f; reflexivity). split; [|split; [|split]].
  - exists [3 / 4; 1 / 4], [1 / 2; 1 / 2]. repeat split; auto; simpl; try lra.
    all: try (intros y inside; repeat destruct inside as [<-|inside]; try lra; destruct inside).
    intros [|[|[|k]]]; simpl; lra.
  - apply (one_more _ [3 / 4; 1 / 4]); [constructor|]. apply (moves _ _ (3 / 4) (1 / 4) (1 / 4) []); [lra|apply itself|].
    replace (3 / 4 - 1 / 4) with (1 / 2) by lra. replace (1 / 4 + 1 / 4) with (1 / 2) by lra. apply itself.
  - intros f. simpl. ring.
  - intros same. specialize (same (fun x => x * x)). simpl in same. lra.
Qed.

(* ... and batches of completions have slopes, and groups of them distributions. *)
Theorem batches_and_groups_exist : forall x advantage : R,
  slopes x (fun _ => 1) [(advantage, [fun u => u])] /\ over 2 [[[1 / 2; 1 / 2]]; [[1; 0]; [1 / 3; 2 / 3]]].
Proof.
  intros x advantage. split.
  - intros c logprob [<-|[]] [<-|[]]. apply derivable_pt_lim_id.
  - intros y [<-|[<-|[]]]; (split; [discriminate|]); intros p inside; simpl in inside; intuition subst; unfold count; simpl; lra.
Qed.
