// Each definition of proofs/formula.v beside the code that it is about.
import {
  type Batches,
  centered,
  clippedRatio,
  clippedSurrogate,
  clusterFrequency,
  collision,
  divergence,
  dualClippedSurrogate,
  entropy,
  entropyGradient,
  fixedLengthLoss,
  k1,
  k2,
  k3,
  leaveOneOut,
  logprobGradient,
  logSumExp,
  mean,
  mixture,
  selfCertainty,
  selfCertaintyGradient,
  selfCertaintyOfLogits,
  sequenceMeanLoss,
  sequenceRatio,
  sequenceSumLoss,
  sequenceSurrogate,
  softmax,
  standardDeviation,
  standardized,
  tokenMean,
  tokenMeanLoss,
  tokenSum,
  trajectoryMean,
  trajectorySum,
  uniformDivergence,
  variance,
} from "@rlif/rewards/formula"
import { coq } from "./_coq.ts"

/** By the definition applied to its variables, as Coq spells it: those that are lists, those that are numbers, the code. */
type Tie = readonly [lists: string, numbers: string, code: (n: Batches<string, string, string>) => string]

const ties: Readonly<Record<string, Tie>> = {
  "mean v": ["v", "", (n) => mean(n)("v")],
  "softmax z": ["z", "", (n) => softmax(n)("z")],
  "log_sum_exp z": ["z", "", (n) => logSumExp(n)("z")],
  "entropy p": ["p", "", (n) => entropy(n)("p")],
  "divergence p q": ["p q", "", (n) => divergence(n)({ p: "p", q: "q" })],
  "uniform_divergence p": ["p", "", (n) => uniformDivergence(n)("p")],
  "self_certainty p": ["p", "", (n) => selfCertainty(n)("p")],
  "self_certainty_of_logits z": ["z", "", (n) => selfCertaintyOfLogits(n)("z")],
  "entropy_gradient p": ["p", "", (n) => entropyGradient(n)("p")],
  "self_certainty_gradient p": ["p", "", (n) => selfCertaintyGradient(n)("p")],
  "logprob_gradient chosen p": ["chosen p", "", (n) => logprobGradient(n)({ chosen: "chosen", p: "p" })],
  "trajectory_sum v": ["v", "", (n) => trajectorySum(n)("v")],
  "trajectory_mean v": ["v", "", (n) => trajectoryMean(n)("v")],
  "token_sum v": ["v", "", (n) => tokenSum(n)("v")],
  "token_mean v": ["v", "", (n) => tokenMean(n)("v")],
  "variance v": ["v", "", (n) => variance(n)("v")],
  "standard_deviation v": ["v", "", (n) => standardDeviation(n)("v")],
  "centered r": ["r", "", (n) => centered(n)("r")],
  "standardized r eps": ["r", "eps", (n) => standardized(n)({ rewards: "r", eps: "eps" })],
  "leave_one_out r": ["r", "", (n) => leaveOneOut(n)("r")],
  "cluster_frequency same": ["same", "", (n) => clusterFrequency(n)("same")],
  "collision p": ["p", "", (n) => collision(n)("p")],
  "k1 d": ["", "d", (n) => k1(n)("d")],
  "k2 d": ["", "d", (n) => k2(n)("d")],
  "k3 d": ["", "d", (n) => k3(n)("d")],
  "clipped_ratio low high r": ["", "low high r", (n) => clippedRatio(n)({ low: "low", high: "high" })("r")],
  "clipped_surrogate low high r a": [
    "",
    "low high r a",
    (n) => clippedSurrogate(n)({ low: "low", high: "high" })({ ratio: "r", advantage: "a" }),
  ],
  "dual_clipped_surrogate low high cap r a": [
    "",
    "low high cap r a",
    (n) => dualClippedSurrogate(n)({ low: "low", high: "high", cap: "cap" })({ ratio: "r", advantage: "a" }),
  ],
  "sequence_ratio now old": ["now old", "", (n) => sequenceRatio(n)({ now: "now", old: "old" })],
  "sequence_surrogate low high now old a": [
    "now old",
    "low high a",
    (n) => sequenceSurrogate(n)({ low: "low", high: "high" })({ now: "now", old: "old", advantage: "a" }),
  ],
  "token_mean_loss batch": ["batch", "", (n) => tokenMeanLoss(n)("batch")],
  "sequence_mean_loss batch": ["batch", "", (n) => sequenceMeanLoss(n)("batch")],
  "sequence_sum_loss batch": ["batch", "", (n) => sequenceSumLoss(n)("batch")],
  "fixed_length_loss most batch": ["batch", "most", (n) => fixedLengthLoss(n)("most")("batch")],
  "mixture x y a": ["x y", "a", (n) => mixture(n)({ x: "x", y: "y", a: "a" })],
}

/** For each formula the statement that its definition is what the code computes: by name of the lemma. */
export const tieStatements: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ties).map(([applied, [lists, numbers, code]]) => {
    // A batch is a list of lists.
    const variables = [
      lists && `(${lists} : list ${lists === "batch" ? "(list R)" : "R"})`,
      numbers && `(${numbers} : R)`,
    ].filter(Boolean).join(" ")
    return [`${applied.split(" ")[0]}_is_the_code`, `forall ${variables}, ${applied} = ${code(coq())}`]
  }),
)

/** The lemmas, as a Coq file. They hold by definition or not at all. */
export const tiesFile = (): string =>
  [
    "(* Generated from packages/rewards/formula. *)",
    "Require Import formula.",
    ...Object.entries(tieStatements).map(([name, statement]) =>
      `Lemma ${name} : ${statement}.\nProof. reflexivity. Qed.`
    ),
  ].join("\n")
