(* The formulas of the theory, as a reader would write them. A generated lemma for each says that it is what the code of
   packages/rewards/formula computes. Lists of real numbers stand for distributions, logits, rewards and completions. *)
Require Export Reals Lra Lia List.
Export ListNotations.
Open Scope R_scope.

Definition sum (v : list R) : R := fold_right Rplus 0 v.
Definition count (v : list R) : R := INR (length v).

(* Element by element, as long as the shorter. *)
Fixpoint zip (f : R -> R -> R) (v w : list R) : list R :=
  match v, w with
  | x :: v', y :: w' => f x y :: zip f v' w'
  | _, _ => []
  end.

Definition mean (v : list R) : R := sum v / count v.
Definition softmax (z : list R) : list R := map (fun x => exp x / sum (map exp z)) z.
Definition log_sum_exp (z : list R) : R := ln (sum (map exp z)).

(* Of distributions. *)
Definition entropy (p : list R) : R := - sum (map (fun x => x * ln x) p).
Definition divergence (p q : list R) : R := sum (zip (fun x y => x * (ln x - ln y)) p q).
Definition uniform_divergence (p : list R) : R := sum (map (fun x => x * (ln x - ln (1 / count p))) p).
Definition self_certainty (p : list R) : R := sum (map (fun x => 1 / count p * (ln (1 / count p) - ln x)) p).
Definition self_certainty_of_logits (z : list R) : R := log_sum_exp z - mean z - ln (count z).

(* Their derivatives by the logits, at p = softmax z. *)
Definition entropy_gradient (p : list R) : list R := map (fun x => - (x * (ln x + entropy p))) p.
Definition self_certainty_gradient (p : list R) : list R := map (fun x => x - 1 / count p) p.
Definition logprob_gradient (chosen p : list R) : list R := zip (fun is x => is - x) chosen p.

(* Of completions. *)
Definition trajectory_sum (logprobs : list R) : R := sum logprobs.
Definition trajectory_mean (logprobs : list R) : R := mean logprobs.
Definition token_sum (entropies : list R) : R := - sum entropies.
Definition token_mean (entropies : list R) : R := - mean entropies.

(* Of groups. *)
Definition variance (v : list R) : R :=
  sum (map (fun x => (x - mean v) * (x - mean v)) v) / (count v - 1).
Definition standard_deviation (v : list R) : R := sqrt (variance v).
Definition centered (r : list R) : list R := map (fun x => x - mean r) r.
Definition standardized (r : list R) (eps : R) : list R :=
  map (fun x => (x - mean r) / (standard_deviation r + eps)) r.
Definition leave_one_out (r : list R) : list R := map (fun x => x - (sum r - x) / (count r - 1)) r.
Definition cluster_frequency (same : list R) : R := sum same / count same.
Definition collision (p : list R) : R := sum (map (fun x => x * x) p).

(* Of tokens: d = log ref - log p. *)
Definition k1 (d : R) : R := - d.
Definition k2 (d : R) : R := d * d / 2.
Definition k3 (d : R) : R := exp d - d - 1.
Definition clipped_ratio (low high ratio : R) : R := Rmin (Rmax ratio (1 - low)) (1 + high).
Definition clipped_surrogate (low high ratio advantage : R) : R :=
  - Rmin (ratio * advantage) (clipped_ratio low high ratio * advantage).
Definition dual_clipped_surrogate (low high cap ratio advantage : R) : R :=
  if Rle_dec 0 advantage then clipped_surrogate low high ratio advantage
  else Rmin (clipped_surrogate low high ratio advantage) (- (cap * advantage)).

(* Of sequences: one ratio for all tokens, by their log-probabilities now and when they were sampled. *)
Definition sequence_ratio (now old : list R) : R := exp (mean (zip (fun x y => x - y) now old)).
Definition sequence_surrogate (low high : R) (now old : list R) (advantage : R) : R :=
  clipped_surrogate low high (sequence_ratio now old) advantage.

(* Of batches: the losses of the tokens of each completion, as one number. *)
Definition token_mean_loss (losses : list (list R)) : R := sum (map sum losses) / sum (map count losses).
Definition sequence_mean_loss (losses : list (list R)) : R := mean (map mean losses).
Definition sequence_sum_loss (losses : list (list R)) : R := mean (map sum losses).
Definition fixed_length_loss (most : R) (losses : list (list R)) : R :=
  sum (map sum losses) / (count (map sum losses) * most).

(* Of weights. *)
Definition mixture (x y : list R) (a : R) : list R := zip (fun one other => (1 - a) * one + a * other) x y.
