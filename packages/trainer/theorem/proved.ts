// Written by scripts/theory.ts from what the prover found.

/** The machine-checked theorems by name, as the prover prints them, and the SHA-256 of the proofs that it checked. */
export const proved: { readonly hash: string; readonly theorems: Readonly<Record<string, string>> } = {
  "hash": "3b459212be6ca1889b973ef9b3e5dc2094e7166624fceac6e4e4eb4dc7bc3a86",
  "theorems": {
    "advantages_are_affine_covariant":
      "forall (a b eps : R) (r : list R), r <> [] -> 0 < a -> 0 < standard_deviation r + eps / a -> standardized (affine.affine a b r) eps = standardized r (eps / a)",
    "advantages_are_affine_invariant":
      "forall (a b : R) (r : list R), r <> [] -> 0 < a -> 0 < standard_deviation r -> standardized (affine.affine a b r) 0 = standardized r 0",
    "affine_invariance_needs_no_eps":
      "forall eps : R, 0 < eps -> standardized (affine.affine 2 0 [0; 1]) eps <> standardized [0; 1] eps",
    "entropy_is_uniform_divergence": "forall p : list R, sum p = 1 -> uniform_divergence p = ln (count p) - entropy p",
    "self_certainty_is_mean_log":
      "forall p : list R, p <> [] -> self_certainty p = - ln (count p) - 1 / count p * sum (map ln p)",
    "self_certainty_from_logits":
      "forall z : list R, z <> [] -> self_certainty (softmax z) = self_certainty_of_logits z",
    "self_certainty_nonnegative":
      "forall p : list R, (forall x : R, In x p -> 0 < x) -> sum p = 1 -> 0 <= self_certainty p",
    "self_certainty_zero_iff_uniform":
      "forall p : list R, (forall x : R, In x p -> 0 < x) -> sum p = 1 -> self_certainty p = 0 <-> (forall x : R, In x p -> x = 1 / count p)",
    "self_certainty_has_its_gradient":
      "forall (z : list R) (j : nat), (j < length z)%nat -> logit_gradients.derivative_by (fun w : list R => self_certainty (softmax w)) z j (nth j (self_certainty_gradient (softmax z)) 0)",
    "entropy_has_its_gradient":
      "forall (z : list R) (j : nat), (j < length z)%nat -> logit_gradients.derivative_by (fun w : list R => entropy (softmax w)) z j (nth j (entropy_gradient (softmax z)) 0)",
    "logprob_has_its_gradient":
      "forall (z : list R) (i j : nat), (i < length z)%nat -> (j < length z)%nat -> logit_gradients.derivative_by (fun w : list R => ln (nth i (softmax w) 0)) z j (nth j (logprob_gradient (logit_gradients.one_hot i z) (softmax z)) 0)",
    "entropy_gradient_sums_to_zero": "forall p : list R, sum p = 1 -> sum (entropy_gradient p) = 0",
    "self_certainty_gradient_sums_to_zero": "forall p : list R, sum p = 1 -> sum (self_certainty_gradient p) = 0",
    "logprob_gradient_sums_to_zero":
      "forall chosen p : list R, length chosen = length p -> sum chosen = 1 -> sum p = 1 -> sum (logprob_gradient chosen p) = 0",
    "ascents_meet_in_a_covariance":
      "forall p : list R, sum p = 1 -> alignment.inner (alignment.negative (entropy_gradient p)) (self_certainty_gradient p) = alignment.covariance p (fun x : R => x) ln",
    "ascents_never_oppose":
      "forall p : list R, (forall x : R, In x p -> 0 < x) -> sum p = 1 -> 0 <= alignment.inner (alignment.negative (entropy_gradient p)) (self_certainty_gradient p)",
    "ascents_are_orthogonal_iff_uniform":
      "forall p : list R, (forall x : R, In x p -> 0 < x) -> sum p = 1 -> alignment.inner (alignment.negative (entropy_gradient p)) (self_certainty_gradient p) = 0 <-> (forall x : R, In x p -> x = 1 / count p)",
    "log_is_the_natural_ascent_of_negative_entropy":
      "forall p : list R, alignment.fisher p (map ln p) = alignment.negative (entropy_gradient p)",
    "self_certainty_has_a_natural_ascent":
      "forall p : list R, (forall x : R, In x p -> 0 < x) -> p <> [] -> alignment.fisher p (map (fun x : R => - (1 / (count p * x))) p) = self_certainty_gradient p",
    "fisher_product_is_jeffreys":
      "forall p w : list R, (forall x : R, In x p -> 0 < x) -> sum p = 1 -> length w = length p -> alignment.fisher p w = self_certainty_gradient p -> alignment.inner (alignment.negative (entropy_gradient p)) w = self_certainty p + uniform_divergence p",
    "natural_ascent_lowers_entropy_by_the_variance":
      "forall p w : list R, sum p = 1 -> length w = length p -> alignment.fisher p w = alignment.negative (entropy_gradient p) -> alignment.inner (entropy_gradient p) w = - alignment.covariance p ln ln",
    "entropy_and_self_certainty_disagree":
      "entropy [2 / 3; 1 / 4; 1 / 12] < entropy [1 / 2; 4 / 9; 1 / 18] /\\ self_certainty [2 / 3; 1 / 4; 1 / 12] < self_certainty [1 / 2; 4 / 9; 1 / 18]",
    "groups_of_two_see_only_the_order": "forall a b : R, a < b -> standardized [a; b] 0 = [- (1 / sqrt 2); 1 / sqrt 2]",
    "leave_one_out_is_scaled_centering":
      "forall r : list R, 1 < count r -> leave_one_out r = map (fun x : R => count r / (count r - 1) * x) (centered r)",
    "self_inclusion_shrinks":
      "forall r : list R, 1 < count r -> centered r = map (fun x : R => (1 - 1 / count r) * x) (leave_one_out r)",
    "majority_is_right_or_differs":
      "forall (A : Type) (same : forall x y : A, {x = y} + {x <> y}) (answers : list A) (majority gold : A), In majority answers -> groups.votes same majority answers = groups.votes same gold answers <-> majority = gold",
    "clipped_is_reinforce_on_policy":
      "forall low high advantage old : R, 0 < low -> 0 < high -> derivable_pt_lim (fun logprob : R => clipped_surrogate low high (exp (logprob - old)) advantage) old (- advantage)",
    "reinforce_gradient":
      "forall advantage old : R, derivable_pt_lim (fun logprob : R => - (advantage * logprob)) old (- advantage)",
    "cispo_is_reinforce_on_policy":
      "forall low high advantage old : R, 0 < low -> 0 < high -> derivable_pt_lim (fun logprob : R => - (clipped_ratio low high (exp (old - old)) * advantage * logprob)) old (- advantage)",
    "sharpening_lowers_entropy":
      "forall (b c : R) (z : list R), temperature.varies z -> 0 <= b -> b < c -> entropy (softmax (temperature.scaled c z)) < entropy (softmax (temperature.scaled b z))",
    "sharpening_raises_self_certainty":
      "forall (b c : R) (z : list R), temperature.varies z -> 0 <= b -> b < c -> self_certainty (softmax (temperature.scaled b z)) < self_certainty (softmax (temperature.scaled c z))",
    "a_temperature_family_is_ordered_alike":
      "forall (b c : R) (z : list R), temperature.varies z -> 0 <= b -> 0 <= c -> entropy (softmax (temperature.scaled c z)) < entropy (softmax (temperature.scaled b z)) <-> self_certainty (softmax (temperature.scaled b z)) < self_certainty (softmax (temperature.scaled c z))",
    "two_symbols_are_ordered_alike":
      "forall a b : R, 0 < a < 1 -> 0 < b < 1 -> entropy [b; 1 - b] < entropy [a; 1 - a] <-> self_certainty [a; 1 - a] < self_certainty [b; 1 - b]",
    "trajectory_and_token_sums_agree":
      "forall t : trajectories.tree, trajectories.policy t -> forall x : R, trajectories.E x t (trajectories.R_traj x) = trajectories.E x t (trajectories.R_tok x)",
    "expected_score_is_zero":
      "forall (t : trajectories.tree) (x : R) (s : list trajectories.token -> R), trajectories.policy t -> trajectory_gradients.score t x s -> trajectories.E x t s = 0",
    "expected_trajectory_sum_is_negative_entropy":
      "forall (t : trajectories.tree) (x : R), trajectories.policy t -> trajectories.E x t (trajectories.R_traj x) = - trajectories.completion_entropy x t",
    "trajectory_policy_gradient_is_entropy_gradient":
      "forall (t : trajectories.tree) (x : R) (s : list trajectories.token -> R), trajectories.policy t -> trajectory_gradients.score t x s -> derivable_pt_lim (fun u : R => - trajectories.completion_entropy u t) x (trajectory_gradients.policy_gradient x t (trajectories.R_traj x) s)",
    "token_entropy_credits_what_follows":
      "forall (t : trajectories.tree) (x : R) (s : list trajectories.token -> R) (s' : (R -> R) -> R), trajectories.policy t -> trajectory_gradients.score t x s -> trajectory_gradients.token_score t x s' -> trajectory_gradients.policy_gradient x t (trajectories.R_tok x) s = trajectories.E x t (trajectory_gradients.credited x (fun p : list R => - entropy p) s')",
    "self_certainty_credits_what_follows":
      "forall (t : trajectories.tree) (x : R) (s : list trajectories.token -> R) (s' : (R -> R) -> R), trajectories.policy t -> trajectory_gradients.score t x s -> trajectory_gradients.token_score t x s' -> trajectory_gradients.policy_gradient x t (trajectory_gradients.summed x self_certainty) s = trajectories.E x t (trajectory_gradients.credited x self_certainty s')",
    "softmax_is_a_distribution":
      "forall z : list (R -> R), z <> [] -> trajectories.distribution (trajectory_gradients.softened z)",
    "softmax_has_a_score":
      "forall (z : list (R -> R)) (z' : (R -> R) -> R) (x : R), (forall f : R -> R, In f z -> derivable_pt_lim f x (z' f)) -> forall f : R -> R, In f z -> derivable_pt_lim (fun u : R => ln (exp (f u) / trajectories.total (fun g : R -> R => exp (g u)) z)) x (z' f - trajectories.total (fun g : R -> R => exp (g x) / trajectories.total (fun g0 : R -> R => exp (g0 x)) z * z' g) z)",
    "one_token_rewards_teach_nothing":
      "forall (ps : list (R -> R)) (x : R) (of : list R -> R) (s : list trajectories.token -> R), trajectories.distribution ps -> trajectory_gradients.score (trajectory_limits.one_token ps) x s -> (forall y : list trajectories.token, In y (trajectories.completions (trajectory_limits.one_token ps)) -> trajectory_gradients.summed x of y = of (trajectories.probabilities x ps)) /\\ trajectory_gradients.policy_gradient x (trajectory_limits.one_token ps) (trajectory_gradients.summed x of) s = 0",
    "tempered_at_one":
      "forall p : list R, (forall q : R, In q p -> 0 < q) -> sum p = 1 -> trajectories.probabilities 1 (trajectory_limits.tempered p) = p",
    "one_token_trajectory_gradient_is_variance":
      "forall (p : list R) (s : list trajectories.token -> R), (forall q : R, In q p -> 0 < q) -> sum p = 1 -> trajectory_gradients.score (trajectory_limits.one_token (trajectory_limits.tempered p)) 1 s -> trajectory_gradients.policy_gradient 1 (trajectory_limits.one_token (trajectory_limits.tempered p)) (trajectories.R_traj 1) s = trajectories.total (fun q : R => q * (ln q + entropy p)²) p",
    "one_token_trajectory_gradient_vanishes_only_if_uniform":
      "forall (p : list R) (s : list trajectories.token -> R), (forall q : R, In q p -> 0 < q) -> sum p = 1 -> trajectory_gradients.score (trajectory_limits.one_token (trajectory_limits.tempered p)) 1 s -> trajectory_gradients.policy_gradient 1 (trajectory_limits.one_token (trajectory_limits.tempered p)) (trajectories.R_traj 1) s = 0 <-> (forall q : R, In q p -> q = 1 / count p)",
    "means_over_tokens_agree_only_at_half":
      "forall a x : R, 0 < a < 1 -> trajectories.E x (trajectory_limits.stop_or_forced a) (trajectory_limits.R_traj_mean x) = a * ln a + (1 - a) * ln (1 - a) / 2 /\\ trajectories.E x (trajectory_limits.stop_or_forced a) (trajectory_limits.R_tok_mean x) = - (entropy [a; 1 - a] * (1 + a) / 2) /\\ (trajectories.E x (trajectory_limits.stop_or_forced a) (trajectory_limits.R_traj_mean x) = trajectories.E x (trajectory_limits.stop_or_forced a) (trajectory_limits.R_tok_mean x) <-> a = 1 / 2)",
    "token_reward_varies_where_trajectory_reward_is_constant":
      "forall x : R, map (trajectories.R_traj x) (trajectories.completions trajectory_limits.even_completions) = [- ln 3; - ln 3; - ln 3] /\\ map (trajectories.R_tok x) (trajectories.completions trajectory_limits.even_completions) = [- entropy [1 / 3; 2 / 3]; - entropy [1 / 3; 2 / 3] - ln 2; - entropy [1 / 3; 2 / 3] - ln 2] /\\ 0 < ln 2",
  },
}
