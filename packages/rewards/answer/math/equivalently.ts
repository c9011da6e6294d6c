import type { Compare } from "../verdict.ts"
import { compared } from "./_compared.ts"
import { plain } from "./_plain.ts"
import type { Engine, EngineError } from "./engine.ts"

/**
 * Compares two answers to one question, of which neither is gold: an equivalence, so that clusters of answers do not depend
 * on their order. `mathematically` forgives what one side leaves out, and is none: 50% equals 50 and 0.5, and 5 equals 5 cm
 * and 5 km. Here units, the percent sign among them, and the name in `x = 5` never count: who is asked for a percentage, a
 * length or x leaves them out or not, but is not asked for two of them. So 50% is 50, and 0.5 is another answer.
 *
 * @example
 * ```ts
 * import { engineWorker } from "@rlif/rewards/answer/math/engine-worker"
 * import { equivalently } from "@rlif/rewards/answer/math/equivalently"
 * import { Effect } from "effect"
 *
 * const verdicts = Effect.all([
 *   equivalently("50\\%", "50"), // correct
 *   equivalently("50\\%", "0.5"), // wrong
 *   equivalently("x = \\frac{1}{2}", "0.5 \\text{ cm}"), // correct
 * ])
 * await Effect.runPromise(Effect.provide(verdicts, engineWorker()))
 * ```
 */
export const equivalently: Compare<EngineError, Engine> = compared(plain)
