import type * as Policy from "@rlif/core/policy"
import { type Context, Effect } from "effect"

type Service = Context.Service.Shape<typeof Policy.Policy>

/** What a run asked of its policies: completions, and tokens, those of prompts among them, that went through the model. */
export interface Cost {
  readonly completions: number
  /** To sample, to read, to compare with the weights at the start, and to learn. */
  readonly forward: number
  /** To learn. */
  readonly backward: number
}

interface Long {
  readonly length: number
}

const tokens = (all: ReadonlyArray<Long>): number => all.reduce((sum, { length }) => sum + length, 0)

/** Counts what is asked of policies; a policy that is counted is the same otherwise. */
export const counter = () => {
  const cost = { completions: 0, forward: 0, backward: 0 }
  const counted = (policy: Service): Service => ({
    ...policy,
    sample: (request) =>
      Effect.tap(policy.sample(request), (groups) =>
        Effect.sync(() => {
          cost.completions += groups.flat().length
          cost.forward += tokens(request.prompts) + tokens(groups.flat().map(({ tokens }) => tokens))
        })),
    read: (sequences, options) =>
      Effect.tap(
        policy.read(sequences, options),
        () => Effect.sync(() => void (cost.forward += tokens(sequences.map(({ tokens }) => tokens)))),
      ),
    learn: (learner) =>
      Effect.map(policy.learn(learner), (training) => ({
        ...training,
        update: (batch) =>
          Effect.tap(training.update(batch), () =>
            Effect.sync(() => {
              const learned = tokens(
                batch.groups.flatMap(({ prompt, rows }) => [prompt, ...rows.map(({ tokens }) => tokens)]),
              )
              cost.forward += learned * (learner.reference ? 2 : 1)
              cost.backward += learned
            })),
      })),
  })
  return { counted, cost: (): Cost => ({ ...cost }) }
}

/** Passes of a token: a way back is two ways forth. */
export const passes = ({ forward, backward }: Cost): number => forward + 2 * backward
