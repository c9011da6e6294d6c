// What is rewarded, in the settings of every command that rewards.
import { isRewardName, rewardNames, runRewardNames, signalNames } from "./names.ts"
import { weightedNames } from "./parts.ts"
import { choice } from "./setting.ts"

/** What is wrong with the name of a reward; undefined where there is one. */
export const rewardProblem = (name: string): string | undefined =>
  isRewardName(name) ? undefined : none(name, rewardNames)

const none = (name: string, names: ReadonlyArray<string>): string =>
  `"${name}" is no reward (${names.join(", ")}), no signal (${signalNames}) ` +
  "and no path of a module, such as ./my_reward.ts"

const runNames: ReadonlyArray<string> = [...rewardNames, ...runRewardNames]

/** Settings of the rewards of a run. */
export const rewardSettings = {
  reward: weightedNames({
    fallback: "self-certainty",
    help: `what is rewarded: ${runNames.join(", ")}; the mean of a signal (see --signals); or a module that exports ` +
      '"reward", such as ./my_reward.ts; several with weights: self-certainty:1,repetition:-0.1',
    problem: (name) => isRewardName(name) || runNames.includes(name) ? undefined : none(name, runNames),
  }),
  rewardScale: choice(
    ["raw", "group"],
    "raw",
    "how rewards are added: as they are, or each standardized within its group first",
  ),
  normaliser: choice(["paper", "mean", "sum"], "paper", "how the signals of tokens become one number"),
}
