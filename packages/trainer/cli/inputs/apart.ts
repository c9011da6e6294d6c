import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import { SettingsError } from "../../settings/setting.ts"

/** Fails where the file to write is the one that `flag` reads, by whatever path: the rows would be lost. */
export const checkApart = Effect.fnUntraced(function* (input: string, output: string, flag = "--input") {
  const fs = yield* FileSystem.FileSystem
  const [from, to] = yield* Effect.forEach([input, output], (path) => Effect.option(fs.stat(path)))
  if (Option.isNone(from) || Option.isNone(to)) return
  const ino = Option.getOrUndefined(from.value.ino)
  if (ino === undefined || from.value.dev !== to.value.dev || ino !== Option.getOrUndefined(to.value.ino)) return
  return yield* new SettingsError({
    message: `Cannot write "${output}": it is what ${flag} reads; name another --output`,
  })
})
