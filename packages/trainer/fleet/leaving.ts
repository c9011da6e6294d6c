import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"

/**
 * A scope within the one that is open, whose closing is waited for no longer than two seconds: a server waits for what it still answers,
 * and an answer to somebody who is gone without a word may take for ever.
 */
export const leaving: Effect.Effect<Scope.Scope, never, Scope.Scope> = Effect.gen(function* () {
  const scope = yield* Scope.make()
  yield* Effect.addFinalizer(Effect.fnUntraced(function* () {
    const closing = yield* Effect.forkDetach(Scope.close(scope, Exit.void))
    yield* Effect.interruptible(Effect.timeoutOption(Fiber.await(closing), "2 seconds"))
  }))
  return scope
})
