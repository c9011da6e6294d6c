// N6. Append k tokens of which the policy is certain, H = log p = 0 and SC = s > 0, to a completion of n tokens:
//
//     sum -H, sum log p            stay
//     mean -H, mean log p          rise towards 0, to sum / (n + k)
//     mean SC                      goes to s as k grows
//     sum SC                       grows by k s, without bound
//
// So means of -H and log p, and SC in either form, pay for padding; how much depends on the length. Such tokens exist: at
// (1 - d, d) entropy goes to 0 with d while self-certainty has no bound. Of tokens that are only almost certain, within eps
// of 0, sums move by at most eps each, and any tokens weigh in a mean by their number.
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { paddedGroups, sameAdvantages, sameValue } from "@rlif/trainer/equivalence"
import { after, before, certainTokensMoveMeans } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(certainTokensMoveMeans, {
  statements: {
    padding_leaves_sums: `forall (entropies logprobs : list R) (k : nat),
      token_sum (padding.padded entropies 0 k) = token_sum entropies /\\
      trajectory_sum (padding.padded logprobs 0 k) = trajectory_sum logprobs`,
    padding_lifts_means: `forall (entropies logprobs : list R) (k : nat),
      entropies <> [] -> logprobs <> [] -> (0 < k)%nat -> token_sum entropies < 0 -> trajectory_sum logprobs < 0 ->
      token_mean entropies < token_mean (padding.padded entropies 0 k) < 0 /\\
      trajectory_mean logprobs < trajectory_mean (padding.padded logprobs 0 k) < 0`,
    padding_takes_the_mean_over: `forall (v : list R) (x eps : R), v <> [] -> 0 < eps ->
      exists least : nat, forall k : nat, (least <= k)%nat -> Rabs (mean (padding.padded v x k) - x) < eps`,
    padding_grows_the_sum: `forall (v : list R) (x bound : R), 0 < x ->
      exists k : nat, bound < sum (padding.padded v x k)`,
    certain_tokens_exist: `forall eps : R, 0 < eps ->
      exists d : R, 0 < d < 1 /\\ entropy [1 - d; d] < eps /\\ 1 / eps < self_certainty [1 - d; d]`,
    almost_certain_tokens_hardly_move_sums:
      "forall (h l h' l' : list R) (eps : R), (forall e : R, In e h' -> 0 <= e <= eps) -> (forall d : R, In d l' -> - eps <= d <= 0) -> token_sum h - count h' * eps <= token_sum (h ++ h') <= token_sum h /\\ trajectory_sum l - count l' * eps <= trajectory_sum (l ++ l') <= trajectory_sum l",
    padding_weighs_in:
      "forall v w : list R, v <> [] -> w <> [] -> mean (v ++ w) = count v / count (v ++ w) * mean v + count w / count (v ++ w) * mean w",
    padding_grows_the_sum_by_its_least:
      "forall (c c' : list R) (least : R), (forall s : R, In s c' -> least <= s) -> sum c + count c' * least <= sum (c ++ c')",
  },
})

const cases = paddedGroups()
const sum = selfCertainty({ normaliser: "sum" })

refuted(sameValue("mean token entropy does not see padding", cases, {
  sides: [after(tokenEntropy()), before(tokenEntropy())],
  within: 1e-3,
}))
refuted(sameValue("the sum of self-certainty does not see padding", cases, {
  sides: [after(sum), before(sum)],
  within: 1e-3,
}))
refuted(sameAdvantages("padding all completions alike leaves advantages of means", cases, {
  sides: [after(tokenEntropy()), before(tokenEntropy())],
  within: 1e-3,
}))
