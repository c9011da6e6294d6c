// What a thread makes for its owner and keeps: each has a number, and a scope of its own.
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { PolicyError } from "../runtime/policy_error.ts"

/** Things by number, all of which are released with `scope`, and each earlier where the owner forgets it. */
export const numbered = <A>(scope: Scope.Scope, gone: PolicyError) => {
  const all = new Map<number, { readonly made: A; readonly scope: Scope.Closeable }>()
  let last = 0
  return {
    /** Makes one, and gives its number. */
    make: <E>(effect: Effect.Effect<A, E, Scope.Scope>): Effect.Effect<number, E> =>
      Effect.gen(function* () {
        const own = yield* Scope.fork(scope)
        const made = yield* effect.pipe(
          Scope.provide(own),
          Effect.onError((cause) => Scope.close(own, Exit.failCause(cause))),
        )
        all.set(++last, { made, scope: own })
        return last
      }),
    /** Uses one; fails with `gone` where it is forgotten. */
    use: <B>(id: number, of: (made: A) => Effect.Effect<B, PolicyError>): Effect.Effect<B, PolicyError> => {
      const found = all.get(id)
      return found === undefined ? Effect.fail(gone) : of(found.made)
    },
    /** Releases one. */
    forget: (id: number): Effect.Effect<void> => {
      const found = all.get(id)
      all.delete(id)
      return found === undefined ? Effect.void : Scope.close(found.scope, Exit.void)
    },
  }
}
