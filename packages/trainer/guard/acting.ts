import { type Guard, type Objection, proceed } from "./guard.ts"

/**
 * A guard whose objections are all of one kind. One that warns does so once, and is silent from then on.
 *
 * @example
 * ```ts
 * import { acting, entropyFloor, replay } from "@rlif/trainer/guard"
 *
 * const guard = acting(entropyFloor({ floor: 0.02, steps: 1 }), "warn")
 * const log = [{ entropy: 0.5 }, { entropy: 0.01 }, { entropy: 0.01 }]
 * replay(guard, log).decisions.map(({ _tag }) => _tag) // ["continue", "warn", "continue"]
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const acting = <State>(
  { init, check, ...rest }: Guard<State>,
  kind: Objection["_tag"],
): Guard<readonly [State, boolean]> => ({
  ...rest,
  warns: kind === "warn",
  init: [init, false],
  check: (metrics, [state, objected]) => {
    const [decision, next] = check(metrics, state)
    if (decision._tag === "continue") return [decision, [next, objected]]
    if (kind !== "warn") return [{ ...decision, _tag: kind }, [next, true]]
    const { reason, numbers } = decision
    return [objected ? proceed : { _tag: "warn", reason, numbers }, [next, true]]
  },
})
