import { counted } from "./_course.ts"
import { type Guard, proceed } from "./guard.ts"

/**
 * Stops after a number of updates, whatever they did: the guard that every other one has to beat. Objects to the update after
 * them, so that the weights of `updates` updates are kept. Counts lines with the metric `reward`, as that of each update has;
 * what was measured before the first update is none.
 *
 * @example
 * ```ts
 * import { clock, replay } from "@rlif/trainer/guard"
 *
 * const log = [{ reward: 1 }, { reward: 2 }, { reward: 3 }]
 * replay(clock({ updates: 2 }), log).decisions.map(({ _tag }) => _tag) // ["continue", "continue", "stop"]
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const clock = ({ updates = 20 }: { readonly updates?: number } = {}): Guard<number> => ({
  init: 0,
  check: (metrics, done) => {
    if (metrics.reward === undefined) return [proceed, done]
    return [
      done < updates ? proceed : {
        _tag: "stop",
        reason: `${counted(updates)} ${updates === 1 ? "is" : "are"} done`,
        numbers: { updates: done },
      },
      done + 1,
    ]
  },
})
