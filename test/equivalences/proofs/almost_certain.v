(* Padding of which the policy is only almost certain: sums within eps a token, and means by numbers of tokens. *)
Require Import formula sums.

Lemma count_app v w : count (v ++ w) = count v + count w.
Proof. unfold count. rewrite app_length. apply plus_INR. Qed.

Lemma sum_between low high v : (forall x, In x v -> low <= x <= high) -> count v * low <= sum v <= count v * high.
Proof.
  intros between. rewrite <- !sum_constant. pose proof (sum_id v) as same.
  assert (sum (map (fun _ : R => low) v) <= sum (map (fun x : R => x) v)) by (apply sum_le; intros x i; now apply between).
  assert (sum (map (fun x : R => x) v) <= sum (map (fun _ : R => high) v)) by (apply sum_le; intros x i; now apply between).
  lra.
Qed.

(* Tokens of entropy and log-probability within eps of 0 move the sums by at most eps each. *)
Theorem almost_certain_tokens_hardly_move_sums : forall (h l h' l' : list R) (eps : R),
  (forall e, In e h' -> 0 <= e <= eps) -> (forall d, In d l' -> - eps <= d <= 0) ->
  token_sum h - count h' * eps <= token_sum (h ++ h') <= token_sum h /\
  trajectory_sum l - count l' * eps <= trajectory_sum (l ++ l') <= trajectory_sum l.
Proof.
  intros h l h' l' eps entropies logprobs. unfold token_sum, trajectory_sum. rewrite !sum_app.
  pose proof (sum_between _ _ _ entropies). pose proof (sum_between _ _ _ logprobs). lra.
Qed.

(* Any appended tokens weigh in by their number. *)
Theorem padding_weighs_in : forall v w : list R, v <> [] -> w <> [] ->
  mean (v ++ w) = count v / count (v ++ w) * mean v + count w / count (v ++ w) * mean w.
Proof.
  intros v w some some'. pose proof (count_positive v some). pose proof (count_positive w some').
  unfold mean. rewrite count_app, sum_app. field. lra.
Qed.

(* And the sum of self-certainty by at least what the least certain of them has. *)
Theorem padding_grows_the_sum_by_its_least : forall (c c' : list R) (least : R),
  (forall s, In s c' -> least <= s) -> sum c + count c' * least <= sum (c ++ c').
Proof.
  intros c c' least above. rewrite sum_app, <- sum_constant. apply Rplus_le_compat_l.
  apply Rle_trans with (sum (map (fun x : R => x) c')); [now apply sum_le|rewrite sum_id; apply Rle_refl].
Qed.
