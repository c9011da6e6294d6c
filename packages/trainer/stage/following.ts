import * as names from "@rlif/core/graph/names"
import { value } from "@rlif/core/graph/value"
import type { Training, TrainingState } from "@rlif/core/learn/training"
import { Teacher } from "@rlif/core/policy"
import { attempt } from "@rlif/core/runtime/drained"
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { compileLearner } from "../learn/compile_learner.ts"
import { nll } from "../loss/nll.ts"
import { tokenMean } from "../loss/token_mean.ts"
import type { Schedule } from "../optimizer/schedule.ts"
import { sgd } from "../optimizer/sgd.ts"
import type { Step } from "./step.ts"

/**
 * The stage Step -> Step after which the teacher's weights are a running mean of the trained policy's: `teacher += rate (policy -
 * teacher)`, after every update of a schedule's rate (Tarvainen & Valpola, 2017, arXiv:1703.01780; a teacher of Co-rewarding-II,
 * arXiv:2508.00410). `training` is the learner at work, whose trainable weights alone move; the teacher has to be the same model.
 * The teacher's version is then that of the policy. Comes after `updateBy`. A checkpoint of the policy knows nothing of its
 * teacher.
 *
 * @example
 * ```ts
 * import { constant } from "@rlif/trainer/optimizer/schedule"
 * import { following } from "@rlif/trainer/stage/following"
 * import { prepare, updateBy, type UpdateOptions } from "@rlif/trainer/stage/update"
 * import { Effect } from "effect"
 *
 * export const learning = (options: UpdateOptions<"old" | "advantage">) =>
 *   Effect.map(prepare(options), (training) => [updateBy(training, options), following(training, constant(0.01))])
 * ```
 *
 * @since 0.1.0
 */
export const following = (training: Training, rate: Schedule) =>
<S extends string, E, R>(
  steps: Stream.Stream<Step<S>, E, R>,
): Stream.Stream<Step<S>, E | PolicyError, R | Teacher> =>
  Stream.unwrap(Effect.gen(function* () {
    const teacher = yield* Teacher
    const { tensors } = yield* training.state
    const own = yield* teacher.learn(yield* attempt("learn", () => followed(teacher.config, tensors)))
    return Stream.tap(steps, ({ step }) =>
      Effect.gen(function* () {
        const [ahead, behind] = [yield* training.state, yield* own.state]
        yield* own.restore({ ...behind, updates: ahead.updates, tensors: nearer(behind, ahead, rate(step)) })
      }))
  }))

/** A learner that never learns: by its state the teacher's weights are put in place. */
const followed = (config: Teacher["Service"]["config"], tensors: TrainingState["tensors"]) =>
  compileLearner({
    config,
    loss: nll,
    aggregate: tokenMean,
    optimizer: sgd(),
    sampled: false,
    trainable: Object.keys(tensors).flatMap((name) =>
      name.startsWith(names.weight("")) ? [name.slice(names.weight("").length)] : []
    ),
  })

/** Weights `x + rate (y - x)`; all else as it is behind. */
const nearer = (behind: TrainingState, ahead: TrainingState, rate: number): TrainingState["tensors"] =>
  Object.fromEntries(
    Object.entries(behind.tensors).map(([name, { dims, data: x }]) => {
      if (!name.startsWith(names.weight(""))) return [name, behind.tensors[name]]
      const { data: y } = ahead.tensors[name]
      return [name, value("float32", dims, x.map((each, i) => each + rate * (y[i] - each)))]
    }),
  )
