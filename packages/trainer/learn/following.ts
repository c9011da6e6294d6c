import * as names from "@rlif/core/graph/names"
import { value } from "@rlif/core/graph/value"
import type { Training, TrainingState } from "@rlif/core/learn/training"
import { Teacher } from "@rlif/core/policy"
import { attempt } from "@rlif/core/runtime/drained"
import * as Effect from "effect/Effect"
import { nll } from "../loss/nll.ts"
import { tokenMean } from "../loss/token_mean.ts"
import type { Schedule } from "../optimizer/schedule.ts"
import { sgd } from "../optimizer/sgd.ts"
import { compileLearner } from "./compile_learner.ts"

/**
 * A learner at work whose teacher follows it: after every update the teacher's weights are a running mean of the trained policy's,
 * `teacher += rate (policy - teacher)`, by a schedule's rate (Tarvainen & Valpola, 2017, arXiv:1703.01780; a teacher of
 * Co-rewarding-II, arXiv:2508.00410). Only weights that are trained move; the teacher has to be the same model. The teacher's
 * version is then that of the policy. The teacher is part of the state, so that a checkpoint has both and a run goes on with both.
 *
 * @example
 * ```ts
 * import { following } from "@rlif/trainer/learn/following"
 * import { constant } from "@rlif/trainer/optimizer/schedule"
 * import { prepare, updateBy, type UpdateOptions } from "@rlif/trainer/stage/update"
 * import { Effect } from "effect"
 *
 * export const learning = (options: UpdateOptions<"old" | "advantage">) =>
 *   prepare(options).pipe(
 *     Effect.flatMap((training) => following(training, constant(0.01))),
 *     Effect.map((training) => updateBy(training, options)),
 *   )
 * ```
 *
 * @since 0.1.0
 */
export const following = Effect.fnUntraced(function* (training: Training, rate: Schedule) {
  const teacher = yield* Teacher
  const { tensors } = yield* training.state
  const own = yield* teacher.learn(yield* attempt("learn", () => followed(teacher.config, tensors)))
  const put = (tensors: TrainingState["tensors"], updates: number) =>
    Effect.flatMap(own.state, (state) => own.restore({ ...state, updates, tensors }))
  const both: Training = {
    update: Effect.fnUntraced(function* (batch) {
      const metrics = yield* training.update(batch)
      const [ahead, behind] = [yield* training.state, yield* own.state]
      yield* put(nearer(behind, ahead, rate(ahead.steps)), ahead.updates)
      return metrics
    }),
    state: Effect.gen(function* () {
      const [ahead, behind] = [yield* training.state, yield* own.state]
      const tensors = Object.entries(behind.tensors).map(([name, tensor]) => [`${prefix}${name}`, tensor] as const)
      return { ...ahead, tensors: { ...ahead.tensors, ...Object.fromEntries(tensors) } }
    }),
    restore: Effect.fnUntraced(function* (state) {
      const [mine, its]: [Record<string, Tensor>, Record<string, Tensor>] = [{}, {}]
      for (const [name, tensor] of Object.entries(state.tensors)) {
        if (name.startsWith(prefix)) its[name.slice(prefix.length)] = tensor
        else mine[name] = tensor
      }
      yield* training.restore({ ...state, tensors: mine })
      yield* put(its, state.updates)
    }),
  }
  return both
})

type Tensor = TrainingState["tensors"][string]

/** Before the names of the teacher's tensors in a state. */
const prefix = "teacher."

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
