// `rlif workers`: who computes for the runs of a database.
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { type Of, operand, toggle } from "../settings/setting.ts"
import { database } from "../settings/workers.ts"
import { command } from "./_command.ts"
import { withQueue } from "./_queue.ts"
import { databaseOf } from "./inputs/database.ts"
import { table } from "./outputs/table.ts"

/** All that `rlif workers` can be told. */
export const workersSettings = {
  database: { ...operand("that workers have joined"), ...database("that workers have joined"), operand: true },
  json: toggle(false, "print one JSON object a worker"),
}

/** The command. */
export const workers = command("workers", {
  about: "The workers of a database: what each computes, and how fast",
  settings: workersSettings,
  run: Effect.fnUntraced(function* ({ database, json }: Of<typeof workersSettings>) {
    const { listed } = yield* withQueue(() => import("../fleet/listed.ts"))
    const all = yield* listed({ url: yield* databaseOf(database) })
    if (json) return yield* Effect.forEach(all, (one) => Console.log(JSON.stringify(one)), { discard: true })
    if (all.length === 0) return yield* Console.log("Nobody has joined; rlif worker --join does")
    const rows = all.map(({ name, doing, computed, rate }) => [name, doing, `${computed}`, rate.toFixed(0)])
    yield* Console.log(table(["worker", "computes", "pieces", "tokens/s"], rows, { words: [0, 1] }))
  }),
})
