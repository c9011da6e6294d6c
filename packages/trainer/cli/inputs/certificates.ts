import { reasonOf } from "@rlif/core/files/reason"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Redacted from "effect/Redacted"
import type { Tls } from "../../fleet/tls.ts"
import { SettingsError } from "../../settings/setting.ts"

/** The certificates of a folder, as an option of workers and fleets; none where no folder is named. */
export const tlsOf = Effect.fnUntraced(function* (folder: string) {
  if (folder === "") return {}
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const read = (name: string) =>
    Effect.mapError(
      fs.readFileString(join(folder, name)),
      (error) => new SettingsError({ message: `Cannot read flag --tls: ${reasonOf(error)}` }),
    )
  const tls: Tls = {
    ca: yield* read("ca.pem"),
    cert: yield* read("cert.pem"),
    key: Redacted.make(yield* read("key.pem")),
  }
  return { tls }
})
