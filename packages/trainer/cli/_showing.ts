// A run that is watched: its live page, and what people ask of it there.
import { Tokenizer } from "@rlif/core/text"
import * as Effect from "effect/Effect"
import { spelling } from "../page/spelling.ts"
import { asksOf, controlFile, controlText, readControl } from "../run/control_file.ts"
import { controlled } from "../run/controlled.ts"
import type { Keeper } from "../run/checkpoints.ts"
import type { RunFolder } from "../run/run_folder.ts"
import { answersOf } from "../settings/names.ts"
import type { TrainSettings } from "../settings/train_settings.ts"
import { hostOf } from "../settings/watching.ts"

/** Serves the page of a run while the scope is open, where that is wished for, and says where. */
export const showing = Effect.fnUntraced(function* (
  run: string,
  { watch, watchHost, answer }: TrainSettings,
  say: (line: string) => Effect.Effect<void>,
) {
  if (watch === "") return
  const { watchServer } = yield* Effect.promise(() => import("../watch/server.ts"))
  const reading = { spelling: spelling(yield* Tokenizer), answer: answersOf(answer).answer }
  yield* say(`Watch: ${yield* watchServer(run, { reading, port: Number(watch), ...yield* hostOf(watchHost) })}`)
})

/** Fails where the page of a run could not be served. */
export const checkShowing = Effect.fnUntraced(function* ({ watch, watchHost, dryRun }: TrainSettings) {
  if (watch === "" || dryRun) return
  const { checkPort } = yield* Effect.promise(() => import("../watch/server.ts"))
  yield* checkPort({ host: watchHost, port: Number(watch) })
})

/**
 * What does what people ask of a run, by its folder: at the run's own page, or at that of `rlif watch`. `asks` is what they asked
 * since a run that goes on was taken; of a new one, from now on. Gives the stage Step -> Step that does it.
 */
export const obedience = Effect.fnUntraced(function* (folder: RunFolder, asks: Asks | undefined) {
  const done = (...done: Parameters<typeof controlText>) =>
    Effect.flatMap(controlText(...done), (line) => folder.append(controlFile, line))
  // A pause that a signal ended, or a crash, is over where the run goes on.
  const last = (yield* readControl(folder.path)).findLast(({ ask }) => ask !== "save")
  if (last?.ask === "pause") yield* done("go on", last.step)
  const heard = asks ?? (yield* asksOf(folder.path))
  return <E, R>({ save }: Keeper<E, R>, within: { readonly stopped: Effect.Effect<unknown>; readonly batch: number }) =>
    controlled({ asks: heard, save, done, ...within })
})

/** What was asked since it was last looked at. */
export type Asks = Effect.Success<ReturnType<typeof asksOf>>
