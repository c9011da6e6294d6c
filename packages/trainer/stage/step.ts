import type { Effect } from "effect"
import type { Weighted } from "./advantage.ts"

/** Numbers by name, in TRL's spelling where it has one. */
export type Metrics = Readonly<Record<string, number>>

/** One update of the weights: what it learned from and what it measured. */
export interface Step<S extends string = never> {
  /** 1 at the first update. */
  readonly step: number
  readonly metrics: Metrics
  readonly batch: ReadonlyArray<Weighted<S>>
}

/**
 * Something to do at a step: to measure (its numbers join the step's metrics), or to save, or to show. Evaluations are
 * probes that are handed in, so that no stage knows of them.
 */
export type Probe<E = never, R = never, S extends string = never> = (
  step: Step<S>,
) => Effect.Effect<Metrics | void, E, R>
