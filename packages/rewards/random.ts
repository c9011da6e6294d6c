import { random as generator, type Seed, seed as mix } from "@rlif/core/random/seed"
import { perGroup, type Reward } from "./reward.ts"

/**
 * A control that knows nothing: uniform on [0, 1), a pure function of the seed, the problem, the version of the weights
 * and the completion's place in its group. What training does under it is not the reward's doing.
 */
export const random = ({ seed }: { readonly seed: Seed }): Reward<never, never, never, "group"> =>
  perGroup(
    "random",
    [],
    ({ problem, version, rollouts }) =>
      Float64Array.from(rollouts, (_, i) => generator(mix(seed, "reward", problem.id, version, i)).uniform()),
  )
