import { type Guard, proceed } from "./guard.ts"

/**
 * Rolls a run back as soon as any metric is NaN or infinite: the weights may be so, too.
 * @stability unstable
 * @since 0.1.0
 */
export const finite: Guard<null> = {
  init: null,
  check: (metrics, state) => {
    const name = Object.keys(metrics).sort().find((key) => !Number.isFinite(metrics[key]))
    return [name === undefined ? proceed : { _tag: "rollback", reason: `${name} is ${metrics[name]}` }, state]
  },
}
