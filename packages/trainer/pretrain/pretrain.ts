import * as Policy from "@rlif/core/policy"
import type { ModelConfig } from "@rlif/core/model/architecture"
import type { Learner } from "@rlif/core/learn/learner"
import { attempt } from "@rlif/core/runtime/drained"
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { compileLearner } from "../learn/compile_learner.ts"
import { nll } from "../loss/nll.ts"
import { tokenMean } from "../loss/token_mean.ts"
import type { Optimizer } from "../optimizer/optimizer.ts"
import type { Schedule } from "../optimizer/schedule.ts"

/**
 * A text to learn by heart: the model reads prompt and response, the loss the response alone.
 * @since 0.1.0
 */
export interface Document {
  readonly prompt: Int32Array
  readonly response: Int32Array
}

/**
 * One update of supervised training.
 * @since 0.1.0
 */
export interface PretrainStep {
  /** 1 at the first update. */
  readonly step: number
  /** `loss` and `entropy` in nats per response token, `grad_norm`, `learning_rate`, `num_tokens` so far. */
  readonly metrics: Readonly<Record<string, number>>
}

/**
 * The learner of texts that nobody sampled, by the likelihood of every response token.
 * @since 0.1.0
 */
export const supervised = (config: ModelConfig, optimizer: Optimizer): Learner =>
  compileLearner({ config, loss: nll, aggregate: tokenMean, optimizer, sampled: false })

/**
 * How documents are learned.
 * @since 0.1.0
 */
export interface PretrainOptions {
  readonly optimizer: Optimizer
  readonly schedule: Schedule
}

/**
 * The stage documents -> steps: supervised cross-entropy, one update a batch, every response token weighing the same. The
 * update is the policy's own with another loss: a document is a group of one completion. Rows of a batch may differ in
 * length freely; nothing is padded, so nothing needs packing.
 * @since 0.1.0
 */
export const pretrain = ({ optimizer, schedule }: PretrainOptions) =>
<E, R>(
  batches: Stream.Stream<ReadonlyArray<Document>, E, R>,
): Stream.Stream<PretrainStep, E | PolicyError, R | Policy.Policy> =>
  Stream.unwrap(Effect.gen(function* () {
    const policy = yield* Policy.Policy
    const learner = yield* attempt("learn", () => supervised(policy.config, optimizer))
    const { update: learn } = yield* policy.learn(learner)
    return Stream.mapAccumEffect(
      batches,
      () => ({ step: 1, tokens: 0 }),
      Effect.fn("update")(function* (seen, batch: ReadonlyArray<Document>) {
        const { step } = seen
        yield* Effect.annotateCurrentSpan("rlif.step", step)
        const learningRate = schedule(step)
        const groups = batch.map(({ prompt, response }) => ({ prompt, rows: [{ tokens: response, columns: {} }] }))
        const learned = yield* learn({ groups, learningRate })
        const tokens = batch.reduce((sum, { prompt, response }) => sum + prompt.length + response.length, seen.tokens)
        const metrics = { ...learned, learning_rate: learningRate, num_tokens: tokens }
        return [{ step: step + 1, tokens }, [{ step, metrics }]] as const
      }),
    )
  }))
