import type { Rollout } from "@rlif/core/sample/group"
import { snakeName } from "@rlif/core/signals"
import { isConstant } from "../advantage/is_constant.ts"
import { correlation } from "../evaluate/correlation.ts"
import type { Weighted } from "../stage/advantage.ts"
import type { Metrics } from "../stage/step.ts"

/** The signals that every run of the command has had; another's mean is `signals/<name>`, apart from all metrics. */
const plain = new Set(["logprob", "entropy", "self_certainty"])

/**
 * The metrics of a batch, in TRL's spelling:
 * - `reward`, and for each component `rewards/<name>/mean` and `rewards/<name>/std`: over all completions of the step;
 * - `reward_std`: the standard deviation within a group, averaged over groups;
 * - `frac_reward_zero_std`: the share of groups whose rewards are all the same, which teach nothing;
 * - `verdicts/{correct,wrong,unparsable}`: completions by verdict, if `exact_answer` and `answered` are components;
 * - `rewards/correlation`: Pearson's, of the reward with the component `truth`; left out if either is constant;
 * - `entropy`, `self_certainty`, `logprob`, `signals/<name>` for others: means over all completion tokens, of the signals that
 *   were sampled, each in its unit;
 * - `completions/{mean,min,max}_length` in tokens, `completions/clipped_ratio`: the share cut by the token limit;
 * - `num_tokens`: prompt and completion tokens of this batch (`totals` adds them up over a run).
 *
 * Standard deviations have divisor n - 1; that of one value is 0.
 * @since 0.1.0
 */
export const batchMetrics = (
  batch: ReadonlyArray<Weighted>,
  { truth = "exact_answer" }: { readonly truth?: string } = {},
): Metrics => {
  const rewards = column(batch.map((group) => group.rewards))
  const components = Object.fromEntries(
    Object.keys(batch[0]?.components ?? {}).map((name) => [name, column(batch.map((g) => g.components[name]))]),
  )
  const rollouts = batch.flatMap(({ group }) => group.rollouts)
  const lengths = rollouts.map(({ tokens }) => tokens.length)
  const related = components[truth] && correlation(rewards, components[truth])
  return {
    reward: mean(rewards),
    reward_std: mean(batch.map((group) => std(group.rewards))),
    ...Object.fromEntries(
      Object.entries(components).flatMap(([name, values]) => [
        [`rewards/${name}/mean`, mean(values)],
        [`rewards/${name}/std`, std(values)],
      ]),
    ),
    ...verdictCounts(components),
    ...(related === undefined ? {} : { "rewards/correlation": related }),
    frac_reward_zero_std: mean(batch.map((group) => Number(isConstant(group.rewards)))),
    ...signalMeans(rollouts),
    "completions/mean_length": mean(lengths),
    "completions/min_length": Math.min(...lengths),
    "completions/max_length": Math.max(...lengths),
    "completions/clipped_ratio": mean(rollouts.map(({ finish }) => Number(finish === "length"))),
    num_tokens: batch.reduce((sum, { group }) => sum + group.rollouts.length * group.prompt.length, 0) +
      lengths.reduce((sum, length) => sum + length, 0),
  }
}

/** The two components say which of the three verdicts each completion had. */
const verdictCounts = (components: Readonly<Record<string, Float64Array>>): Metrics => {
  const { exact_answer: right, answered } = components
  if (right === undefined || answered === undefined) return {}
  const [correct, parsable] = [right, answered].map((values) => values.reduce((sum, value) => sum + value, 0))
  return {
    "verdicts/correct": correct,
    "verdicts/wrong": parsable - correct,
    "verdicts/unparsable": answered.length - parsable,
  }
}

/**
 * Means over the tokens of all completions, for the signals that they carry.
 * @since 0.1.0
 */
export const signalMeans = (rollouts: ReadonlyArray<Rollout<never>>): Metrics => {
  const carried = Object.keys(rollouts[0]?.signals ?? {})
  return Object.fromEntries(carried.map((key) => {
    const columns = rollouts.map(({ signals }) => (signals as Readonly<Record<string, Float32Array>>)[key])
    const name = snakeName(key)
    return [plain.has(name) ? name : `signals/${name}`, mean(column(columns))]
  }))
}

const column = (parts: ReadonlyArray<ArrayLike<number>>): Float64Array =>
  Float64Array.from(parts.flatMap((part) => Array.from(part)))

const mean = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum / values.length
}

const std = (values: Float64Array): number => {
  if (isConstant(values)) return 0
  const center = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - center) ** 2)) * values.length / (values.length - 1))
}
