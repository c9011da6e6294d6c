// Temporary folders, in which other folders are written before they get their names. A temporary folder is removed when the
// scope ends. Its name holds machine and process, so that the next process can remove folders of a killed process.
import { hostname } from "node:os"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { life, thisProcess } from "./owner.ts"

/** A new folder in another. Its name begins with `prefix`. */
export const temporary = Effect.fnUntraced(function* (directory: string, prefix: string) {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.makeTempDirectoryScoped({ directory, prefix: `${prefix}${hostname()}-${process.pid}-` })
})

/** Removes the temporary folders that killed processes left behind. Never fails, as nothing depends on it. */
export const sweep = Effect.fnUntraced(function* (directory: string, prefix: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const ours = `${prefix}${hostname()}-`
  const { start: _, ...place } = thisProcess()
  for (const name of yield* fs.readDirectory(directory)) {
    const pid = name.startsWith(ours) ? /^(\d+)-[^-]+$/.exec(name.slice(ours.length))?.[1] : undefined
    if (pid !== undefined && life({ ...place, pid: Number(pid) }) === "gone") {
      yield* fs.remove(path.join(directory, name), { recursive: true })
    }
  }
}, (effect) => Effect.ignore(effect))
