import type * as Effect from "effect/Effect"
import type { Weighted } from "./advantage.ts"

/**
 * Numbers by name, in TRL's spelling if TRL has one.
 * @since 0.1.0
 */
export type Metrics = Readonly<Record<string, number>>

/**
 * One update of the weights, with what was measured and the batch that it learned from.
 * @since 0.1.0
 */
export interface Step<S extends string = never> {
  /** 1 at the first update. */
  readonly step: number
  readonly metrics: Metrics
  readonly batch: ReadonlyArray<Weighted<S>>
}

/**
 * Something to do at a step: to measure, in numbers that join the step's metrics, or to save, or to show. Evaluations are
 * handed in as probes, so that no stage knows of evaluations.
 * @since 0.1.0
 */
export type Probe<E = never, R = never, S extends string = never> = (
  step: Step<S>,
) => Effect.Effect<Metrics | void, E, R>
