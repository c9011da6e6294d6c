import { type Guard, proceed } from "./guard.ts"

/**
 * Rolls a run back as soon as any metric is NaN or infinite: the weights may be so, too.
 *
 * @example
 * ```ts
 * import { finite, replay } from "@rlif/trainer/guard"
 *
 * replay(finite, [{ loss: 1 }, { loss: NaN }]).decisions.map(({ _tag }) => _tag) // ["continue", "rollback"]
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const finite: Guard<null> = {
  init: null,
  check: (metrics, state) => {
    const name = Object.keys(metrics).sort().find((key) => !Number.isFinite(metrics[key]))
    if (name === undefined) return [proceed, state]
    return [{ _tag: "rollback", reason: `${name} is ${metrics[name]}`, numbers: { [name]: metrics[name] } }, state]
  },
}
