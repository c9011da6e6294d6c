// N5. A has probability 1/3 and stops; B has 2/3 and goes on to one of two symbols at random. Each completion has probability
// 1/3, so that R_traj = -log 3 and so is every conditional expectation of it; R_tok is -H(1/3, 2/3) after A and lower by log 2
// after B. Equal expectations (E8) are all that the two have in common.
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import { everyCompletion, sameValue } from "@rlif/trainer/equivalence"
import { Arbitrary } from "effect"
import { tokenRewardIsNoConditionalExpectation } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(tokenRewardIsNoConditionalExpectation, {
  statements: {
    token_reward_varies_where_trajectory_reward_is_constant:
      "forall x : R, map (trajectories.R_traj x) (trajectories.completions trajectory_limits.even_completions) = [- ln 3; - ln 3; - ln 3] /\\ map (trajectories.R_tok x) (trajectories.completions trajectory_limits.even_completions) = [- entropy [1 / 3; 2 / 3]; - entropy [1 / 3; 2 / 3] - ln 2; - entropy [1 / 3; 2 / 3] - ln 2] /\\ 0 < ln 2",
  },
})

const even = everyCompletion({
  p: [1 / 3, 2 / 3],
  next: [undefined, { p: [1 / 2, 1 / 2], next: [undefined, undefined] }],
})

refuted(sameValue("the token reward is the trajectory reward's mean", Arbitrary.Constant(even), {
  sides: [trajectoryEntropy(), tokenEntropy({ normaliser: "sum" })],
  within: 1e-3,
}))
