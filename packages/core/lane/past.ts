// Lanes over weights of an earlier version, beside those over the weights that learn. Both compute at the same time.
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { EarlierVersion, heldVersions } from "../learn/held.ts"
import type { Weights } from "../learn/weights.ts"
import { InvalidInput, PolicyError } from "../runtime/policy_error.ts"
import { slabOf } from "../runtime/slab.ts"
import type { Lanes } from "./lanes.ts"

interface Place {
  readonly own: Weights["parameters"]
  readonly lanes: Lanes
  readonly scope: Scope.Closeable
  /** What it has. */
  version: EarlierVersion
}

/** Runs something by the weights of a version that is held; one at a time, as the lanes move from version to version. */
export const past = Effect.fnUntraced(function* (
  lanes: Lanes,
  { weights, held }: { readonly weights: Weights; readonly held: ReturnType<typeof heldVersions> },
) {
  const scope = yield* Effect.scope
  const turn = yield* Semaphore.make(1)
  let place: Place | undefined
  const moved = Effect.fnUntraced(function* (action: string, updates: number) {
    const found = held.at(updates)
    if (found === undefined) {
      const message = `Cannot ${action}: version ${updates} of the weights is not held`
      return yield* new PolicyError({ action, reason: new InvalidInput({ field: "version", message }) })
    }
    const { tensors } = found
    if (place !== undefined && Object.keys(tensors).some((name) => place!.own[name] === undefined)) {
      yield* Scope.close(place.scope, Exit.void)
      place = undefined
    }
    if (place === undefined) {
      const own = slabOf(tensors)
      const inside = yield* Scope.fork(scope)
      const { frozen, parameters } = weights
      // What no learner changes is the same in all versions, and lies where it lies.
      const beside = lanes.beside({ frozen, parameters: { ...parameters, ...own } }, Object.keys(own))
      place = { own, lanes: yield* Scope.provide(beside, inside), scope: inside, version: found }
    }
    if (place.version !== found) {
      for (const [name, { data }] of Object.entries(place.own)) data.set(tensors[name].data)
      yield* place.lanes.renew(place.own)
      place.version = found
    }
    return place.lanes
  }, Effect.uninterruptible)
  return {
    by: <A>(version: number, action: string, use: (lanes: Lanes) => Effect.Effect<A, PolicyError>) =>
      turn.withPermit(Effect.flatMap(moved(action, version), use)),
    /** Lets nothing be computed by an earlier version meanwhile. */
    still: turn.withPermit,
  }
})
