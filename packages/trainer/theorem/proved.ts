// Written by scripts/theory.ts from what the prover found.

/**
 * The machine-checked theorems by name, as the prover prints them, and the SHA-256 of the proofs that it checked.
 * @stability unstable
 * @since 0.1.0
 */
export const proved: { readonly hash: string; readonly theorems: Readonly<Record<string, string>> } = {
  "hash": "5f2cf6251d66a55005bc3e9e023485e892b977fc81fb17b5d3eca5c466ea7ee0",
  "theorems": {
    "advantages_are_affine_covariant":
      "forall (a b eps : R) (r : list R), r <> [] -> 0 < a -> 0 < standard_deviation r + eps / a -> standardized (affine.affine a b r) eps = standardized r (eps / a)",
    "advantages_are_affine_invariant":
      "forall (a b : R) (r : list R), r <> [] -> 0 < a -> 0 < standard_deviation r -> standardized (affine.affine a b r) 0 = standardized r 0",
    "affine_invariance_needs_no_eps":
      "forall eps : R, 0 < eps -> standardized (affine.affine 2 0 [0; 1]) eps <> standardized [0; 1] eps",
    "trajectory_and_token_sums_agree":
      "forall t : trajectories.tree, trajectories.policy t -> forall x : R, trajectories.E x t (trajectories.R_traj x) = trajectories.E x t (trajectories.R_tok x)",
    "expected_score_is_zero":
      "forall (t : trajectories.tree) (x : R) (s : list trajectories.token -> R), trajectories.policy t -> trajectory_gradients.score t x s -> trajectories.E x t s = 0",
    "expected_trajectory_sum_is_negative_entropy":
      "forall (t : trajectories.tree) (x : R), trajectories.policy t -> trajectories.E x t (trajectories.R_traj x) = - trajectories.completion_entropy x t",
    "trajectory_policy_gradient_is_entropy_gradient":
      "forall (t : trajectories.tree) (x : R) (s : list trajectories.token -> R), trajectories.policy t -> trajectory_gradients.score t x s -> derivable_pt_lim (fun u : R => - trajectories.completion_entropy u t) x (trajectory_gradients.policy_gradient x t (trajectories.R_traj x) s)",
    "token_entropy_credits_what_follows":
      "forall (t : trajectories.tree) (x : R) (s : list trajectories.token -> R) (s' : trajectories.symbol -> R), trajectories.policy t -> trajectory_gradients.score t x s -> trajectory_gradients.token_score t x s' -> trajectory_gradients.policy_gradient x t (trajectories.R_tok x) s = trajectories.E x t (trajectory_gradients.credited x (fun p : list R => - entropy p) s')",
    "self_certainty_credits_what_follows":
      "forall (t : trajectories.tree) (x : R) (s : list trajectories.token -> R) (s' : trajectories.symbol -> R), trajectories.policy t -> trajectory_gradients.score t x s -> trajectory_gradients.token_score t x s' -> trajectory_gradients.policy_gradient x t (trajectory_gradients.summed x self_certainty) s = trajectories.E x t (trajectory_gradients.credited x self_certainty s')",
    "softmax_is_a_distribution":
      "forall z : list (R -> R), z <> [] -> trajectories.distribution (trajectory_gradients.softened z)",
    "softmax_has_a_score":
      "forall (z : list (R -> R)) (z' : (R -> R) -> R) (x : R), (forall f : R -> R, In f z -> derivable_pt_lim f x (z' f)) -> forall f : R -> R, In f z -> derivable_pt_lim (fun u : R => ln (exp (f u) / trajectories.total (fun g : R -> R => exp (g u)) z)) x (z' f - trajectories.total (fun g : R -> R => exp (g x) / trajectories.total (fun g0 : R -> R => exp (g0 x)) z * z' g) z)",
    "agreement_is_how_likely_two_agree":
      "forall (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list trajectories.token -> A) (t : trajectories.tree) (x : R), agreement.agreement same answer x t = trajectories.E x t (fun y : list trajectories.token => trajectories.E x t (fun z : list trajectories.token => if same (answer z) (answer y) then 1 else 0))",
    "a_fair_coin_agrees_half_the_time":
      "forall x : R, trajectories.policy agreement.coin /\\ agreement.agreement (list_eq_dec Nat.eq_dec) trajectories.said x agreement.coin = 1 / 2",
    "rewards_tell_equal_chances_apart":
      "forall x : R, trajectories.policy agreement.coin /\\ map (trajectories.pi x) (trajectories.completions agreement.coin) = [1 / 2; 1 / 2] /\\ map (fun y : list trajectories.token => if list_eq_dec Nat.eq_dec (trajectories.said y) [0%nat] then 1 else 0) (trajectories.completions agreement.coin) = [1; 0]",
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
    "forward_self_certainty_trains_alike":
      "forall (V eps : R) (group : list (list (list R))), group <> [] -> alike.over V group -> let divergences := map (fun y : list (list R) => mean (map uniform_divergence y)) group in let entropies := map (fun y : list (list R) => token_mean (map entropy y)) group in standardized divergences eps = standardized entropies eps /\\ centered divergences = centered entropies /\\ (1 < count entropies -> leave_one_out divergences = leave_one_out entropies)",
    "almost_certain_tokens_hardly_move_sums":
      "forall (h l h' l' : list R) (eps : R), (forall e : R, In e h' -> 0 <= e <= eps) -> (forall d : R, In d l' -> - eps <= d <= 0) -> token_sum h - count h' * eps <= token_sum (h ++ h') <= token_sum h /\\ trajectory_sum l - count l' * eps <= trajectory_sum (l ++ l') <= trajectory_sum l",
    "padding_weighs_in":
      "forall v w : list R, v <> [] -> w <> [] -> mean (v ++ w) = count v / count (v ++ w) * mean v + count w / count (v ++ w) * mean w",
    "padding_grows_the_sum_by_its_least":
      "forall (c c' : list R) (least : R), (forall s : R, In s c' -> least <= s) -> sum c + count c' * least <= sum (c ++ c')",
    "entropy_and_self_certainty_disagree":
      "entropy [2 / 3; 1 / 4; 1 / 12] < entropy [1 / 2; 4 / 9; 1 / 18] /\\ self_certainty [2 / 3; 1 / 4; 1 / 12] < self_certainty [1 / 2; 4 / 9; 1 / 18]",
    "entropy_and_self_certainty_disagree_from_three_on":
      "forall V : nat, (3 <= V)%nat -> exists p q : list R, (length p = V /\\ (forall x : R, In x p -> 0 < x) /\\ sum p = 1) /\\ (length q = V /\\ (forall x : R, In x q -> 0 < x) /\\ sum q = 1) /\\ entropy p < entropy q /\\ self_certainty p < self_certainty q",
    "averages_of_two_symbols_disagree":
      "token_mean [entropy [1 / 2; 1 / 2]; entropy [99 / 100; 1 / 100]] < token_mean [entropy [22 / 25; 3 / 25]; entropy [22 / 25; 3 / 25]] /\\ mean [self_certainty [22 / 25; 3 / 25]; self_certainty [22 / 25; 3 / 25]] < mean [self_certainty [1 / 2; 1 / 2]; self_certainty [99 / 100; 1 / 100]]",
    "groups_of_two_see_only_the_order": "forall a b : R, a < b -> standardized [a; b] 0 = [- (1 / sqrt 2); 1 / sqrt 2]",
    "leave_one_out_is_scaled_centering":
      "forall r : list R, 1 < count r -> leave_one_out r = map (fun x : R => count r / (count r - 1) * x) (centered r)",
    "self_inclusion_shrinks":
      "forall r : list R, 1 < count r -> centered r = map (fun x : R => (1 - 1 / count r) * x) (leave_one_out r)",
    "centered_advantages_scale_the_policy_gradient":
      "forall (t : trajectories.tree) (x : R) (r s : list trajectories.token -> R) (n : nat), trajectories.policy t -> trajectory_gradients.score t x s -> (0 < n)%nat -> draws.group_gradient x t n (fun g : list (list trajectories.token) => centered (map r g)) s = (1 - 1 / INR n) * trajectory_gradients.policy_gradient x t r s",
    "leave_one_out_has_the_policy_gradient":
      "forall (t : trajectories.tree) (x : R) (r s : list trajectories.token -> R) (n : nat), trajectories.policy t -> trajectory_gradients.score t x s -> (1 < n)%nat -> draws.group_gradient x t n (fun g : list (list trajectories.token) => leave_one_out (map r g)) s = trajectory_gradients.policy_gradient x t r s",
    "clipped_is_reinforce_on_policy":
      "forall low high advantage old : R, 0 < low -> 0 < high -> derivable_pt_lim (fun logprob : R => clipped_surrogate low high (exp (logprob - old)) advantage) old (- advantage)",
    "dual_clipped_is_reinforce_on_policy":
      "forall low high cap advantage old : R, 0 < low -> 0 < high -> 1 < cap -> derivable_pt_lim (fun logprob : R => dual_clipped_surrogate low high cap (exp (logprob - old)) advantage) old (- advantage)",
    "reinforce_gradient":
      "forall advantage old : R, derivable_pt_lim (fun logprob : R => - (advantage * logprob)) old (- advantage)",
    "cispo_is_reinforce_on_policy":
      "forall low high advantage old : R, 0 < low -> 0 < high -> derivable_pt_lim (fun logprob : R => - (clipped_ratio low high (exp (old - old)) * advantage * logprob)) old (- advantage)",
    "policy_losses_are_reinforce_on_policy":
      "forall (low high cap most : R) (loss : R -> R -> R -> R) (aggregate : list (list R) -> R) (x : R) (slope : (R -> R) -> R) (batch : list batches.completion), 0 < low -> 0 < high -> 1 < cap -> In loss [batches.reinforce; batches.clipped low high; batches.dual_clipped low high cap; batches.cispo low high; batches.cispo_capped cap] -> In aggregate [token_mean_loss; sequence_mean_loss; sequence_sum_loss; fixed_length_loss most] -> batches.slopes x slope batch -> derivable_pt_lim (fun u : R => aggregate (batches.token_losses loss x u batch)) x (aggregate (batches.reinforced slope batch))",
    "gspo_is_reinforce_on_policy":
      "forall (low high most : R) (aggregate : list (list R) -> R) (x : R) (slope : (R -> R) -> R) (batch : list batches.completion), 0 < low -> 0 < high -> In aggregate [token_mean_loss; sequence_mean_loss; sequence_sum_loss; fixed_length_loss most] -> batches.slopes x slope batch -> derivable_pt_lim (fun u : R => aggregate (batches.sequence_losses low high x u batch)) x (aggregate (batches.reinforced slope batch))",
    "two_clusters_are_votes_on_another_scale":
      "forall (A : Type) (same : forall x y : A, {x = y} + {x <> y}) (answers : list A) (majority minority : A), (forall x : A, In x answers -> x = majority \\/ x = minority) -> frequencies.frequencies same answers = affine.affine (cluster_frequency (groups.votes same majority answers) - cluster_frequency (groups.votes same minority answers)) (cluster_frequency (groups.votes same minority answers)) (groups.votes same majority answers)",
    "two_unequal_clusters_are_the_majority_vote":
      "forall (A : Type) (same : forall x y : A, {x = y} + {x <> y}) (answers : list A) (majority minority : A), (forall x : A, In x answers -> x = majority \\/ x = minority) -> In majority answers -> In minority answers -> sum (groups.votes same minority answers) < sum (groups.votes same majority answers) -> standardized (frequencies.frequencies same answers) 0 = standardized (groups.votes same majority answers) 0",
    "expected_cluster_frequency":
      "forall (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list trajectories.token -> A) (t : trajectories.tree) (x : R) (y : list trajectories.token) (n : nat), trajectories.policy t -> draws.draws x t n (fun others : list (list trajectories.token) => cluster_frequency (groups.votes same (answer y) (map answer (y :: others)))) = (1 + INR n * agreement.P same answer x t (answer y)) / INR (S n)",
    "cluster_frequency_raises_agreement":
      "forall (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list trajectories.token -> A) (t : trajectories.tree) (x : R) (s : list trajectories.token -> R) (n : nat), trajectories.policy t -> trajectory_gradients.score t x s -> (0 < n)%nat -> derivable_pt_lim (fun u : R => (INR n - 1) / (2 * INR n) * agreement.agreement same answer u t) x (draws.group_gradient x t n (fun g : list (list trajectories.token) => frequencies.frequencies same (map answer g)) s)",
    "centered_cluster_frequency_raises_agreement_less":
      "forall (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list trajectories.token -> A) (t : trajectories.tree) (x : R) (s : list trajectories.token -> R) (n : nat), trajectories.policy t -> trajectory_gradients.score t x s -> (0 < n)%nat -> derivable_pt_lim (fun u : R => (INR n - 1) * (INR n - 2) / (2 * (INR n * INR n)) * agreement.agreement same answer u t) x (draws.group_gradient x t n (fun g : list (list trajectories.token) => centered (frequencies.frequencies same (map answer g))) s)",
    "centered_cluster_frequency_teaches_pairs_nothing":
      "forall (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list trajectories.token -> A) (t : trajectories.tree) (x : R) (s : list trajectories.token -> R), trajectories.policy t -> trajectory_gradients.score t x s -> draws.group_gradient x t 2 (fun g : list (list trajectories.token) => centered (frequencies.frequencies same (map answer g))) s = 0",
    "entropy_saturates":
      "forall V : nat, saturation.tends_at_vertices V (fun p : list R => saturation.norm (entropy_gradient p)) 0",
    "self_certainty_does_not_saturate":
      "forall V : nat, saturation.tends_at_vertices V (fun p : list R => saturation.norm (self_certainty_gradient p)) (sqrt (1 - 1 / INR V))",
    "a_growing_logit_nears_a_vertex":
      "forall (n : nat) (d : R), 0 < d -> exists t0 : R, forall t : R, t0 <= t -> saturation.near_vertex d (softmax (collapse.peak t n))",
    "no_penalty_bounds_self_certainty":
      "forall (ref : list R) (b level : R), (forall r : R, In r ref -> 0 < r) -> (2 <= length ref)%nat -> 0 <= b -> exists z : list R, length z = length ref /\\ level <= self_certainty (softmax z) - b * divergence (softmax z) ref",
    "entropy_changes_by_its_gradient":
      "forall (z : list (R -> R)) (t : R) (w : list R), z <> [] -> flows.moves z t w -> derivable_pt_lim (fun u : R => entropy (softmax (flows.logits z u))) t (alignment.inner (entropy_gradient (softmax (flows.logits z t))) w)",
    "self_certainty_changes_by_its_gradient":
      "forall (z : list (R -> R)) (t : R) (w : list R), z <> [] -> flows.moves z t w -> derivable_pt_lim (fun u : R => self_certainty (softmax (flows.logits z u))) t (alignment.inner (self_certainty_gradient (softmax (flows.logits z t))) w)",
    "self_certainty_flow_lowers_entropy":
      "forall (z : list (R -> R)) (t : R) (w : list R), z <> [] -> flows.moves z t w -> let p := softmax (flows.logits z t) in alignment.fisher p w = self_certainty_gradient p -> derivable_pt_lim (fun u : R => entropy (softmax (flows.logits z u))) t (- (self_certainty p + uniform_divergence p))",
    "entropy_flow_lowers_entropy":
      "forall (z : list (R -> R)) (t : R) (w : list R), z <> [] -> flows.moves z t w -> let p := softmax (flows.logits z t) in alignment.fisher p w = alignment.negative (entropy_gradient p) -> derivable_pt_lim (fun u : R => entropy (softmax (flows.logits z u))) t (- alignment.covariance p ln ln)",
    "sharpening_lowers_entropy":
      "forall (b c : R) (z : list R), temperature.varies z -> 0 <= b -> b < c -> entropy (softmax (temperature.scaled c z)) < entropy (softmax (temperature.scaled b z))",
    "sharpening_raises_self_certainty":
      "forall (b c : R) (z : list R), temperature.varies z -> 0 <= b -> b < c -> self_certainty (softmax (temperature.scaled b z)) < self_certainty (softmax (temperature.scaled c z))",
    "a_temperature_family_is_ordered_alike":
      "forall (b c : R) (z : list R), temperature.varies z -> 0 <= b -> 0 <= c -> entropy (softmax (temperature.scaled c z)) < entropy (softmax (temperature.scaled b z)) <-> self_certainty (softmax (temperature.scaled b z)) < self_certainty (softmax (temperature.scaled c z))",
    "two_symbols_are_ordered_alike":
      "forall a b : R, 0 < a < 1 -> 0 < b < 1 -> entropy [b; 1 - b] < entropy [a; 1 - a] <-> self_certainty [a; 1 - a] < self_certainty [b; 1 - b]",
    "majorising_is_sharper":
      "forall p q : list R, (forall x : R, In x p -> 0 < x) -> (forall x : R, In x q -> 0 < x) -> sum p = 1 -> majorisation.majorises p q -> (entropy p <= entropy q /\\ self_certainty q <= self_certainty p) /\\ (~ majorisation.rearranged p q -> entropy p < entropy q /\\ self_certainty q < self_certainty p)",
    "transfers_are_flatter":
      "forall p q : list R, (forall x : R, In x p -> 0 < x) -> sum p = 1 -> majorisation.transfers p q -> (entropy p <= entropy q /\\ self_certainty q <= self_certainty p) /\\ (~ majorisation.rearranged p q -> entropy p < entropy q /\\ self_certainty q < self_certainty p)",
    "a_proper_transfer_is_strict":
      "forall (p q rest : list R) (x y d : R), 0 < d < x - y -> majorisation.rearranged p (x :: y :: rest) -> majorisation.rearranged q (x - d :: y + d :: rest) -> ~ majorisation.rearranged p q",
    "mixed_weights_mix_no_entropy":
      "let H := fun a : R => entropy (softmax (mixture [6; 0; 0] [0; 6; 0] a)) in Rabs (H 0 - 345 / 10000) < 5 / 100000 /\\ Rabs (H (1 / 4) - 247 / 1000) < 5 / 10000 /\\ Rabs (H (1 / 2) - 791 / 1000) < 5 / 10000 /\\ Rabs (H (3 / 4) - 247 / 1000) < 5 / 10000 /\\ Rabs (H 1 - 345 / 10000) < 5 / 100000",
    "value_at_a_vertex":
      "forall (b : R) (i : nat) (r : list R), (forall y : R, In y r -> 0 < y) -> (i < length r)%nat -> optimum.J b (logit_gradients.one_hot i r) r = b * ln (nth i r 0)",
    "sharpened_is_a_distribution":
      "forall (a : R) (r : list R), (forall y : R, In y r -> 0 < y) -> r <> [] -> (forall y : R, In y (optimum.sharpened a r) -> 0 < y) /\\ sum (optimum.sharpened a r) = 1",
    "the_shortfall_is_a_divergence":
      "forall (b : R) (p r : list R), 1 < b -> (forall y : R, In y r -> 0 < y) -> simplex.simplex p -> length p = length r -> optimum.J b (optimum.sharpened (b / (b - 1)) r) r - optimum.J b p r = (b - 1) * divergence p (optimum.sharpened (b / (b - 1)) r)",
    "a_strong_penalty_sharpens_the_reference":
      "forall (b : R) (p r : list R), 1 < b -> (forall y : R, In y r -> 0 < y) -> simplex.simplex p -> length p = length r -> optimum.J b p r <= optimum.J b (optimum.sharpened (b / (b - 1)) r) r /\\ (optimum.J b p r = optimum.J b (optimum.sharpened (b / (b - 1)) r) r <-> p = optimum.sharpened (b / (b - 1)) r)",
    "a_weak_penalty_leaves_the_mode":
      "forall (b : R) (i : nat) (p r : list R), 0 < b <= 1 -> (forall y : R, In y r -> 0 < y) -> optimum.unique_mode i r -> simplex.simplex p -> length p = length r -> optimum.J b p r <= b * ln (nth i r 0) /\\ (optimum.J b p r = b * ln (nth i r 0) <-> p = logit_gradients.one_hot i r)",
    "a_penalty_of_one_is_linear":
      "forall p r : list R, (forall y : R, In y r -> 0 < y) -> length p = length r -> optimum.J 1 p r = sum (zip (fun x y : R => x * ln y) p r)",
    "a_weak_penalty_traps_at_every_vertex":
      "forall (b most : R) (i : nat) (p r : list R), 0 <= b < 1 -> (forall y : R, In y r -> 0 < y <= most) -> (i < length r)%nat -> simplex.simplex p -> length p = length r -> 1 - Rpower (nth i r 0 / most) (b / (1 - b)) < nth i p 0 -> p <> logit_gradients.one_hot i r -> optimum.J b p r < optimum.J b (logit_gradients.one_hot i r) r",
    "every_vertex_is_a_strict_local_maximum":
      "forall (b : R) (i : nat) (r : list R), 0 <= b < 1 -> (forall y : R, In y r -> 0 < y) -> (i < length r)%nat -> exists d : R, 0 < d /\\ (forall p : list R, simplex.simplex p -> length p = length r -> 1 - d < nth i p 0 -> p <> logit_gradients.one_hot i r -> optimum.J b p r < optimum.J b (logit_gradients.one_hot i r) r)",
    "without_a_penalty_all_vertices_tie":
      "forall p r : list R, (forall y : R, In y r -> 0 < y) -> simplex.simplex p -> length p = length r -> optimum.J 0 p r <= 0 /\\ (optimum.J 0 p r = 0 <-> (exists i : nat, (i < length r)%nat /\\ p = logit_gradients.one_hot i r))",
    "any_sign_keeps_the_order":
      "forall (r : list R) (i : nat), (i < length r)%nat -> (exists a : R, In a r /\\ a < nth i r 0) -> (exists c : R, In c r /\\ nth i r 0 < c) -> exists up level down : R -> R, (strict_increasing up /\\ 0 < order.advantage i (map up r)) /\\ (strict_increasing level /\\ order.advantage i (map level r) = 0) /\\ strict_increasing down /\\ order.advantage i (map down r) < 0",
    "advantages_see_more_than_order":
      "(exists f : R -> R, strict_increasing f /\\ map f [0; 1; 3] = [0; 5 / 2; 3]) /\\ standardized [0; 1; 3] 0 = [-4 / sqrt 21; -1 / sqrt 21; 5 / sqrt 21] /\\ standardized [0; 5 / 2; 3] 0 = [-11 / sqrt 93; 4 / sqrt 93; 7 / sqrt 93]",
    "padding_leaves_sums":
      "forall (entropies logprobs : list R) (k : nat), token_sum (padding.padded entropies 0 k) = token_sum entropies /\\ trajectory_sum (padding.padded logprobs 0 k) = trajectory_sum logprobs",
    "padding_lifts_means":
      "forall (entropies logprobs : list R) (k : nat), entropies <> [] -> logprobs <> [] -> (0 < k)%nat -> token_sum entropies < 0 -> trajectory_sum logprobs < 0 -> token_mean entropies < token_mean (padding.padded entropies 0 k) < 0 /\\ trajectory_mean logprobs < trajectory_mean (padding.padded logprobs 0 k) < 0",
    "padding_takes_the_mean_over":
      "forall (v : list R) (x eps : R), v <> [] -> 0 < eps -> exists least : nat, forall k : nat, (least <= k)%nat -> Rabs (mean (padding.padded v x k) - x) < eps",
    "padding_grows_the_sum":
      "forall (v : list R) (x bound : R), 0 < x -> exists k : nat, bound < sum (padding.padded v x k)",
    "certain_tokens_exist":
      "forall eps : R, 0 < eps -> exists d : R, 0 < d < 1 /\\ entropy [1 - d; d] < eps /\\ 1 / eps < self_certainty [1 - d; d]",
    "k3_is_nonnegative": "forall d : R, 0 <= k3 d",
    "k1_has_no_gradient":
      "forall (l : list (trajectories.symbol * R)) (x : R) (s : trajectories.symbol * R -> R), penalties.referenced l -> penalties.outcome_score l x s -> derivable_pt_lim (penalties.penalty k1 x l) x 0",
    "k2_has_the_divergence_gradient":
      "forall (l : list (trajectories.symbol * R)) (x : R) (s : trajectories.symbol * R -> R), penalties.referenced l -> penalties.outcome_score l x s -> exists g : R, derivable_pt_lim (penalties.penalty k2 x l) x g /\\ derivable_pt_lim (fun u : R => divergence (penalties.now u l) (penalties.reference l)) x g",
    "k3_has_the_reverse_divergence_gradient":
      "forall (l : list (trajectories.symbol * R)) (x : R) (s : trajectories.symbol * R -> R), penalties.referenced l -> penalties.outcome_score l x s -> exists g : R, derivable_pt_lim (penalties.penalty k3 x l) x g /\\ derivable_pt_lim (fun u : R => divergence (penalties.reference l) (penalties.now u l)) x g",
    "k1_and_k3_are_unbiased":
      "forall (l : list (trajectories.symbol * R)) (x : R), penalties.referenced l -> sum (penalties.reference l) = 1 -> penalties.penalty k1 x l x = divergence (penalties.now x l) (penalties.reference l) /\\ penalties.penalty k3 x l x = divergence (penalties.now x l) (penalties.reference l)",
    "penalized_self_certainty_weighs_logs":
      "forall (b : R) (p r : list R), r <> [] -> (forall x : R, In x p -> 0 < x) -> length p = length r -> rare_tokens.penalized b p r = b * entropy r - ln (count r) + sum (zip (fun y x : R => (b * y - 1 / count r) * ln x) r p)",
    "what_is_balanced_is_a_distribution":
      "forall (b : R) (r : list R), sum r = 1 -> (forall y : R, In y r -> 1 / count r < b * y) -> 1 < b /\\ (forall x : R, In x (rare_tokens.balanced b r) -> 0 < x) /\\ sum (rare_tokens.balanced b r) = 1",
    "what_it_lacks_is_a_divergence":
      "forall (b : R) (p r : list R), sum r = 1 -> (forall y : R, In y r -> 1 / count r < b * y) -> (forall x : R, In x p -> 0 < x) -> length p = length r -> rare_tokens.penalized b (rare_tokens.balanced b r) r - rare_tokens.penalized b p r = (b - 1) * divergence (rare_tokens.balanced b r) p",
    "where_all_are_held_there_is_one_optimum":
      "forall (b : R) (p r : list R), sum r = 1 -> (forall y : R, In y r -> 1 / count r < b * y) -> (forall x : R, In x p -> 0 < x) -> sum p = 1 -> length p = length r -> rare_tokens.penalized b p r <= rare_tokens.penalized b (rare_tokens.balanced b r) r /\\ (rare_tokens.penalized b p r = rare_tokens.penalized b (rare_tokens.balanced b r) r <-> p = rare_tokens.balanced b r)",
    "nothing_holds_a_rare_token":
      "forall (b level : R) (z r : list R) (j : nat), sum r = 1 -> length z = length r -> (2 <= length r)%nat -> (j < length r)%nat -> b * nth j r 0 < 1 / count r -> exists t0 : R, forall t : R, t <= t0 -> level <= rare_tokens.penalized b (softmax (logit_gradients.update z j t)) r",
    "a_likely_token_is_held":
      "forall (b level : R) (z r : list R) (j : nat), sum r = 1 -> length z = length r -> (2 <= length r)%nat -> (j < length r)%nat -> 1 / count r < b * nth j r 0 -> exists t0 : R, forall t : R, t <= t0 -> rare_tokens.penalized b (softmax (logit_gradients.update z j t)) r <= level",
    "it_is_bounded_where_no_token_is_rare":
      "forall (b : R) (r : list R), sum r = 1 -> (2 <= length r)%nat -> (exists most : R, forall p : list R, (forall x : R, In x p -> 0 < x) -> sum p = 1 -> length p = length r -> rare_tokens.penalized b p r <= most) <-> (forall y : R, In y r -> 1 / count r <= b * y)",
    "a_weak_penalty_holds_not_all":
      "forall (b : R) (r : list R), sum r = 1 -> b < 1 -> exists j : nat, (j < length r)%nat /\\ b * nth j r 0 < 1 / count r",
    "at_most_a_share_b_is_held":
      "forall (b : R) (r : list R), (forall y : R, In y r -> 0 <= y) -> sum r = 1 -> 0 <= b -> count (filter (fun y : R => if Rle_dec (1 / count r) (b * y) then true else false) r) <= b * count r",
    "penalized_self_certainty_has_its_gradient":
      "forall (b : R) (z r : list R) (j : nat), sum r = 1 -> length z = length r -> (j < length r)%nat -> logit_gradients.derivative_by (fun w : list R => rare_tokens.penalized b (softmax w) r) z j (b * nth j r 0 - 1 / count r - (b - 1) * nth j (softmax z) 0)",
    "only_what_is_balanced_rests":
      "forall (b : R) (z r : list R), b <> 1 -> length z = length r -> (forall j : nat, (j < length r)%nat -> b * nth j r 0 - 1 / count r - (b - 1) * nth j (softmax z) 0 = 0) <-> softmax z = rare_tokens.balanced b r",
    "k3_teaches_it":
      "forall (b : R) (l : list (trajectories.symbol * R)) (x : R) (s : trajectories.symbol * R -> R), penalties.referenced l -> penalties.outcome_score l x s -> let g := trajectories.total (fun e : trajectories.symbol * R => (b * snd e - 1 / count (penalties.reference l)) * s e) l in derivable_pt_lim (fun u : R => self_certainty (penalties.now u l) - b * penalties.penalty k3 x l u) x g /\\ derivable_pt_lim (fun u : R => rare_tokens.penalized b (penalties.now u l) (penalties.reference l)) x g",
    "summed_penalties_have_divergence_gradients":
      "forall (t : trajectories.tree) (l : list (list trajectories.token * list R)) (x : R) (s : list trajectories.token -> R), trajectories.policy t -> sequence_penalties.compared t l -> trajectory_gradients.score t x s -> derivable_pt_lim (sequence_penalties.sequence_penalty k1 x l) x 0 /\\ (exists g : R, derivable_pt_lim (sequence_penalties.sequence_penalty k2 x l) x g /\\ derivable_pt_lim (fun u : R => divergence (sequence_penalties.pi_now u l) (sequence_penalties.pi_reference l)) x g) /\\ (exists g : R, derivable_pt_lim (sequence_penalties.sequence_penalty k3 x l) x g /\\ derivable_pt_lim (fun u : R => divergence (sequence_penalties.pi_reference l) (sequence_penalties.pi_now u l)) x g)",
    "summed_k1_and_k3_are_unbiased":
      "forall (t : trajectories.tree) (l : list (list trajectories.token * list R)) (x : R), trajectories.policy t -> sequence_penalties.compared t l -> sum (sequence_penalties.pi_reference l) = 1 -> sequence_penalties.sequence_penalty k1 x l x = divergence (sequence_penalties.pi_now x l) (sequence_penalties.pi_reference l) /\\ sequence_penalties.sequence_penalty k3 x l x = divergence (sequence_penalties.pi_now x l) (sequence_penalties.pi_reference l)",
    "summed_token_penalties_are_not_the_divergence_gradient":
      "forall p a b : R, 0 < p < 1 -> 0 < a < 1 -> 0 < b < 1 -> a <> b -> let l := token_penalties.against (token_penalties.moved p) (fun _ : R => a) p b in derivable_pt_lim (token_penalties.summed_penalty k2 0 l) 0 0 /\\ derivable_pt_lim (token_penalties.summed_penalty k3 0 l) 0 0 /\\ derivable_pt_lim (fun u : R => divergence (sequence_penalties.pi_now u l) (sequence_penalties.pi_reference l)) 0 (p * (1 - p) * divergence [a; 1 - a] [b; 1 - b]) /\\ 0 < p * (1 - p) * divergence [a; 1 - a] [b; 1 - b]",
    "summed_k3_is_not_the_reverse_divergence_gradient":
      "forall p r a b : R, 0 < p < 1 -> 0 < r < 1 -> 0 < a < 1 -> 0 < b < 1 -> p <> r -> a <> b -> let l := token_penalties.against (fun _ : R => p) (token_penalties.moved a) r b in derivable_pt_lim (token_penalties.summed_penalty k3 0 l) 0 (p * (a - b)) /\\ derivable_pt_lim (fun u : R => divergence (sequence_penalties.pi_reference l) (sequence_penalties.pi_now u l)) 0 (r * (a - b)) /\\ p * (a - b) <> r * (a - b)",
    "mean_k1_has_a_gradient":
      "forall a r : R, 0 < a < 1 -> 0 < r < 1 -> let l := combine (trajectories.completions (token_penalties.stop_or_forced (token_penalties.moved a))) [[r]; [1 - r; 1]] in derivable_pt_lim (token_penalties.mean_penalty k1 0 l) 0 (a * (1 - a) / 2) /\\ 0 < a * (1 - a) / 2",
    "what_reads_no_reference_has_its_policy_gradient":
      "forall (t : trajectories.tree) (l : list (list trajectories.token * list R)) (x : R) (r s : list trajectories.token -> R), sequence_penalties.compared t l -> rewarded_penalties.rewarded x l (fun c : list trajectories.token * list R => r (fst c)) s = trajectory_gradients.policy_gradient x t r s",
    "k1_in_the_reward_has_the_divergence_gradient":
      "forall (t : trajectories.tree) (l : list (list trajectories.token * list R)) (x : R) (s : list trajectories.token -> R), trajectories.policy t -> sequence_penalties.compared t l -> trajectory_gradients.score t x s -> derivable_pt_lim (fun u : R => - divergence (sequence_penalties.pi_now u l) (sequence_penalties.pi_reference l)) x (rewarded_penalties.rewarded x l (sequence_penalties.summed_log_ratio x) s)",
    "k1_in_the_reward_is_unbiased":
      "forall (t : trajectories.tree) (l : list (list trajectories.token * list R)) (x : R), trajectories.policy t -> sequence_penalties.compared t l -> trajectories.total (fun c : list trajectories.token * list R => trajectories.pi x (fst c) * sequence_penalties.summed_log_ratio x c) l = - divergence (sequence_penalties.pi_now x l) (sequence_penalties.pi_reference l)",
    "k1_in_the_reward_is_k2_of_the_sum_in_the_loss":
      "forall (t : trajectories.tree) (l : list (list trajectories.token * list R)) (x : R) (s : list trajectories.token -> R), trajectories.policy t -> sequence_penalties.compared t l -> trajectory_gradients.score t x s -> derivable_pt_lim (sequence_penalties.sequence_penalty k2 x l) x (- rewarded_penalties.rewarded x l (sequence_penalties.summed_log_ratio x) s)",
    "a_reward_and_k1_climb_the_penalized_reward":
      "forall (t : trajectories.tree) (l : list (list trajectories.token * list R)) (x b : R) (r s : list trajectories.token -> R), trajectories.policy t -> sequence_penalties.compared t l -> trajectory_gradients.score t x s -> derivable_pt_lim (fun u : R => trajectories.E u t r - b * divergence (sequence_penalties.pi_now u l) (sequence_penalties.pi_reference l)) x (rewarded_penalties.rewarded x l (fun c : list trajectories.token * list R => r (fst c) + b * sequence_penalties.summed_log_ratio x c) s)",
    "log_probability_and_k1_climb_the_penalized_entropy":
      "forall (t : trajectories.tree) (l : list (list trajectories.token * list R)) (x b : R) (s : list trajectories.token -> R), trajectories.policy t -> sequence_penalties.compared t l -> trajectory_gradients.score t x s -> derivable_pt_lim (fun u : R => - trajectories.completion_entropy u t - b * divergence (sequence_penalties.pi_now u l) (sequence_penalties.pi_reference l)) x (rewarded_penalties.rewarded x l (fun c : list trajectories.token * list R => trajectories.R_traj x (fst c) + b * sequence_penalties.summed_log_ratio x c) s)",
    "token_penalties_lack_what_k1_in_the_reward_teaches":
      "forall p a b : R, 0 < p < 1 -> 0 < a < 1 -> 0 < b < 1 -> a <> b -> let t := token_penalties.two_tokens (token_penalties.moved p) (fun _ : R => a) in let l := token_penalties.against (token_penalties.moved p) (fun _ : R => a) p b in trajectories.policy t /\\ sequence_penalties.compared t l /\\ (exists s : list trajectories.token -> R, trajectory_gradients.score t 0 s /\\ rewarded_penalties.rewarded 0 l (sequence_penalties.summed_log_ratio 0) s = - (p * (1 - p) * divergence [a; 1 - a] [b; 1 - b]) /\\ rewarded_penalties.rewarded 0 l (sequence_penalties.summed_log_ratio 0) s < 0 /\\ derivable_pt_lim (token_penalties.summed_penalty k2 0 l) 0 0 /\\ derivable_pt_lim (token_penalties.summed_penalty k3 0 l) 0 0)",
    "one_token_rewards_teach_nothing":
      "forall (ps : list trajectories.symbol) (x : R) (of : list R -> R) (s : list trajectories.token -> R), trajectories.distribution ps -> trajectory_gradients.score (trajectory_limits.one_token ps) x s -> (forall y : list trajectories.token, In y (trajectories.completions (trajectory_limits.one_token ps)) -> trajectory_gradients.summed x of y = of (trajectories.probabilities x ps)) /\\ trajectory_gradients.policy_gradient x (trajectory_limits.one_token ps) (trajectory_gradients.summed x of) s = 0",
    "a_logit_varies":
      "forall (z : list R) (j : nat) (x : R), trajectories.probabilities x (trajectory_gradients.softened (trajectory_limits.varied z j)) = softmax (logit_gradients.update z j x)",
    "one_token_trajectory_gradient_is_entropy_gradient":
      "forall (z : list R) (j : nat) (s : list trajectories.token -> R), (j < length z)%nat -> trajectory_gradients.score (trajectory_limits.by_logit z j) (nth j z 0) s -> trajectory_gradients.policy_gradient (nth j z 0) (trajectory_limits.by_logit z j) (trajectories.R_traj (nth j z 0)) s = - nth j (entropy_gradient (softmax z)) 0",
    "entropy_gradient_vanishes_only_if_uniform":
      "forall p : list R, (forall x : R, In x p -> 0 < x) -> sum p = 1 -> (forall slope : R, In slope (entropy_gradient p) -> slope = 0) <-> (forall x : R, In x p -> x = 1 / count p)",
    "one_token_trajectory_gradient_vanishes_only_if_uniform":
      "forall (z : list R) (s : nat -> list trajectories.token -> R), z <> [] -> (forall j : nat, (j < length z)%nat -> trajectory_gradients.score (trajectory_limits.by_logit z j) (nth j z 0) (s j)) -> (forall j : nat, (j < length z)%nat -> trajectory_gradients.policy_gradient (nth j z 0) (trajectory_limits.by_logit z j) (trajectories.R_traj (nth j z 0)) (s j) = 0) <-> (forall p : R, In p (softmax z) -> p = 1 / count z)",
    "means_over_tokens_agree_only_at_half":
      "forall a x : R, 0 < a < 1 -> trajectories.E x (trajectory_limits.stop_or_forced a) (trajectory_limits.R_traj_mean x) = a * ln a + (1 - a) * ln (1 - a) / 2 /\\ trajectories.E x (trajectory_limits.stop_or_forced a) (trajectory_limits.R_tok_mean x) = - (entropy [a; 1 - a] * (1 + a) / 2) /\\ (trajectories.E x (trajectory_limits.stop_or_forced a) (trajectory_limits.R_traj_mean x) = trajectories.E x (trajectory_limits.stop_or_forced a) (trajectory_limits.R_tok_mean x) <-> a = 1 / 2)",
    "token_reward_varies_where_trajectory_reward_is_constant":
      "forall x : R, map (trajectories.R_traj x) (trajectories.completions trajectory_limits.even_completions) = [- ln 3; - ln 3; - ln 3] /\\ map (trajectories.R_tok x) (trajectories.completions trajectory_limits.even_completions) = [- entropy [1 / 3; 2 / 3]; - entropy [1 / 3; 2 / 3] - ln 2; - entropy [1 / 3; 2 / 3] - ln 2] /\\ 0 < ln 2",
    "the_vote_is_a_majority":
      "forall (A : Type) (alike : A -> A -> bool) (answers : list (option A)), (exists a : A, In (Some a) answers) -> exists m : A, votes.voted alike answers = Some m /\\ votes.majority alike answers m",
    "majority_is_right_or_differs":
      "forall (A : Type) (alike : A -> A -> bool) (answers : list (option A)) (m gold : A), votes.equivalence alike -> votes.majority alike answers m -> votes.graded alike m answers = votes.graded alike gold answers <-> alike m gold = true",
    "two_equivalences_disagree":
      "exists alike graded_alike : bool -> bool -> bool, votes.equivalence alike /\\ votes.equivalence graded_alike /\\ (let answers := [Some true; Some true; Some false] in votes.majority alike answers true /\\ votes.graded alike true answers = [1; 1; 0] /\\ votes.graded graded_alike true answers = [1; 1; 1])",
    "policies_have_scores":
      "forall x : R, trajectories.policy agreement.coin /\\ trajectory_gradients.score agreement.coin x (fun _ : list trajectories.token => 0) /\\ trajectory_gradients.token_score agreement.coin x (fun _ : trajectories.symbol => 0)",
    "policies_have_references":
      "forall x : R, let tokens := [({| trajectories.label := 0; trajectories.likely := fun _ : R => 1 / 2 |}, 1 / 3); ({| trajectories.label := 1; trajectories.likely := fun _ : R => 1 / 2 |}, 2 / 3)] in penalties.referenced tokens /\\ penalties.outcome_score tokens x (fun _ : trajectories.symbol * R => 0) /\\ sequence_penalties.compared agreement.coin (combine (trajectories.completions agreement.coin) [[1 / 3]; [2 / 3]])",
    "distributions_and_logits_move":
      "forall d x : R, 0 < d < 1 -> saturation.near_vertex d [1 - d / 2; d / 2] /\\ saturation.tends_at_vertices 2 (fun _ : list R => x) x /\\ simplex.simplex [1; 0] /\\ optimum.unique_mode 0 [1; 0] /\\ flows.moves [fun u : R => u] x [1] /\\ temperature.varies [0; 1] /\\ logit_gradients.derivative_by (fun z : list R => nth 0 z 0) [x] 0 1",
    "some_distributions_majorise_others":
      "majorisation.majorises [3 / 4; 1 / 4] [1 / 2; 1 / 2] /\\ majorisation.transfers [3 / 4; 1 / 4] [1 / 2; 1 / 2] /\\ majorisation.rearranged [3 / 4; 1 / 4] [1 / 4; 3 / 4] /\\ ~ majorisation.rearranged [3 / 4; 1 / 4] [1 / 2; 1 / 2]",
    "batches_and_groups_exist":
      "forall x advantage : R, batches.slopes x (fun _ : R -> R => 1) [(advantage, [fun u : R => u])] /\\ alike.over 2 [[[1 / 2; 1 / 2]]; [[1; 0]; [1 / 3; 2 / 3]]]",
  },
}
