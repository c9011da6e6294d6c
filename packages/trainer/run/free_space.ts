import * as Effect from "effect/Effect"
import { statfs } from "node:fs/promises"
import { dirname, resolve } from "node:path"

/** The bytes that a process may still write where a path lies or would lie; Infinity where no system says so. */
export const freeSpace = (path: string): Effect.Effect<number> =>
  Effect.tryPromise(() => statfs(path)).pipe(
    Effect.map(({ bavail, bsize }) => bavail * bsize),
    Effect.catch(() => {
      const parent = dirname(resolve(path))
      return parent === resolve(path) ? Effect.succeed(Infinity) : freeSpace(parent)
    }),
  )

/** Bytes for people. */
export const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`
