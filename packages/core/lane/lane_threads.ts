import * as Context from "effect/Context"

/**
 * How many lanes compute a policy's pieces, each in a thread of its own; 0 is as many as the machine has cores. Default 1: the
 * policy's own thread. Only the time depends on it.
 * @stability unstable
 * @since 0.1.0
 */
export const LaneThreads: Context.Reference<number> = Context.Reference("@rlif/core/lane/LaneThreads", {
  defaultValue: () => 1,
})
