// E16. With S = sum_c P(c)^2, the probability that two completions give the same answer, and groups of G independent ones,
//
//     g[n_c / G] = (G-1) / (2 G) grad S,        mean-centred    (G-1) (G-2) / (2 G^2) grad S
//
// because E[n_c / G | y] = (1 + (G-1) P(c)) / G, whose first term is a baseline, and grad S = 2 E[P(c) grad log pi]. So the
// entropy of answers (of order two) falls, and at G = 2 mean-centred not at all: both of a pair agree with as many. With
// exactly two unequal clusters n_c / G is a positive affine change of the majority vote, and eps = 0 makes them one (E10).
import { clusterFrequency } from "@rlif/rewards/cluster-frequency"
import { majorityVote } from "@rlif/rewards/majority-vote"
import { centered } from "@rlif/trainer/advantage/centered"
import { leaveOneOut } from "@rlif/trainer/advantage/leave-one-out"
import {
  answerGroups,
  expectation,
  givenAnswer,
  groupGradient,
  sameAdvantages,
  sameGradient,
  slope,
  trees,
} from "@rlif/trainer/equivalence"
import { agreement, clusterFrequencyRaisesAgreement } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(clusterFrequencyRaisesAgreement, {
  statements: {
    agreement_is_how_likely_two_agree:
      "forall (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list trajectories.token -> A) (t : trajectories.tree) (x : R), agreement.agreement same answer x t = trajectories.E x t (fun y : list trajectories.token => trajectories.E x t (fun z : list trajectories.token => if same (answer z) (answer y) then 1 else 0))",
    a_fair_coin_agrees_half_the_time: `forall x : R, trajectories.policy agreement.coin /\\
      agreement.agreement (list_eq_dec Nat.eq_dec) trajectories.said x agreement.coin = 1 / 2`,
    expected_cluster_frequency:
      "forall (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list trajectories.token -> A) (t : trajectories.tree) (x : R) (y : list trajectories.token) (n : nat), trajectories.policy t -> draws.draws x t n (fun others : list (list trajectories.token) => cluster_frequency (groups.votes same (answer y) (map answer (y :: others)))) = (1 + INR n * agreement.P same answer x t (answer y)) / INR (S n)",
    cluster_frequency_raises_agreement:
      "forall (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list trajectories.token -> A) (t : trajectories.tree) (x : R) (s : list trajectories.token -> R) (n : nat), trajectories.policy t -> trajectory_gradients.score t x s -> (0 < n)%nat -> derivable_pt_lim (fun u : R => (INR n - 1) / (2 * INR n) * agreement.agreement same answer u t) x (draws.group_gradient x t n (fun g : list (list trajectories.token) => frequencies.frequencies same (map answer g)) s)",
    centered_cluster_frequency_raises_agreement_less:
      "forall (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list trajectories.token -> A) (t : trajectories.tree) (x : R) (s : list trajectories.token -> R) (n : nat), trajectories.policy t -> trajectory_gradients.score t x s -> (0 < n)%nat -> derivable_pt_lim (fun u : R => (INR n - 1) * (INR n - 2) / (2 * (INR n * INR n)) * agreement.agreement same answer u t) x (draws.group_gradient x t n (fun g : list (list trajectories.token) => centered (frequencies.frequencies same (map answer g))) s)",
    centered_cluster_frequency_teaches_pairs_nothing:
      "forall (A : Type) (same : forall a b : A, {a = b} + {a <> b}) (answer : list trajectories.token -> A) (t : trajectories.tree) (x : R) (s : list trajectories.token -> R), trajectories.policy t -> trajectory_gradients.score t x s -> draws.group_gradient x t 2 (fun g : list (list trajectories.token) => centered (frequencies.frequencies same (map answer g))) s = 0",
    two_clusters_are_votes_on_another_scale:
      "forall (A : Type) (same : forall x y : A, {x = y} + {x <> y}) (answers : list A) (majority minority : A), (forall x : A, In x answers -> x = majority \\/ x = minority) -> frequencies.frequencies same answers = affine.affine (cluster_frequency (groups.votes same majority answers) - cluster_frequency (groups.votes same minority answers)) (cluster_frequency (groups.votes same minority answers)) (groups.votes same majority answers)",
    two_unequal_clusters_are_the_majority_vote:
      "forall (A : Type) (same : forall x y : A, {x = y} + {x <> y}) (answers : list A) (majority minority : A), (forall x : A, In x answers -> x = majority \\/ x = minority) -> In majority answers -> In minority answers -> sum (groups.votes same minority answers) < sum (groups.votes same majority answers) -> standardized (frequencies.frequencies same answers) 0 = standardized (groups.votes same majority answers) 0",
  },
})

const small = trees({ depth: 2, vocabulary: 2 })
const reward = clusterFrequency({ answer: givenAnswer })

refuted(sameGradient("a baseline makes no difference", small, {
  sides: [groupGradient(reward, { advantage: centered, completions: 3 }), slope((tree) => agreement(tree) / 3)],
}))

refuted(sameGradient("leave-one-out is unbiased here, too", small, {
  sides: [groupGradient(reward, { advantage: leaveOneOut, completions: 3 }), slope((tree) => agreement(tree) / 3)],
}))

// As E7 would have it of log P(c), every text a cluster of its own.
refuted(sameGradient("counts stand for probabilities: it is the entropy's gradient", small, {
  sides: [
    groupGradient(clusterFrequency({ answer: (text) => text }), { advantage: (r) => r.map(Math.log), completions: 3 }),
    slope((tree) => expectation(tree, ({ probability }) => Math.log(probability))),
  ],
  within: 1e-3,
}))

refuted(sameAdvantages("it is the majority vote in any group", answerGroups(), {
  sides: [reward, majorityVote({ answer: givenAnswer })],
}))
