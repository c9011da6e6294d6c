/**
 * A learning rate for each update, the first being step 1.
 * @since 0.1.0
 */
export type Schedule = (step: number) => number

/**
 * A schedule with the same rate at every step.
 * @since 0.1.0
 */
export const constant = (rate: number): Schedule => () => rate

/**
 * Falls from `rate` to `floor` along half a cosine: `rate` at step 0, `floor` from step `steps` on.
 * @since 0.1.0
 */
export const cosine = (
  rate: number,
  options: { readonly steps: number; readonly floor?: number },
): Schedule => {
  const { steps, floor = 0 } = options
  return (step) => {
    const share = step <= 0 ? 0 : step >= steps ? 1 : step / steps
    return floor + (rate - floor) * (1 + Math.cos(Math.PI * share)) / 2
  }
}

/**
 * Rises linearly over `steps` updates, from a fraction 1/steps of the schedule's start at step 1, then follows `schedule`,
 * whose steps count from the end of the warm-up.
 *
 * @example
 * ```ts
 * import { constant, warmUp } from "@rlif/trainer/optimizer/schedule"
 * const schedule = warmUp(5, constant(1))
 * schedule(1) // 0.2
 * schedule(5) // 1
 * ```
 *
 * @since 0.1.0
 */
export const warmUp = (steps: number, schedule: Schedule): Schedule => (step) =>
  step < steps ? schedule(0) * step / steps : schedule(step - steps)
