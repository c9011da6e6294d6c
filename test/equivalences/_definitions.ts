// What theorems speak of, as the prover prints it. Kept by hand, like the statements: a definition that changes changes what is
// proved. The formulas among them are tied to the code as well.

/** Each definition of proofs/*.v, by file and name. */
export const definitions: Readonly<Record<string, string>> = {
  "formula.sum": "sum = fun v : list R => fold_right Rplus 0 v : list R -> R",
  "formula.count": "count = fun v : list R => INR (length v) : list R -> R",
  "formula.zip":
    "zip = fix zip (f : R -> R -> R) (v w : list R) {struct v} : list R := match v with | [] => [] | x :: v' => match w with | [] => [] | y :: w' => f x y :: zip f v' w' end end : (R -> R -> R) -> list R -> list R -> list R",
  "formula.mean": "mean = fun v : list R => sum v / count v : list R -> R",
  "formula.softmax": "softmax = fun z : list R => map (fun x : R => exp x / sum (map exp z)) z : list R -> list R",
  "formula.log_sum_exp": "log_sum_exp = fun z : list R => ln (sum (map exp z)) : list R -> R",
  "formula.entropy": "entropy = fun p : list R => - sum (map (fun x : R => x * ln x) p) : list R -> R",
  "formula.divergence":
    "divergence = fun p q : list R => sum (zip (fun x y : R => x * (ln x - ln y)) p q) : list R -> list R -> R",
  "formula.uniform_divergence":
    "uniform_divergence = fun p : list R => sum (map (fun x : R => x * (ln x - ln (1 / count p))) p) : list R -> R",
  "formula.self_certainty":
    "self_certainty = fun p : list R => sum (map (fun x : R => 1 / count p * (ln (1 / count p) - ln x)) p) : list R -> R",
  "formula.self_certainty_of_logits":
    "self_certainty_of_logits = fun z : list R => log_sum_exp z - mean z - ln (count z) : list R -> R",
  "formula.entropy_gradient":
    "entropy_gradient = fun p : list R => map (fun x : R => - (x * (ln x + entropy p))) p : list R -> list R",
  "formula.self_certainty_gradient":
    "self_certainty_gradient = fun p : list R => map (fun x : R => x - 1 / count p) p : list R -> list R",
  "formula.logprob_gradient":
    "logprob_gradient = fun chosen p : list R => zip (fun is x : R => is - x) chosen p : list R -> list R -> list R",
  "formula.trajectory_sum": "trajectory_sum = fun logprobs : list R => sum logprobs : list R -> R",
  "formula.trajectory_mean": "trajectory_mean = fun logprobs : list R => mean logprobs : list R -> R",
  "formula.token_sum": "token_sum = fun entropies : list R => - sum entropies : list R -> R",
  "formula.token_mean": "token_mean = fun entropies : list R => - mean entropies : list R -> R",
  "formula.variance":
    "variance = fun v : list R => sum (map (fun x : R => (x - mean v) * (x - mean v)) v) / (count v - 1) : list R -> R",
  "formula.standard_deviation": "standard_deviation = fun v : list R => sqrt (variance v) : list R -> R",
  "formula.centered": "centered = fun r : list R => map (fun x : R => x - mean r) r : list R -> list R",
  "formula.standardized":
    "standardized = fun (r : list R) (eps : R) => map (fun x : R => (x - mean r) / (standard_deviation r + eps)) r : list R -> R -> list R",
  "formula.leave_one_out":
    "leave_one_out = fun r : list R => map (fun x : R => x - (sum r - x) / (count r - 1)) r : list R -> list R",
  "formula.cluster_frequency": "cluster_frequency = fun same : list R => sum same / count same : list R -> R",
  "formula.collision": "collision = fun p : list R => sum (map (fun x : R => x * x) p) : list R -> R",
  "formula.k1": "k1 = fun d : R => - d : R -> R",
  "formula.k2": "k2 = fun d : R => d * d / 2 : R -> R",
  "formula.k3": "k3 = fun d : R => exp d - d - 1 : R -> R",
  "formula.clipped_ratio":
    "clipped_ratio = fun low high ratio : R => Rmin (Rmax ratio (1 - low)) (1 + high) : R -> R -> R -> R",
  "formula.clipped_surrogate":
    "clipped_surrogate = fun low high ratio advantage : R => - Rmin (ratio * advantage) (clipped_ratio low high ratio * advantage) : R -> R -> R -> R -> R",
  "formula.dual_clipped_surrogate":
    "dual_clipped_surrogate = fun low high cap ratio advantage : R => if Rle_dec 0 advantage then clipped_surrogate low high ratio advantage else Rmin (clipped_surrogate low high ratio advantage) (- (cap * advantage)) : R -> R -> R -> R -> R -> R",
  "formula.sequence_ratio":
    "sequence_ratio = fun now old : list R => exp (mean (zip (fun x y : R => x - y) now old)) : list R -> list R -> R",
  "formula.sequence_surrogate":
    "sequence_surrogate = fun (low high : R) (now old : list R) (advantage : R) => clipped_surrogate low high (sequence_ratio now old) advantage : R -> R -> list R -> list R -> R -> R",
  "formula.token_mean_loss":
    "token_mean_loss = fun losses : list (list R) => sum (map sum losses) / sum (map count losses) : list (list R) -> R",
  "formula.sequence_mean_loss":
    "sequence_mean_loss = fun losses : list (list R) => mean (map mean losses) : list (list R) -> R",
  "formula.sequence_sum_loss":
    "sequence_sum_loss = fun losses : list (list R) => mean (map sum losses) : list (list R) -> R",
  "formula.fixed_length_loss":
    "fixed_length_loss = fun (most : R) (losses : list (list R)) => sum (map sum losses) / (count (map sum losses) * most) : R -> list (list R) -> R",
  "formula.mixture":
    "mixture = fun (x y : list R) (a : R) => zip (fun one other : R => (1 - a) * one + a * other) x y : list R -> list R -> R -> list R",
  "affine.affine":
    "affine.affine = fun (a b : R) (r : list R) => map (fun x : R => a * x + b) r : R -> R -> list R -> list R",
  "trajectories.symbol": "Record symbol : Set := labelled { label : nat; likely : R -> R }.",
  "trajectories.tree":
    "Inductive tree : Set := stop : trajectories.tree | next : list (trajectories.symbol * trajectories.tree) -> trajectories.tree.",
  "trajectories.token":
    "Record token : Set := Build_token { drawn : trajectories.symbol; from : list trajectories.symbol }.",
  "trajectories.said":
    "trajectories.said = fun y : list trajectories.token => map (fun k : trajectories.token => trajectories.label (trajectories.drawn k)) y : list trajectories.token -> list nat",
  "trajectories.completions":
    "trajectories.completions = fix completions (t : trajectories.tree) : list (list trajectories.token) := match t with | trajectories.stop => [[]] | trajectories.next b => flat_map (fun e : trajectories.symbol * trajectories.tree => map (cons {| trajectories.drawn := fst e; trajectories.from := map fst b |}) (completions (snd e))) b end : trajectories.tree -> list (list trajectories.token)",
  "trajectories.probabilities":
    "trajectories.probabilities = fun (x : R) (ps : list trajectories.symbol) => map (fun p : trajectories.symbol => trajectories.likely p x) ps : R -> list trajectories.symbol -> list R",
  "trajectories.pi":
    "trajectories.pi = fun (x : R) (y : list trajectories.token) => fold_right Rmult 1 (map (fun k : trajectories.token => trajectories.likely (trajectories.drawn k) x) y) : R -> list trajectories.token -> R",
  "trajectories.total":
    "trajectories.total = fun (A : Type) (f : A -> R) (l : list A) => sum (map f l) : forall A : Type, (A -> R) -> list A -> R",
  "trajectories.E":
    "trajectories.E = fun (x : R) (t : trajectories.tree) (f : list trajectories.token -> R) => trajectories.total (fun y : list trajectories.token => trajectories.pi x y * f y) (trajectories.completions t) : R -> trajectories.tree -> (list trajectories.token -> R) -> R",
  "trajectories.nodes":
    "trajectories.nodes = fix nodes (t : trajectories.tree) : list (list trajectories.symbol) := match t with | trajectories.stop => [] | trajectories.next b => map fst b :: flat_map (fun e : trajectories.symbol * trajectories.tree => nodes (snd e)) b end : trajectories.tree -> list (list trajectories.symbol)",
  "trajectories.distribution":
    "trajectories.distribution = fun ps : list trajectories.symbol => forall x : R, (forall p : trajectories.symbol, In p ps -> 0 < trajectories.likely p x) /\\ sum (trajectories.probabilities x ps) = 1 : list trajectories.symbol -> Prop",
  "trajectories.policy":
    "trajectories.policy = fun t : trajectories.tree => Forall trajectories.distribution (trajectories.nodes t) : trajectories.tree -> Prop",
  "trajectories.logprobs":
    "trajectories.logprobs = fun (x : R) (y : list trajectories.token) => map (fun k : trajectories.token => ln (trajectories.likely (trajectories.drawn k) x)) y : R -> list trajectories.token -> list R",
  "trajectories.entropies":
    "trajectories.entropies = fun (x : R) (y : list trajectories.token) => map (fun k : trajectories.token => entropy (trajectories.probabilities x (trajectories.from k))) y : R -> list trajectories.token -> list R",
  "trajectories.R_traj":
    "trajectories.R_traj = fun (x : R) (y : list trajectories.token) => trajectory_sum (trajectories.logprobs x y) : R -> list trajectories.token -> R",
  "trajectories.R_tok":
    "trajectories.R_tok = fun (x : R) (y : list trajectories.token) => token_sum (trajectories.entropies x y) : R -> list trajectories.token -> R",
  "trajectories.completion_entropy":
    "trajectories.completion_entropy = fun (x : R) (t : trajectories.tree) => entropy (map (trajectories.pi x) (trajectories.completions t)) : R -> trajectories.tree -> R",
  "trajectory_gradients.score":
    "trajectory_gradients.score = fun (t : trajectories.tree) (x : R) (s : list trajectories.token -> R) => forall y : list trajectories.token, In y (trajectories.completions t) -> derivable_pt_lim (fun u : R => ln (trajectories.pi u y)) x (s y) : trajectories.tree -> R -> (list trajectories.token -> R) -> Prop",
  "trajectory_gradients.policy_gradient":
    "trajectory_gradients.policy_gradient = fun (x : R) (t : trajectories.tree) (r s : list trajectories.token -> R) => trajectories.E x t (fun y : list trajectories.token => r y * s y) : R -> trajectories.tree -> (list trajectories.token -> R) -> (list trajectories.token -> R) -> R",
  "trajectory_gradients.token_score":
    "trajectory_gradients.token_score = fun (t : trajectories.tree) (x : R) (s : trajectories.symbol -> R) => forall (ps : list trajectories.symbol) (p : trajectories.symbol), In ps (trajectories.nodes t) -> In p ps -> derivable_pt_lim (fun u : R => ln (trajectories.likely p u)) x (s p) : trajectories.tree -> R -> (trajectories.symbol -> R) -> Prop",
  "trajectory_gradients.summed":
    "trajectory_gradients.summed = fun (x : R) (of : list R -> R) (y : list trajectories.token) => trajectories.total (fun k : trajectories.token => of (trajectories.probabilities x (trajectories.from k))) y : R -> (list R -> R) -> list trajectories.token -> R",
  "trajectory_gradients.credited":
    "trajectory_gradients.credited = fix credited (x : R) (of : list R -> R) (s : trajectories.symbol -> R) (y : list trajectories.token) {struct y} : R := match y with | [] => 0 | k :: later => s (trajectories.drawn k) * trajectory_gradients.summed x of later + credited x of s later end : R -> (list R -> R) -> (trajectories.symbol -> R) -> list trajectories.token -> R",
  "trajectory_gradients.numbered":
    "trajectory_gradients.numbered = fun (A : Type) (z : list A) => combine (seq 0 (length z)) z : forall A : Type, list A -> list (nat * A)",
  "trajectory_gradients.softened":
    "trajectory_gradients.softened = fun z : list (R -> R) => map (fun f : nat * (R -> R) => {| trajectories.label := fst f; trajectories.likely := fun u : R => exp (snd f u) / trajectories.total (fun g : R -> R => exp (g u)) z |}) (trajectory_gradients.numbered z) : list (R -> R) -> list trajectories.symbol",
  "draws.draws":
    "draws.draws = fix draws (x : R) (t : trajectories.tree) (n : nat) (f : list (list trajectories.token) -> R) {struct n} : R := match n with | 0%nat => f [] | S m => trajectories.E x t (fun y : list trajectories.token => draws x t m (fun g : list (list trajectories.token) => f (y :: g))) end : R -> trajectories.tree -> nat -> (list (list trajectories.token) -> R) -> R",
  "draws.group_gradient":
    "draws.group_gradient = fun (x : R) (t : trajectories.tree) (n : nat) (advantages : list (list trajectories.token) -> list R) (s : list trajectories.token -> R) => draws.draws x t n (fun g : list (list trajectories.token) => mean (zip Rmult (advantages g) (map s g))) : R -> trajectories.tree -> nat -> (list (list trajectories.token) -> list R) -> (list trajectories.token -> R) -> R",
  "agreement.P":
    "agreement.P = fun (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list trajectories.token -> A) (x : R) (t : trajectories.tree) (a : A) => trajectories.E x t (fun y : list trajectories.token => if same (answer y) a then 1 else 0) : forall A : Type, (forall a b : A, {a = b} + {a <> b}) -> (list trajectories.token -> A) -> R -> trajectories.tree -> A -> R",
  "agreement.agreement":
    "agreement.agreement = fun (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list trajectories.token -> A) (x : R) (t : trajectories.tree) => collision (map (agreement.P same answer x t) (nodup same (map answer (trajectories.completions t)))) : forall A : Type, (forall a b : A, {a = b} + {a <> b}) -> (list trajectories.token -> A) -> R -> trajectories.tree -> R",
  "agreement.coin":
    "agreement.coin = trajectories.next [({| trajectories.label := 0; trajectories.likely := fun _ : R => 1 / 2 |}, trajectories.stop); ({| trajectories.label := 1; trajectories.likely := fun _ : R => 1 / 2 |}, trajectories.stop)] : trajectories.tree",
  "logit_gradients.update":
    "logit_gradients.update = fix update (z : list R) (j : nat) (x : R) {struct z} : list R := match z with | [] => [] | y :: z' => match j with | 0%nat => x :: z' | S j' => y :: update z' j' x end end : list R -> nat -> R -> list R",
  "logit_gradients.derivative_by":
    "logit_gradients.derivative_by = fun (f : list R -> R) (z : list R) (j : nat) (l : R) => derivable_pt_lim (fun x : R => f (logit_gradients.update z j x)) (nth j z 0) l : (list R -> R) -> list R -> nat -> R -> Prop",
  "logit_gradients.one_hot":
    "logit_gradients.one_hot = fun (i : nat) (z : list R) => map (fun k : nat => if i =? k then 1 else 0) (seq 0 (length z)) : nat -> list R -> list R",
  "alignment.inner": "alignment.inner = fun v w : list R => sum (zip Rmult v w) : list R -> list R -> R",
  "alignment.negative": "alignment.negative = fun v : list R => map Ropp v : list R -> list R",
  "alignment.expected":
    "alignment.expected = fun (p : list R) (f : R -> R) => sum (map (fun x : R => x * f x) p) : list R -> (R -> R) -> R",
  "alignment.covariance":
    "alignment.covariance = fun (p : list R) (f g : R -> R) => alignment.expected p (fun x : R => (f x - alignment.expected p f) * (g x - alignment.expected p g)) : list R -> (R -> R) -> (R -> R) -> R",
  "alignment.fisher":
    "alignment.fisher = fun p w : list R => zip (fun x y : R => x * (y - alignment.inner p w)) p w : list R -> list R -> list R",
  "disagreement.first": "disagreement.first = [2 / 3; 1 / 4; 1 / 12] : list R",
  "disagreement.second": "disagreement.second = [1 / 2; 4 / 9; 1 / 18] : list R",
  "groups.votes":
    "groups.votes = fun (A : Type) (same : forall x y : A, {x = y} + {x <> y}) (a : A) (answers : list A) => map (fun x : A => if same x a then 1 else 0) answers : forall A : Type, (forall x y : A, {x = y} + {x <> y}) -> A -> list A -> list R",
  "frequencies.frequencies":
    "frequencies.frequencies = fun (A : Type) (same : forall x y : A, {x = y} + {x <> y}) (answers : list A) => map (fun a : A => cluster_frequency (groups.votes same a answers)) answers : forall A : Type, (forall x y : A, {x = y} + {x <> y}) -> list A -> list R",
  "saturation.norm": "saturation.norm = fun v : list R => sqrt (alignment.inner v v) : list R -> R",
  "saturation.near_vertex":
    "saturation.near_vertex = fun (d : R) (p : list R) => (forall x : R, In x p -> 0 < x) /\\ sum p = 1 /\\ (exists x : R, In x p /\\ 1 - d < x) : R -> list R -> Prop",
  "saturation.tends_at_vertices":
    "saturation.tends_at_vertices = fun (V : nat) (f : list R -> R) (l : R) => forall eps : R, 0 < eps -> exists d : R, 0 < d /\\ (forall p : list R, length p = V -> saturation.near_vertex d p -> Rabs (f p - l) < eps) : nat -> (list R -> R) -> R -> Prop",
  "collapse.peak": "collapse.peak = fun (t : R) (n : nat) => t :: repeat 0 n : R -> nat -> list R",
  "flows.logits":
    "flows.logits = fun (z : list (R -> R)) (u : R) => map (fun f : R -> R => f u) z : list (R -> R) -> R -> list R",
  "flows.moves":
    "flows.moves = fun (z : list (R -> R)) (u : R) (w : list R) => Forall2 (fun (f : R -> R) (v : R) => derivable_pt_lim f u v) z w : list (R -> R) -> R -> list R -> Prop",
  "temperature.scaled": "temperature.scaled = fun (b : R) (z : list R) => map (Rmult b) z : R -> list R -> list R",
  "temperature.varies":
    "temperature.varies = fun z : list R => exists x y : R, In x z /\\ In y z /\\ x <> y : list R -> Prop",
  "temperature.share":
    "temperature.share = fun (b : R) (z : list R) (x : R) => exp (b * x) / sum (map exp (temperature.scaled b z)) : R -> list R -> R -> R",
  "temperature.average":
    "temperature.average = fun (b : R) (z : list R) (f : R -> R) => sum (map (fun x : R => temperature.share b z x * f x) z) : R -> list R -> (R -> R) -> R",
  "temperature.normaliser":
    "temperature.normaliser = fun (b : R) (z : list R) => log_sum_exp (temperature.scaled b z) : R -> list R -> R",
  "temperature.gap":
    "temperature.gap = fun (f g : R -> R) (z : list R) => sum (map (fun x : R => f x * (ln (f x) - ln (g x))) z) : (R -> R) -> (R -> R) -> list R -> R",
  "majorisation.rearranged":
    "majorisation.rearranged = fun v w : list R => forall f : R -> R, sum (map f v) = sum (map f w) : list R -> list R -> Prop",
  "majorisation.falling":
    "majorisation.falling = fix falling (v : list R) : Prop := match v with | [] => True | x :: v' => (forall y : R, In y v' -> y <= x) /\\ falling v' end : list R -> Prop",
  "majorisation.majorises":
    "majorisation.majorises = fun p q : list R => exists p' q' : list R, majorisation.rearranged p p' /\\ majorisation.rearranged q q' /\\ majorisation.falling p' /\\ majorisation.falling q' /\\ length p' = length q' /\\ sum p' = sum q' /\\ (forall k : nat, sum (firstn k q') <= sum (firstn k p')) : list R -> list R -> Prop",
  "majorisation.transfer":
    "Inductive transfer (p q : list R) : Prop := moves : forall (x y d : R) (rest : list R), 0 <= d <= x - y -> majorisation.rearranged p (x :: y :: rest) -> majorisation.rearranged q (x - d :: y + d :: rest) -> majorisation.transfer p q.",
  "majorisation.transfers":
    "Inductive transfers (p : list R) : list R -> Prop := no_transfer : majorisation.transfers p p | one_more : forall q r : list R, majorisation.transfers p q -> majorisation.transfer q r -> majorisation.transfers p r.",
  "majorisation.weighted": "majorisation.weighted = fun x : R => x * ln x : R -> R",
  "majorisation.negative_log": "majorisation.negative_log = fun x : R => - ln x : R -> R",
  "simplex.simplex":
    "simplex.simplex = fun p : list R => (forall x : R, In x p -> 0 <= x) /\\ sum p = 1 : list R -> Prop",
  "optimum.J":
    "optimum.J = fun (b : R) (p r : list R) => - entropy p - b * divergence p r : R -> list R -> list R -> R",
  "optimum.sharpened":
    "optimum.sharpened = fun (a : R) (r : list R) => map (fun y : R => Rpower y a / sum (map (fun x : R => Rpower x a) r)) r : R -> list R -> list R",
  "optimum.unique_mode":
    "optimum.unique_mode = fun (i : nat) (r : list R) => (i < length r)%nat /\\ (forall j : nat, (j < length r)%nat -> j <> i -> nth j r 0 < nth i r 0) : nat -> list R -> Prop",
  "optimum.loss": "optimum.loss = fun b c x y : R => x * (c - (1 - b) * ln x - b * ln y) : R -> R -> R -> R -> R",
  "order.bent": "order.bent = fun b s t x : R => t * Rmax (x - b) 0 - s * Rmax (b - x) 0 : R -> R -> R -> R -> R",
  "order.above":
    "order.above = fun (b : R) (r : list R) => sum (map (fun x : R => Rmax (x - b) 0) r) : R -> list R -> R",
  "order.below":
    "order.below = fun (b : R) (r : list R) => sum (map (fun x : R => Rmax (b - x) 0) r) : R -> list R -> R",
  "order.advantage": "order.advantage = fun (i : nat) (r : list R) => nth i (standardized r 0) 0 : nat -> list R -> R",
  "padding.padded":
    "padding.padded = fun (v : list R) (x : R) (k : nat) => v ++ repeat x k : list R -> R -> nat -> list R",
  "penalties.now":
    "penalties.now = fun (u : R) (l : list (trajectories.symbol * R)) => trajectories.probabilities u (map fst l) : R -> list (trajectories.symbol * R) -> list R",
  "penalties.reference":
    "penalties.reference = fun l : list (trajectories.symbol * R) => map snd l : list (trajectories.symbol * R) -> list R",
  "penalties.referenced":
    "penalties.referenced = fun l : list (trajectories.symbol * R) => trajectories.distribution (map fst l) /\\ (forall r : R, In r (penalties.reference l) -> 0 < r) : list (trajectories.symbol * R) -> Prop",
  "penalties.log_ratio":
    "penalties.log_ratio = fun (u : R) (e : trajectories.symbol * R) => ln (snd e) - ln (trajectories.likely (fst e) u) : R -> trajectories.symbol * R -> R",
  "penalties.penalty":
    "penalties.penalty = fun (k : R -> R) (x : R) (l : list (trajectories.symbol * R)) (u : R) => trajectories.total (fun e : trajectories.symbol * R => trajectories.likely (fst e) x * k (penalties.log_ratio u e)) l : (R -> R) -> R -> list (trajectories.symbol * R) -> R -> R",
  "penalties.outcome_score":
    "penalties.outcome_score = fun (l : list (trajectories.symbol * R)) (x : R) (s : trajectories.symbol * R -> R) => forall e : trajectories.symbol * R, In e l -> derivable_pt_lim (fun u : R => ln (trajectories.likely (fst e) u)) x (s e) : list (trajectories.symbol * R) -> R -> (trajectories.symbol * R -> R) -> Prop",
  "rare_tokens.penalized":
    "rare_tokens.penalized = fun (b : R) (p r : list R) => self_certainty p - b * divergence r p : R -> list R -> list R -> R",
  "rare_tokens.balanced":
    "rare_tokens.balanced = fun (b : R) (r : list R) => map (fun y : R => (b * y - 1 / count r) / (b - 1)) r : R -> list R -> list R",
  "rare_tokens.others":
    "rare_tokens.others = fun (z : list R) (j : nat) => firstn j z ++ skipn (S j) z : list R -> nat -> list R",
  "sequence_penalties.compared":
    "sequence_penalties.compared = fun (t : trajectories.tree) (l : list (list trajectories.token * list R)) => map fst l = trajectories.completions t /\\ (forall (y : list trajectories.token) (r : list R), In (y, r) l -> length r = length y /\\ (forall q : R, In q r -> 0 < q)) : trajectories.tree -> list (list trajectories.token * list R) -> Prop",
  "sequence_penalties.product": "sequence_penalties.product = fun v : list R => fold_right Rmult 1 v : list R -> R",
  "sequence_penalties.pi_now":
    "sequence_penalties.pi_now = fun (u : R) (l : list (list trajectories.token * list R)) => map (fun c : list trajectories.token * list R => trajectories.pi u (fst c)) l : R -> list (list trajectories.token * list R) -> list R",
  "sequence_penalties.pi_reference":
    "sequence_penalties.pi_reference = fun l : list (list trajectories.token * list R) => map (fun c : list trajectories.token * list R => sequence_penalties.product (snd c)) l : list (list trajectories.token * list R) -> list R",
  "sequence_penalties.summed_log_ratio":
    "sequence_penalties.summed_log_ratio = fun (u : R) (c : list trajectories.token * list R) => sum (zip (fun r p : R => ln r - ln p) (snd c) (trajectories.probabilities u (map trajectories.drawn (fst c)))) : R -> list trajectories.token * list R -> R",
  "sequence_penalties.sequence_penalty":
    "sequence_penalties.sequence_penalty = fun (k : R -> R) (x : R) (l : list (list trajectories.token * list R)) (u : R) => trajectories.total (fun c : list trajectories.token * list R => trajectories.pi x (fst c) * k (sequence_penalties.summed_log_ratio u c)) l : (R -> R) -> R -> list (list trajectories.token * list R) -> R -> R",
  "token_penalties.token_penalties":
    "token_penalties.token_penalties = fun (k : R -> R) (u : R) (c : list trajectories.token * list R) => zip (fun r p : R => k (ln r - ln p)) (snd c) (trajectories.probabilities u (map trajectories.drawn (fst c))) : (R -> R) -> R -> list trajectories.token * list R -> list R",
  "token_penalties.summed_penalty":
    "token_penalties.summed_penalty = fun (k : R -> R) (x : R) (l : list (list trajectories.token * list R)) (u : R) => trajectories.total (fun c : list trajectories.token * list R => trajectories.pi x (fst c) * sum (token_penalties.token_penalties k u c)) l : (R -> R) -> R -> list (list trajectories.token * list R) -> R -> R",
  "token_penalties.mean_penalty":
    "token_penalties.mean_penalty = fun (k : R -> R) (x : R) (l : list (list trajectories.token * list R)) (u : R) => trajectories.total (fun c : list trajectories.token * list R => trajectories.pi x (fst c) * mean (token_penalties.token_penalties k u c)) l : (R -> R) -> R -> list (list trajectories.token * list R) -> R -> R",
  "token_penalties.moved": "token_penalties.moved = fun p u : R => p * exp u / (p * exp u + (1 - p)) : R -> R -> R",
  "token_penalties.two_tokens":
    "token_penalties.two_tokens = fun q c : R -> R => trajectories.next [({| trajectories.label := 0; trajectories.likely := q |}, trajectories.next [({| trajectories.label := 0; trajectories.likely := c |}, trajectories.stop); ({| trajectories.label := 1; trajectories.likely := fun u : R => 1 - c u |}, trajectories.stop)]); ({| trajectories.label := 1; trajectories.likely := fun u : R => 1 - q u |}, trajectories.stop)] : (R -> R) -> (R -> R) -> trajectories.tree",
  "token_penalties.against":
    "token_penalties.against = fun (q c : R -> R) (r b : R) => combine (trajectories.completions (token_penalties.two_tokens q c)) [[r; b]; [r; 1 - b]; [1 - r]] : (R -> R) -> (R -> R) -> R -> R -> list (list trajectories.token * list R)",
  "token_penalties.stop_or_forced":
    "token_penalties.stop_or_forced = fun q : R -> R => trajectories.next [({| trajectories.label := 0; trajectories.likely := q |}, trajectories.stop); ({| trajectories.label := 1; trajectories.likely := fun u : R => 1 - q u |}, trajectories.next [({| trajectories.label := 0; trajectories.likely := fun _ : R => 1 |}, trajectories.stop)])] : (R -> R) -> trajectories.tree",
  "rewarded_penalties.rewarded":
    "rewarded_penalties.rewarded = fun (x : R) (l : list (list trajectories.token * list R)) (r : list trajectories.token * list R -> R) (s : list trajectories.token -> R) => trajectories.total (fun c : list trajectories.token * list R => trajectories.pi x (fst c) * (r c * s (fst c))) l : R -> list (list trajectories.token * list R) -> (list trajectories.token * list R -> R) -> (list trajectories.token -> R) -> R",
  "trajectory_limits.one_token":
    "trajectory_limits.one_token = fun ps : list trajectories.symbol => trajectories.next (map (fun p : trajectories.symbol => (p, trajectories.stop)) ps) : list trajectories.symbol -> trajectories.tree",
  "trajectory_limits.varied":
    "trajectory_limits.varied = fun (z : list R) (j : nat) => map (fun (k : nat) (x : R) => nth k (logit_gradients.update z j x) 0) (seq 0 (length z)) : list R -> nat -> list (R -> R)",
  "trajectory_limits.by_logit":
    "trajectory_limits.by_logit = fun (z : list R) (j : nat) => trajectory_limits.one_token (trajectory_gradients.softened (trajectory_limits.varied z j)) : list R -> nat -> trajectories.tree",
  "trajectory_limits.R_traj_mean":
    "trajectory_limits.R_traj_mean = fun (x : R) (y : list trajectories.token) => trajectory_mean (trajectories.logprobs x y) : R -> list trajectories.token -> R",
  "trajectory_limits.R_tok_mean":
    "trajectory_limits.R_tok_mean = fun (x : R) (y : list trajectories.token) => token_mean (trajectories.entropies x y) : R -> list trajectories.token -> R",
  "trajectory_limits.stop_or_forced":
    "trajectory_limits.stop_or_forced = fun a : R => trajectories.next [({| trajectories.label := 0; trajectories.likely := fun _ : R => a |}, trajectories.stop); ({| trajectories.label := 1; trajectories.likely := fun _ : R => 1 - a |}, trajectories.next [({| trajectories.label := 0; trajectories.likely := fun _ : R => 1 |}, trajectories.stop)])] : R -> trajectories.tree",
  "trajectory_limits.even_completions":
    "trajectory_limits.even_completions = trajectories.next [({| trajectories.label := 0; trajectories.likely := fun _ : R => 1 / 3 |}, trajectories.stop); ({| trajectories.label := 1; trajectories.likely := fun _ : R => 2 / 3 |}, trajectories.next [({| trajectories.label := 0; trajectories.likely := fun _ : R => 1 / 2 |}, trajectories.stop); ({| trajectories.label := 1; trajectories.likely := fun _ : R => 1 / 2 |}, trajectories.stop)])] : trajectories.tree",
  "votes.equivalence":
    "votes.equivalence = fun (A : Type) (alike : A -> A -> bool) => (forall a : A, alike a a = true) /\\ (forall a b : A, alike a b = true -> alike b a = true) /\\ (forall a b c : A, alike a b = true -> alike b c = true -> alike a c = true) : forall A : Type, (A -> A -> bool) -> Prop",
  "votes.graded":
    "votes.graded = fun (A : Type) (alike : A -> A -> bool) (a : A) (answers : list (option A)) => map (fun given : option A => match given with | Some b => if alike a b then 1 else 0 | None => 0 end) answers : forall A : Type, (A -> A -> bool) -> A -> list (option A) -> list R",
  "votes.majority":
    "votes.majority = fun (A : Type) (alike : A -> A -> bool) (answers : list (option A)) (m : A) => In (Some m) answers /\\ (forall b : A, In (Some b) answers -> sum (votes.graded alike b answers) <= sum (votes.graded alike m answers)) : forall A : Type, (A -> A -> bool) -> list (option A) -> A -> Prop",
  "votes.first_of_most":
    "votes.first_of_most = fix first_of_most (A : Type) (votes : A -> R) (answers : list (option A)) {struct answers} : option A := match answers with | [] => None | Some a :: later => match first_of_most A votes later with | Some b => if Rle_dec (votes b) (votes a) then Some a else Some b | None => Some a end | None :: later => first_of_most A votes later end : forall A : Type, (A -> R) -> list (option A) -> option A",
  "votes.voted":
    "votes.voted = fun (A : Type) (alike : A -> A -> bool) (answers : list (option A)) => votes.first_of_most (fun a : A => sum (votes.graded alike a answers)) answers : forall A : Type, (A -> A -> bool) -> list (option A) -> option A",
  "alike.over":
    "alike.over = fun (V : R) (group : list (list (list R))) => forall y : list (list R), In y group -> y <> [] /\\ (forall p : list R, In p y -> sum p = 1 /\\ count p = V) : R -> list (list (list R)) -> Prop",
  "disagreement.beside":
    "disagreement.beside = fun (n : nat) (p : list R) => map (fun x : R => 3 / (3 + INR n) * x) p ++ repeat (1 / (3 + INR n)) n : nat -> list R -> list R",
  "batches.completion": "batches.completion = (R * list (R -> R))%type : Type",
  "batches.slopes":
    "batches.slopes = fun (x : R) (slope : (R -> R) -> R) (batch : list batches.completion) => forall (c : batches.completion) (logprob : R -> R), In c batch -> In logprob (snd c) -> derivable_pt_lim logprob x (slope logprob) : R -> ((R -> R) -> R) -> list batches.completion -> Prop",
  "batches.reinforce": "batches.reinforce = fun advantage _ now : R => - (advantage * now) : R -> R -> R -> R",
  "batches.clipped":
    "batches.clipped = fun low high advantage old now : R => clipped_surrogate low high (exp (now - old)) advantage : R -> R -> R -> R -> R -> R",
  "batches.dual_clipped":
    "batches.dual_clipped = fun low high cap advantage old now : R => dual_clipped_surrogate low high cap (exp (now - old)) advantage : R -> R -> R -> R -> R -> R -> R",
  "batches.cispo":
    "batches.cispo = fun low high advantage old now : R => - (clipped_ratio low high (exp (old - old)) * advantage * now) : R -> R -> R -> R -> R -> R",
  "batches.cispo_capped":
    "batches.cispo_capped = fun cap advantage old now : R => - (Rmin (exp (old - old)) cap * advantage * now) : R -> R -> R -> R -> R",
  "batches.token_losses":
    "batches.token_losses = fun (loss : R -> R -> R -> R) (x u : R) (batch : list batches.completion) => map (fun c : R * list (R -> R) => map (fun logprob : R -> R => loss (fst c) (logprob x) (logprob u)) (snd c)) batch : (R -> R -> R -> R) -> R -> R -> list batches.completion -> list (list R)",
  "batches.sequence_losses":
    "batches.sequence_losses = fun (low high x u : R) (batch : list batches.completion) => map (fun c : R * list (R -> R) => map (fun _ : R -> R => sequence_surrogate low high (map (fun logprob : R -> R => logprob u) (snd c)) (map (fun logprob : R -> R => logprob x) (snd c)) (fst c)) (snd c)) batch : R -> R -> R -> R -> list batches.completion -> list (list R)",
  "batches.reinforced":
    "batches.reinforced = fun (slope : (R -> R) -> R) (batch : list batches.completion) => map (fun c : R * list (R -> R) => map (fun logprob : R -> R => - (fst c * slope logprob)) (snd c)) batch : ((R -> R) -> R) -> list batches.completion -> list (list R)",
  "mixtures.down":
    "mixtures.down = fun c : R => 1 - c + c ^ 2 / 2 - c ^ 3 / 6 + c ^ 4 / 24 - c ^ 5 / 120 + c ^ 6 / 720 : R -> R",
  "mixtures.x": "mixtures.x = exp (- (3 / 2)) : R",
}

/** Theorems that give examples of the properties among them. */
export const witnesses: Readonly<Record<string, string>> = {
  policies_have_scores:
    "forall x : R, trajectories.policy agreement.coin /\\ trajectory_gradients.score agreement.coin x (fun _ : list trajectories.token => 0) /\\ trajectory_gradients.token_score agreement.coin x (fun _ : trajectories.symbol => 0)",
  policies_have_references:
    "forall x : R, let tokens := [({| trajectories.label := 0; trajectories.likely := fun _ : R => 1 / 2 |}, 1 / 3); ({| trajectories.label := 1; trajectories.likely := fun _ : R => 1 / 2 |}, 2 / 3)] in penalties.referenced tokens /\\ penalties.outcome_score tokens x (fun _ : trajectories.symbol * R => 0) /\\ sequence_penalties.compared agreement.coin (combine (trajectories.completions agreement.coin) [[1 / 3]; [2 / 3]])",
  distributions_and_logits_move:
    "forall d x : R, 0 < d < 1 -> saturation.near_vertex d [1 - d / 2; d / 2] /\\ saturation.tends_at_vertices 2 (fun _ : list R => x) x /\\ simplex.simplex [1; 0] /\\ optimum.unique_mode 0 [1; 0] /\\ flows.moves [fun u : R => u] x [1] /\\ temperature.varies [0; 1] /\\ logit_gradients.derivative_by (fun z : list R => nth 0 z 0) [x] 0 1",
  some_distributions_majorise_others:
    "majorisation.majorises [3 / 4; 1 / 4] [1 / 2; 1 / 2] /\\ majorisation.transfers [3 / 4; 1 / 4] [1 / 2; 1 / 2] /\\ majorisation.rearranged [3 / 4; 1 / 4] [1 / 4; 3 / 4] /\\ ~ majorisation.rearranged [3 / 4; 1 / 4] [1 / 2; 1 / 2]",
  two_equivalences_disagree:
    "exists alike graded_alike : bool -> bool -> bool, votes.equivalence alike /\\ votes.equivalence graded_alike /\\ (let answers := [Some true; Some true; Some false] in votes.majority alike answers true /\\ votes.graded alike true answers = [1; 1; 0] /\\ votes.graded graded_alike true answers = [1; 1; 1])",
  batches_and_groups_exist:
    "forall x advantage : R, batches.slopes x (fun _ : R -> R => 1) [(advantage, [fun u : R => u])] /\\ alike.over 2 [[[1 / 2; 1 / 2]]; [[1; 0]; [1 / 3; 2 / 3]]]",
}
