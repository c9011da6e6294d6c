/**
 * Numbers by name: what a guard reads, and what its decision rests on.
 * @stability unstable
 * @since 0.1.0
 */
export type Numbers = Readonly<Record<string, number>>

/**
 * A decision other than to continue, with the numbers that it rests on. A `warn` changes nothing; a `stop` ends the run and
 * keeps the weights before the update whose metrics were objected to; a `rollback` ends it and returns to a checkpoint.
 * @stability unstable
 * @since 0.1.0
 */
export interface Objection {
  readonly _tag: "warn" | "stop" | "rollback"
  readonly reason: string
  readonly numbers: Numbers
  /** How many updates ago the weights were those that a rollback should return to. Default 1. */
  readonly back?: number
}

/**
 * The next move of a run.
 * @stability unstable
 * @since 0.1.0
 */
export type Decision = { readonly _tag: "continue" } | Objection

/**
 * The decision of a guard that has no objection.
 * @stability unstable
 * @since 0.1.0
 */
export const proceed: Decision = { _tag: "continue" }

/**
 * A guard watches the metrics of a run and decides; the run acts. Guards are pure: a log can be replayed through them.
 *
 * Metrics of update n are those of its batch, which the weights before that update sampled, of the update itself, and of
 * evaluations after it. So the last weights that nothing was said against are those before update n.
 * @stability unstable
 * @since 0.1.0
 */
export interface Guard<State> {
  readonly init: State
  /** Metrics that a run computes only where a guard reads them, such as `answers/agreement`. Default: none. */
  readonly reads?: ReadonlyArray<string>
  /** Whether it never does more than warn, so that nothing needs to be held for it. Default: no. */
  readonly warns?: boolean
  readonly check: (metrics: Numbers, state: State) => readonly [Decision, State]
}

/**
 * A guard whose state is its own affair, so that guards with different ones stand in one list.
 * @stability unstable
 * @since 0.1.0
 */
export const opaque = <State>(guard: Guard<State>): Guard<unknown> => guard as unknown as Guard<unknown>

/**
 * A guard of several, of which the first that would end the run decides; where none would, the first that warns. The state is
 * the list of their states.
 *
 * @example
 * ```ts
 * import { apart, clock, firstObjection, replay } from "@rlif/trainer/guard"
 *
 * const guard = firstObjection(clock({ updates: 2 }), apart({ share: 0.85 }))
 * const log = [0.2, 0.9, 0.9].map((value) => ({ reward: 1, "advantages/apart": value }))
 * replay(guard, log).decisions.map(({ _tag }) => _tag) // ["continue", "stop", "stop"]
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const firstObjection = <S extends ReadonlyArray<unknown>>(
  ...guards: { readonly [K in keyof S]: Guard<S[K]> }
): Guard<S> => ({
  init: guards.map(({ init }) => init) as unknown as S,
  reads: [...new Set(guards.flatMap(({ reads = [] }) => reads))],
  warns: guards.every(({ warns = false }) => warns),
  check: (metrics, state) => {
    const results = guards.map((guard, k) => guard.check(metrics, state[k]))
    const decisions = results.map(([decision]) => decision)
    const decision = decisions.find(ends) ?? decisions.find(({ _tag }) => _tag === "warn") ?? proceed
    return [decision, results.map(([, next]) => next) as unknown as S]
  },
})

/**
 * Whether a decision ends a run.
 * @stability unstable
 * @since 0.1.0
 */
export const ends = (decision: Decision): decision is Objection =>
  decision._tag === "stop" || decision._tag === "rollback"
