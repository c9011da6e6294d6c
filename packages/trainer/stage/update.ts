import * as Policy from "@rlif/core/policy"
import type { TrainingBatch } from "@rlif/core/learn/learner"
import type { Training } from "@rlif/core/learn/training"
import { attempt } from "@rlif/core/runtime/drained"
import { InvalidInput, PolicyError } from "@rlif/core/runtime/policy-error"
import { groupAttributes } from "@rlif/core/sample/group"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { compileLearner, type LearnerOptions } from "../learn/compile_learner.ts"
import { columnOf, ownColumns, type TokenColumn } from "../loss/column.ts"
import type { Column, Loss } from "../loss/loss.ts"
import { filtering } from "../loss/unfiltered.ts"
import type { Schedule } from "../optimizer/schedule.ts"
import type { Weighted } from "./advantage.ts"
import type { Metrics, Step } from "./step.ts"

/**
 * How the weights are updated.
 * @since 0.1.0
 */
export interface UpdateOptions<C extends string = Column, S extends string = never>
  extends Omit<LearnerOptions<C, S>, "config" | "sampled"> {
  readonly schedule: Schedule
  /** Metrics of the batch itself, such as the mean reward; they join those of the update. */
  readonly observe?: (batch: ReadonlyArray<Weighted>) => Metrics
}

/**
 * The stage Weighted -> Step: one update a batch. The learner is compiled and its optimizer's state kept for as long as
 * the stream runs. Adds `learning_rate` and `sampling/lag`, the number of updates that the oldest completion missed.
 * Fails if a group's log-probabilities were taken at a temperature other than the loss's, or if completions were drawn from
 * another distribution than that of their log-probabilities and the loss of them is not `unfiltered`.
 * @since 0.1.0
 */
export const update =
  <C extends string, N extends string = never>(options: UpdateOptions<C, N>) =>
  <S extends string, E, R>(
    batches: Stream.Stream<ReadonlyArray<Weighted<S | N>>, E, R>,
  ): Stream.Stream<Step<S | N>, E | PolicyError, R | Policy.Policy> =>
    Stream.unwrap(Effect.map(prepare(options), (learned) => updateBy(learned, options)(batches)))

/**
 * The learner of `update` at work, for those who keep its state, put it back, or go on from one: `updateBy` takes it.
 * @stability unstable
 * @since 0.1.0
 */
export const prepare = Effect.fnUntraced(function* <C extends string, N extends string = never>(
  options: Omit<LearnerOptions<C, N>, "config" | "sampled">,
) {
  const policy = yield* Policy.Policy
  const learner = yield* attempt("learn", () => compileLearner({ ...options, config: policy.config }))
  return yield* policy.learn(learner)
})

/**
 * The stage of `update` by a learner that lives longer than the stream.
 * @stability unstable
 * @since 0.1.0
 */
export const updateBy = <C extends string, N extends string = never>(
  { update: learn }: Training,
  { schedule, observe, loss, temperature = 1, step: before = 0 }:
    & Pick<UpdateOptions<C, N>, "schedule" | "observe" | "loss" | "temperature">
    & {
      /** Updates of the run before the first batch. Default 0. */
      readonly step?: number
    },
) =>
<S extends string, E, R>(
  batches: Stream.Stream<ReadonlyArray<Weighted<S | N>>, E, R>,
): Stream.Stream<Step<S | N>, E | PolicyError, R | Policy.Policy> =>
  Stream.unwrap(Effect.gen(function* () {
    const policy = yield* Policy.Policy
    const { updates } = yield* policy.version
    return Stream.mapEffect(
      batches,
      Effect.fn("update")(function* (batch: ReadonlyArray<Weighted<S | N>>, i: number) {
        const step = before + i + 1
        const about = groupAttributes(batch.map(({ group }) => group))
        yield* Effect.annotateCurrentSpan({ ...about, "rlif.step": step, "rlif.version": updates + i + 1 })
        const wrong = batch.find(({ group }) => group.temperature !== temperature)
        if (wrong !== undefined) return yield* mismatch(wrong.group.temperature, temperature)
        const apart = allowsFilters(loss) ? undefined : batch.find(({ group }) => isFiltered(group))
        if (apart !== undefined) return yield* filtered(apart.group.problem.id)
        const learningRate = schedule(step)
        const given = yield* attempt("update", () => training(batch, learningRate, ownColumns(loss.needs)))
        const learned = yield* learn(given)
        const lag = updates + i - Math.min(...batch.map(({ group }) => group.version))
        yield* Effect.annotateCurrentSpan({ "rlif.learning_rate": learningRate, "rlif.lag": lag })
        const metrics = { ...observe?.(batch), ...learned, learning_rate: learningRate, "sampling/lag": lag }
        return { step, metrics, batch } satisfies Step<S | N>
      }),
    )
  }))

/**
 * The part of a batch that goes to the policy: tokens, their log-probabilities when sampled, and advantages.
 * @since 0.1.0
 */
export const training = <S extends string>(
  batch: ReadonlyArray<Weighted<S>>,
  learningRate: number,
  own: ReadonlyArray<TokenColumn<string, S>> = [],
): TrainingBatch => {
  const computed = own.map((column) => [column.name, columnOf(column, batch)] as const)
  return {
    groups: batch.map(({ group, advantages, left }, b) => ({
      prompt: group.prompt,
      rows: group.rollouts.flatMap(({ tokens, signals }, i) =>
        left?.[i] ? [] : [{
          tokens,
          columns: {
            old: signals.logprob,
            advantage: new Float32Array(tokens.length).fill(advantages[i]),
            ...Object.fromEntries(computed.map(([name, grid]) => [name, grid?.[b]?.[i]])),
          },
        }]
      ),
    })).filter(({ rows }) => rows.length > 0),
    learningRate,
  }
}

/** Whether a loss asks nothing of how completions were sampled, as one of given texts, or weighs what it asks. */
const allowsFilters = ({ needs }: Pick<Loss<string, string>, "needs">): boolean =>
  needs.some((need) => need === filtering) || needs.every((need) => typeof need !== "string")

const isFiltered = ({ rollouts }: Weighted["group"]): boolean => rollouts.some(({ drawn }) => drawn !== undefined)

const filtered = (problem: string) =>
  new PolicyError({
    action: "update",
    reason: new InvalidInput({
      field: "loss",
      message:
        `Cannot update: completions of problem "${problem}" were drawn from another distribution than that of their ` +
        "log-probabilities (top-k, top-p, min-p, a repetition penalty or another temperature), and the loss is not `unfiltered`",
    }),
  })

const mismatch = (sampled: number, learned: number) =>
  new PolicyError({
    action: "update",
    reason: new InvalidInput({
      field: "temperature",
      message: `Cannot update: the group was sampled at temperature ${sampled}, the loss is at ${learned}`,
    }),
  })
