import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Step } from "../stage/step.ts"

/**
 * The stage Step -> Step that adds `memory`: the MiB of memory that this process holds after the step.
 *
 * @example
 * ```ts
 * import { weighed } from "@rlif/trainer/run/weighed"
 * import { Effect, Stream } from "effect"
 *
 * const steps = Stream.make({ step: 1, metrics: { reward: 1 }, batch: [] })
 * const [{ metrics }] = await steps.pipe(weighed, Stream.runCollect, Effect.runPromise)
 * metrics.memory > 10 // true
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const weighed = <S extends string, E, R>(steps: Stream.Stream<Step<S>, E, R>): Stream.Stream<Step<S>, E, R> =>
  Stream.mapEffect(steps, (step) =>
    Effect.sync(() => {
      const memory = Math.round(process.memoryUsage.rss() / 2 ** 20)
      return { ...step, metrics: { ...step.metrics, memory } }
    }))
