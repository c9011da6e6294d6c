// What an update does not compute. Completions lie flat, against a grid in which each is padded to the longest; and the
// prompt of a group is computed once, against once for each completion. All four learn from the same completions with
// the same learner, and agree on the loss and on the norm of the gradient.
import type { TrainingGroup } from "@rlif/core/learn/learner"
import { Effect } from "effect"
import { alternating, batchOf, countTokens, learned, learnerOf, padded, separate } from "./_batch.ts"
import { basePolicy, groupRequest } from "./_model.ts"
import type { Ablation } from "./ablation.ts"

/** Flat packing against a padded grid, shared prompts against repeated ones. */
export const updating: Ablation = {
  name: "updating",
  prepare: Effect.fnUntraced(function* (size) {
    const policy = yield* basePolicy
    const { update: learn } = yield* learnerOf(policy, size)
    const request = groupRequest(size)
    const groups = alternating(request, yield* Effect.orDie(policy.sample(request)))
    const count = countTokens(groups)
    const way = (name: string, groups: ReadonlyArray<TrainingGroup>) => ({
      name,
      run: Effect.map(learn(batchOf(groups)), (metrics) => learned(metrics, count)).pipe(Effect.orDie),
    })
    return [{
      name: "updating",
      unit: "tokens",
      ways: [
        way("padded, a prompt a completion", padded(separate(groups))),
        way("padded, a prompt a group", padded(groups)),
        way("flat, a prompt a completion", separate(groups)),
        way("flat, a prompt a group", groups),
      ],
      tolerance: 1e-4,
    }]
  }),
}
