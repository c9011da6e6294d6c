import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { availableParallelism } from "node:os"
import { isHeavy, isShared, sharedParts } from "../generate/budget.ts"
import type { Weights } from "../learn/weights.ts"
import type { ModelConfig } from "../model/architecture.ts"
import type { PolicyError } from "../runtime/policy_error.ts"
import { Runtime } from "../runtime/runtime.ts"
import { LaneThreads } from "./lane_threads.ts"
import type { Lanes } from "./lanes.ts"
import { localLane } from "./local.ts"
import { workers } from "./workers.ts"

/**
 * Who computes pieces on this machine: threads of their own, as many as are asked for, or this one. Lanes that are `apart` leave this
 * one free where the model allows, even if only one thread computes.
 */
export const lanesOf = Effect.fnUntraced(function* (
  config: ModelConfig,
  weights: Weights,
  options: { readonly apart?: boolean } = {},
): Effect.fn.Return<Lanes, PolicyError, Runtime | Scope.Scope> {
  const runtime = yield* Runtime
  const { provider } = runtime
  const threads = (yield* LaneThreads) || availableParallelism()
  const beside: Lanes["beside"] = (other) =>
    lanesOf(config, other, options).pipe(
      Effect.provideService(Runtime, runtime),
      Effect.provideService(LaneThreads, threads),
    )
  const all = { ...weights.parameters, ...weights.frozen }
  const shared = isShared(all, provider)
  const parts = shared ? sharedParts : 1
  if (shared && (options.apart || threads > 1)) return { ...yield* workers(threads, config, weights), parts, beside }
  const lane = yield* localLane(config, weights)
  return { lane, atOnce: 1, renew: lane.renew, beside, parts, adds: isHeavy(all, provider) }
})
