import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { controlFile } from "../run/control_file.ts"
import { guardFile } from "../run/guard_file.ts"
import { checkUntaken } from "../run/lock.ts"

/** What is seen of a run's folder without reading it. */
export interface Glimpse {
  /** Whether a process trains there. */
  readonly alive: boolean
  /** What people asked of it, as a size that grows. */
  readonly control: string
  /** The same of all else. */
  readonly files: string
}

/** Looks at a run's folder. */
export const glimpse = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const sizeOf = (name: string) =>
    fs.stat(join(path, name)).pipe(
      // Of a folder the time alone tells.
      Effect.map(({ size, mtime }) => `${size} ${JSON.stringify(mtime)}`),
      Effect.orElseSucceed(() => ""),
    )
  const [control, ...files] = yield* Effect.forEach(
    [controlFile, "metrics.jsonl", guardFile, "samples", "held_out"],
    sizeOf,
  )
  const seen: Glimpse = { alive: yield* Effect.isFailure(checkUntaken(path)), control, files: files.join() }
  return seen
})
