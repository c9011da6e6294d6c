import { Effect } from "effect"
import type { Compare } from "../verdict.ts"
import { all } from "./_logic.ts"
import { Engine, type EngineError } from "./engine.ts"
import { read, type Reading } from "./reading.ts"
import { legible, sameness } from "./sameness.ts"

/** Compares what `take` takes of the readings of two answers; unparsable where one of them cannot be read, or not in time. */
export const compared = (take: (reading: Reading) => Reading): Compare<EngineError, Engine> =>
  Effect.fnUntraced(function* (gold, given) {
    const readings = [read(gold), read(given)]
    if (readings[0] === undefined || readings[1] === undefined) return "unparsable"
    const [left, right] = [take(readings[0]), take(readings[1])]
    const [readable, same] = [all([legible(left), legible(right)]), sameness(left, right)]
    if (readable === true && typeof same === "boolean") return same ? "correct" : "wrong"
    const { decide } = yield* Engine
    // In this order: what cannot be read is unparsable, however clearly it differs.
    const decision = yield* decide({ all: [readable, same] })
    return decision === "unreadable" ? "unparsable" : decision ? "correct" : "wrong"
  })
