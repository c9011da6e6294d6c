import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Step } from "../stage/step.ts"
import type { RunFolder } from "./run_folder.ts"

/**
 * The stage Step -> Step that writes each step to the run folder: the metrics of every step, and the samples of the first
 * and every `samples`-th.
 * @since 0.1.0
 */
export const record =
  (folder: RunFolder, { samples = 1 }: { readonly samples?: number } = {}) =>
  <S extends string, E, R>(steps: Stream.Stream<Step<S>, E, R>) =>
    Stream.tap(steps, (step) =>
      Effect.andThen(
        step.step === 1 || step.step % samples === 0 ? folder.samples(step) : Effect.void,
        folder.metrics(step.step, step.metrics),
      ))
