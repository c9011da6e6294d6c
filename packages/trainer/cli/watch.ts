// `rlif watch`: the live page of a run, which another process may be training.
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { readRun } from "../page/run_record.ts"
import { integer, type Of, operand, text } from "../settings/setting.ts"
import { hostOf } from "../settings/watching.ts"
import { watchServer } from "../watch/server.ts"
import { command } from "./_command.ts"
import { readingOf } from "./inputs/reading.ts"

/** All that `rlif watch` can be told. */
export const watchCommandSettings = {
  run: operand("run folder"),
  port: integer(0, "port of the page; 0: any that is free"),
  host: text(
    "127.0.0.1",
    "from where it can be reached; any but this machine's own takes a token (or RLIF_WATCH_TOKEN)",
  ),
  updates: integer(60, "of at most how many updates that are done the samples are in the page", 1),
}

/** The command. */
export const watch = command("watch", {
  about: "A live page of a run: what it does, and buttons to pause, save and stop it",
  settings: watchCommandSettings,
  run: Effect.fnUntraced(function* ({ run, port, host, updates }: Of<typeof watchCommandSettings>) {
    const reading = yield* readingOf(yield* readRun(run))
    yield* Console.log(`Watch: ${yield* watchServer(run, { reading, updates, port, ...yield* hostOf(host) })}`)
    return yield* Effect.never
  }, Effect.scoped),
})
