import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Step } from "../stage/step.ts"

/**
 * The stage Step -> Step that adds `step_time`, the seconds since the step before (or since the stream started).
 * @since 0.1.0
 */
export const timed = <S extends string, E, R>(steps: Stream.Stream<Step<S>, E, R>): Stream.Stream<Step<S>, E, R> =>
  Stream.unwrap(
    Effect.map(
      Clock.currentTimeMillis,
      (start) =>
        Stream.mapAccumEffect(steps, () => start, (before, step) =>
          Effect.map(Clock.currentTimeMillis, (now) => {
            const metrics = { ...step.metrics, step_time: (now - before) / 1000 }
            return [now, [{ ...step, metrics }]] as const
          })),
    ),
  )
