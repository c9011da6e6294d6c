/**
 * The next move of a run. A rollback returns to the best weights that the run has kept.
 * @stability unstable
 * @since 0.1.0
 */
export type Decision =
  | { readonly _tag: "continue" }
  | { readonly _tag: "stop"; readonly reason: string }
  | { readonly _tag: "rollback"; readonly reason: string }

/**
 * The decision of a guard that has no objection.
 * @stability unstable
 * @since 0.1.0
 */
export const proceed: Decision = { _tag: "continue" }

/**
 * A guard watches the metrics of a run and decides; the run acts. Guards are pure: a log can be replayed through them.
 * @stability unstable
 * @since 0.1.0
 */
export interface Guard<State> {
  readonly init: State
  readonly check: (metrics: Readonly<Record<string, number>>, state: State) => readonly [Decision, State]
}

/**
 * A guard of several, of which the first that objects decides. The state is the list of their states.
 * @stability unstable
 * @since 0.1.0
 */
export const firstObjection = <S extends ReadonlyArray<unknown>>(
  ...guards: { readonly [K in keyof S]: Guard<S[K]> }
): Guard<S> => ({
  init: guards.map(({ init }) => init) as unknown as S,
  check: (metrics, state) => {
    const results = guards.map((guard, k) => guard.check(metrics, state[k]))
    const objection = results.find(([decision]) => decision._tag !== "continue")
    return [objection?.[0] ?? proceed, results.map(([, next]) => next) as unknown as S]
  },
})
