import type { Decision, Guard, Numbers } from "./guard.ts"

/**
 * What a guard decides along a log, line by line, and its state after the log. A run that goes on replays what it has done, so
 * that the guard decides as in a run that never stopped; a study replays one run through many guards.
 *
 * @example
 * ```ts
 * import { entropyFloor, replay } from "@rlif/trainer/guard"
 *
 * const log = [{ entropy: 0.5 }, { entropy: 0.01 }]
 * replay(entropyFloor({ floor: 0.02, steps: 1 }), log).decisions.map(({ _tag }) => _tag) // ["continue", "stop"]
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const replay = <State>(
  guard: Guard<State>,
  log: ReadonlyArray<Numbers>,
): { readonly decisions: ReadonlyArray<Decision>; readonly state: State } => {
  let state = guard.init
  const decisions = log.map((metrics) => {
    const [decision, next] = guard.check(metrics, state)
    state = next
    return decision
  })
  return { decisions, state }
}
