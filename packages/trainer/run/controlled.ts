import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Step } from "../stage/step.ts"
import type { Ask } from "./control_file.ts"

/**
 * Where a run hears what is asked of it, and how it does it.
 * @stability unstable
 * @since 0.1.0
 */
export interface ControlOptions<E1, R1, E2, R2> {
  /** What was asked since this last ran, in its order. */
  readonly asks: Effect.Effect<ReadonlyArray<Ask>, E1, R1>
  /** Keeps the weights after an update. */
  readonly save: Effect.Effect<void, E2, R2>
  /** Told of each wish once it is carried out. */
  readonly done: (ask: Ask, step: number) => Effect.Effect<void, E1, R1>
  /** What ends a pause beside people, such as a signal. Default: nothing. */
  readonly stopped?: Effect.Effect<unknown>
  /** Updates of each sampled batch: wishes are heard where a batch ends, as within one there is no place to go on from. Default 1. */
  readonly batch?: number
}

/** How long a pause goes on before it is asked again what to do. */
const pause = "100 millis"

/**
 * The stage Step -> Step that does between two updates what people ask: a pause lasts until somebody asks to go on or to stop, a
 * stop ends the stream after the update that was made, with its weights kept. No number of the run depends on it: a run that was
 * paused and went on has the bits of one that was left alone. Belongs after all stages that record and save.
 *
 * @example
 * ```ts
 * import type { Ask } from "@rlif/trainer/run/control-file"
 * import { controlled } from "@rlif/trainer/run/controlled"
 * import { Effect, Stream } from "effect"
 *
 * const wishes: Array<Array<Ask>> = [[], ["pause"], ["save", "go on"], ["stop"]]
 * const asks = Effect.sync(() => wishes.shift() ?? [])
 * const done: Array<string> = []
 * const steps = Stream.range(1, 9).pipe(Stream.map((step) => ({ step, metrics: {}, batch: [] })))
 * await steps.pipe(
 *   controlled({ asks, save: Effect.void, done: (ask, step) => Effect.sync(() => void done.push(`${ask} at ${step}`)) }),
 *   Stream.runCount,
 *   Effect.runPromise,
 * ) // 3
 * done // ["pause at 2", "save at 2", "go on at 2", "stop at 3"]
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const controlled =
  <E1, R1, E2, R2>({ asks, save, done, stopped = Effect.never, batch = 1 }: ControlOptions<E1, R1, E2, R2>) =>
  <S extends string, E, R>(
    steps: Stream.Stream<Step<S>, E, R>,
  ): Stream.Stream<Step<S>, E | E1 | E2, R | R1 | R2> => {
    /** Whether this was the last update. */
    const obeyed = Effect.fnUntraced(function* (step: number) {
      if (step % batch !== 0) return false
      let paused = false
      do {
        for (const ask of yield* asks) {
          if (ask === "save" || ask === "stop") yield* save
          paused = ask === "pause" || (paused && ask !== "go on")
          yield* done(ask, step)
          if (ask === "stop") return true
        }
      } while (paused && !(yield* Effect.raceFirst(Effect.as(Effect.sleep(pause), false), Effect.as(stopped, true))))
      return false
    })
    return steps.pipe(
      Stream.mapEffect((step) => Effect.map(obeyed(step.step), (last) => ({ step, last }))),
      Stream.takeUntil(({ last }) => last),
      Stream.map(({ step }) => step),
    )
  }
