import type { Training, TrainingState } from "@rlif/core/learn/training"
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import * as Effect from "effect/Effect"
import type { Kept } from "./watched.ts"

/**
 * The mean of the weights of some states, number by number; all else is of the first.
 * @stability unstable
 * @since 0.1.0
 */
export const meanState = (states: readonly [TrainingState, ...ReadonlyArray<TrainingState>]): TrainingState => ({
  ...states[0],
  tensors: Object.fromEntries(
    Object.entries(states[0].tensors).map(([name, tensor]) => {
      if (!name.startsWith("weight.")) return [name, tensor]
      const all = states.map(({ tensors }) => tensors[name].data)
      const data = tensor.data.map((_, i) => all.reduce((sum, { [i]: value }) => sum + value, 0) / all.length)
      return [name, { ...tensor, data }]
    }),
  ),
})

/**
 * Saves the mean of the present weights and those of points before them, and puts the present ones back. Averages of the last
 * checkpoints of a run are often better than the last one (Kaddour, "Stop wasting my time!", arXiv:2209.14981).
 * @stability unstable
 * @since 0.1.0
 */
export const averaged = Effect.fnUntraced(function* <E, R>(
  training: Pick<Training, "state" | "restore">,
  { before, save }: { readonly before: ReadonlyArray<Kept>; readonly save: Effect.Effect<void, E, R> },
): Effect.fn.Return<void, E | PolicyError, R> {
  const present = yield* training.state
  yield* training.restore(meanState([present, ...before.map(({ state }) => state)]))
  yield* Effect.ensuring(save, Effect.orDie(training.restore(present)))
})
