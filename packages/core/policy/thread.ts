import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type Spawned, spawned } from "../thread/calling.ts"
import type { Calls, Ready, Start } from "./_protocol.ts"

/**
 * A thread for a policy that is not known yet.
 * @since 0.1.0
 */
export interface PolicyThread {
  /** The thread for whoever asks first, and for others one of their own. */
  readonly taken: Effect.Effect<Spawned<Calls, Start, Ready>, never, Scope.Scope>
}

const own = Effect.suspend(() => spawned<Calls, Start, Ready>(file))

const file = { file: new URL("./_thread.ts", import.meta.url), name: "policy" }

/**
 * A thread for `layerWorker` that loads its modules from now on, while its owner still finds out what the model is. It ends with
 * the scope, or earlier with its policy.
 *
 * @example
 * ```ts
 * import { layerWorker, Policy } from "@rlif/core/policy"
 * import { policyThread } from "@rlif/core/policy/thread"
 * import { Effect } from "effect"
 *
 * const failed = Effect.gen(function* () {
 *   const thread = yield* policyThread
 *   const folder = yield* Effect.succeed("no-such-folder") // whatever takes its time
 *   return yield* Policy.pipe(Effect.provide(layerWorker({ folder, thread })), Effect.flip)
 * })
 * await Effect.runPromise(Effect.scoped(failed)) // a PolicyError that names the folder
 * ```
 *
 * @since 0.1.0
 */
export const policyThread: Effect.Effect<PolicyThread, never, Scope.Scope> = Effect.map(own, (first) => {
  const left = [first]
  return {
    taken: Effect.suspend(() => {
      const one = left.pop()
      return one === undefined ? own : Effect.succeed(one)
    }),
  }
})
