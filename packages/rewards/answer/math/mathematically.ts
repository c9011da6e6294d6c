import { Effect } from "effect"
import type { Compare } from "../verdict.ts"
import { all, questions } from "./_logic.ts"
import { Engine, type EngineError } from "./engine.ts"
import { read } from "./reading.ts"
import { legible, sameness } from "./sameness.ts"

/** Of lists without end, each part of one would be held against each of the other. */
const mostQuestions = 1000

/**
 * Compares answers by what they mean: numbers in any form exactly, words as words, tuples, intervals and matrices part by
 * part, sets in any order, expressions by algebra. It is an equivalence, the same for a gold answer and for answers among
 * themselves: `18`, `18 cm` and `x = 18` are one answer, so units, the percent sign among them, and names never count, and
 * 50% is 50 and not 0.5. Most answers are decided by their form alone and never reach the engine. Unparsable where one of
 * the two cannot be read, or not in time, the gold answer like any other: an answer that equals an unparsable gold earns
 * nothing.
 *
 * @example
 * ```ts
 * import { engineWorker } from "@rlif/rewards/answer/math"
 * import { mathematically } from "@rlif/rewards/answer/math"
 * import { Effect } from "effect"
 *
 * const verdicts = Effect.all([
 *   mathematically("\\frac{1}{2}", "0.50"), // correct
 *   mathematically("(1,2]", "(1,2)"), // wrong
 *   mathematically("50", "50\\%"), // correct
 *   mathematically("\\frac{1}{", "1"), // unparsable
 * ])
 * await Effect.runPromise(Effect.provide(verdicts, engineWorker()))
 * ```
 *
 * @since 0.1.0
 */
export const mathematically: Compare<EngineError, Engine> = Effect.fnUntraced(function* (gold, given) {
  // In an order of their own: an equivalence does not ask which one was gold, and so cannot answer differently.
  const [left, right] = [gold, given].sort().map(read)
  if (left === undefined || right === undefined) return "unparsable"
  const [readable, same] = [all([legible(left), legible(right)]), sameness(left, right)]
  if (readable === true && typeof same === "boolean") return same ? "correct" : "wrong"
  if (questions(same) > mostQuestions) return "unparsable"
  const { decide } = yield* Engine
  // In this order: what cannot be read is unparsable, however clearly it differs.
  const decision = yield* decide({ all: [readable, same] })
  return decision === "unreadable" ? "unparsable" : decision ? "correct" : "wrong"
})
