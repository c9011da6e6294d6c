import type { Sequence } from "@rlif/core/learn/sequence"
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import { logprob, type Signal, type Signals } from "@rlif/core/signals"
import * as Effect from "effect/Effect"
import type { Reward, Score } from "./reward.ts"

/**
 * The log-probability of a completion under another policy minus that under the one that sampled it, in nats, summed over its
 * tokens: `sum_t log p_ref - log p_old`, k1 with its sign turned, so that a weight above 0 is a penalty on leaving the reference.
 * As a REWARD its policy gradient is minus that of KL(p || p_ref) of whole completions (arXiv:2510.01555), which a penalty
 * token by token in the loss is not. The reference is a policy of its own, such as one of the start model, which nothing trains;
 * it reads at the temperature at which each group was sampled.
 *
 * @example
 * ```ts
 * import { layerFolder, Policy } from "@rlif/core/policy"
 * import { exactAnswer } from "@rlif/rewards/exact-answer"
 * import { weighted } from "@rlif/rewards/combine"
 * import { logRatio } from "@rlif/rewards/log-ratio"
 * import { Context, Effect, Layer } from "effect"
 *
 * // Fresh, as a layer of the same folder elsewhere would be the policy that is trained.
 * export const penalized = Effect.gen(function* () {
 *   const reference = Context.get(yield* Layer.build(Layer.fresh(layerFolder("models/base"))), Policy)
 *   return weighted([[exactAnswer(), 1], [logRatio(reference), 0.01]])
 * })
 * ```
 *
 * @since 0.1.0
 */
export const logRatio = <R = never>(
  { read }: {
    /** That of a policy. */
    readonly read: (
      sequences: ReadonlyArray<Sequence>,
      options: { readonly temperature: number; readonly signals: ReadonlyArray<Signal<"logprob">> },
    ) => Effect.Effect<ReadonlyArray<Signals<"logprob">>, PolicyError, R>
  },
): Reward<never, PolicyError, R, "completion"> => ({
  name: "log_ratio",
  scope: "completion",
  needs: [],
  // All completions of a temperature are read at once.
  score: Effect.fnUntraced(function* (groups) {
    const temperatures = [...new Set(groups.map(({ temperature }) => temperature))]
    const found = new Map<(typeof groups)[number], Score>()
    for (const temperature of temperatures) {
      const some = groups.filter((group) => group.temperature === temperature)
      const sequences = some.flatMap(({ prompt, rollouts }) =>
        rollouts.map(({ tokens }) => ({
          tokens: Int32Array.from([...prompt, ...tokens]),
          promptLength: prompt.length,
        }))
      )
      const under = yield* read(sequences, { temperature, signals: [logprob] })
      let at = 0
      for (const group of some) {
        const total = Float64Array.from(group.rollouts, ({ signals }) => {
          const reference = under[at++].logprob
          return signals.logprob.reduce((sum, own, t) => sum + reference[t] - own, 0)
        })
        found.set(group, { total, components: { log_ratio: total } })
      }
    }
    return groups.map((group) => found.get(group)!)
  }),
})
