import * as Effect from "effect/Effect"
import type { Compare } from "../verdict.ts"
import { all, questions } from "./_logic.ts"
import { Engine, type EngineError } from "./engine/engine.ts"
import { read } from "./reading.ts"
import { legible, sameness } from "./sameness.ts"

/** Two long lists would otherwise be compared item by item, each of one with each of the other. */
const mostQuestions = 1000

/**
 * Compares answers by what they mean: numbers in any form exactly, words as words, tuples, intervals and matrices part by
 * part, sets in any order, expressions by algebra. The comparison is an equivalence, with a gold answer and among answers
 * alike: `18`, `18 cm` and `x = 18` are one answer. So units, names and the percent sign never count, and 50% is 50, not
 * 0.5. Most answers are decided by form alone, without the engine. Two answers are unparsable if either, the gold answer
 * too, is unreadable or takes too long: an answer that is spelled like an unreadable gold earns nothing.
 *
 * @example
 * ```ts
 * import { mathematically } from "@rlif/rewards/answer/math"
 * import * as Engine from "@rlif/rewards/answer/math/engine"
 * import { Effect } from "effect"
 *
 * const verdicts = Effect.all([
 *   mathematically("\\frac{1}{2}", "0.50"), // correct
 *   mathematically("(1,2]", "(1,2)"), // wrong
 *   mathematically("50", "50\\%"), // correct
 *   mathematically("\\frac{1}{", "1"), // unparsable
 * ])
 * await Effect.runPromise(Effect.provide(verdicts, Engine.layerWorker()))
 * ```
 *
 * @since 0.1.0
 */
export const mathematically: Compare<EngineError, Engine> = Effect.fnUntraced(function* (gold, given) {
  // Sorted, so that the verdict cannot depend on which of the two is gold.
  const [left, right] = [gold, given].sort().map(read)
  if (left === undefined || right === undefined) return "unparsable"
  const [readable, same] = [all([legible(left), legible(right)]), sameness(left, right)]
  if (readable === true && typeof same === "boolean") return same ? "correct" : "wrong"
  if (questions(same) > mostQuestions) return "unparsable"
  const { decide } = yield* Engine
  // Legibility first: an unreadable answer is unparsable, however clearly it differs.
  const decision = yield* decide({ all: [readable, same] })
  return decision === "unreadable" ? "unparsable" : decision ? "correct" : "wrong"
})
