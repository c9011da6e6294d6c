import { random as generator, type Seed, seed as mix } from "@rlif/core/random/seed"
import { perGroup, type Reward } from "./reward.ts"

/**
 * A control that knows nothing: uniform on [0, 1), a pure function of the seed, the problem, the version of the weights
 * and the completion's place in its group. Changes that training under this control makes too are no reward's doing.
 * @since 0.1.0
 */
export const random = ({ seed }: { readonly seed: Seed }): Reward<never, never, never, "group"> =>
  perGroup(
    "random",
    [],
    ({ problem, version, rollouts }) =>
      Float64Array.from(rollouts, (_, i) => generator(mix(seed, "reward", problem.id, version, i)).uniform()),
  )
