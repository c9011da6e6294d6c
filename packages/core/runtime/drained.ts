// From promises of plain code to effects. Interruption asks the code to stop and waits until it has, because sessions and
// slabs that the code uses may be released right after.
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { OutOfMemory, PolicyError, Underlying } from "./policy_error.ts"

/**
 * Runs `body` as one effect; a rejection becomes a PolicyError with `action`. Interruption aborts `signal` and waits for the
 * end of `body`.
 * @stability unstable
 * @since 0.1.0
 */
export const drained = <A>(action: string, body: (signal: AbortSignal) => Promise<A>): Effect.Effect<A, PolicyError> =>
  Effect.callback((resume) => {
    const controller = new AbortController()
    const settled = body(controller.signal).then(
      (value) => resume(Effect.succeed(value)),
      (cause: unknown) => resume(Effect.fail(policyError(action, cause))),
    )
    return Effect.promise(() => {
      controller.abort()
      return settled
    })
  })

/**
 * Runs synchronous code as an effect; an exception becomes a PolicyError with `action`.
 * @stability unstable
 * @since 0.1.0
 */
export const attempt = <A>(action: string, body: () => A): Effect.Effect<A, PolicyError> =>
  Effect.try({ try: body, catch: (cause) => policyError(action, cause) })

/**
 * Lets timers, messages and signals of the process run, then throws if `signal` is aborted.
 * @stability unstable
 * @since 0.1.0
 */
export const breathe = async (signal: AbortSignal): Promise<void> => {
  await new Promise((resolve) => setImmediate(resolve))
  signal.throwIfAborted()
}

/**
 * Any failure below the policy as a PolicyError, with the message of its cause.
 * @stability unstable
 * @since 0.1.0
 */
export const policyError = (action: string, cause: unknown): PolicyError =>
  cause instanceof PolicyError ? cause : new PolicyError({ action, reason: reasonOf(cause) })

const reasonOf = (cause: unknown) => {
  const message = cause instanceof Error ? cause.message : String(cause)
  if (noMemory.test(message)) return new OutOfMemory({ message })
  const error = Predicate.hasProperty(cause, "_tag") ? String(cause._tag) : cause instanceof Error ? cause.name : ""
  return new Underlying({ message, error })
}

/** Messages of V8, the C++ library, ONNX Runtime and CUDA. */
const noMemory = /allocation failed|bad_alloc|Failed to allocate memory|out of memory/i
