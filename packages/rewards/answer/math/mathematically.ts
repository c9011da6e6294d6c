import type { Compare } from "../verdict.ts"
import { compared } from "./_compared.ts"
import type { Engine, EngineError } from "./engine.ts"

/**
 * Compares answers by what they mean: numbers in any form exactly, words as words, tuples, intervals and matrices part by
 * part, sets in any order, expressions by algebra. Strict where it matters: order, brackets, and units if both have one. Most
 * answers are decided by their form alone and never reach the engine. Unparsable where one of the two cannot be read, or
 * not in time, the gold answer like any other: an answer that equals an unparsable gold earns nothing. For answers among themselves there is `equivalently`.
 *
 * @example
 * ```ts
 * import { engineWorker } from "@rlif/rewards/answer/math/engine-worker"
 * import { mathematically } from "@rlif/rewards/answer/math/mathematically"
 * import { Effect } from "effect"
 *
 * const verdicts = Effect.all([
 *   mathematically("\\frac{1}{2}", "0.50"), // correct
 *   mathematically("(1,2]", "(1,2)"), // wrong
 *   mathematically("\\frac{1}{", "1"), // unparsable
 * ])
 * await Effect.runPromise(Effect.provide(verdicts, engineWorker()))
 * ```
 */
export const mathematically: Compare<EngineError, Engine> = compared((reading) => reading)
