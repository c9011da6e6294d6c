import * as Effect from "effect/Effect"
import type { Lanes } from "../lane/lanes.ts"
import type { Weights } from "../learn/weights.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { Elsewhere } from "./elsewhere.ts"

/** These lanes, and whoever else there is. Messages are loaded only where there is somebody: most policies have nobody. */
export const reaching = Effect.fnUntraced(function* (own: Lanes, config: ModelConfig, weights: Weights) {
  const hire = yield* Elsewhere
  if (hire === undefined) return own
  const { asking } = yield* Effect.promise(() => import("./asking.ts"))
  return yield* asking(own, { config, weights, hire })
})
