// Folders in which others are written before they get their names. They are gone when the scope ends; what a process
// that was killed has left behind is known by the machine and the process in its name, and removed by the next one.
import { hostname } from "node:os"
import { Effect, FileSystem, Path } from "effect"

/** A new folder in another. Its name begins with `prefix`. */
export const temporary = Effect.fnUntraced(function* (directory: string, prefix: string) {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.makeTempDirectoryScoped({ directory, prefix: `${prefix}${hostname()}-${process.pid}-` })
})

/** Removes those that were left behind. Nothing depends on it, so that it never fails. */
export const sweep = Effect.fnUntraced(function* (directory: string, prefix: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const ours = `${prefix}${hostname()}-`
  for (const name of yield* fs.readDirectory(directory)) {
    const pid = name.startsWith(ours) ? /^(\d+)-[^-]+$/.exec(name.slice(ours.length))?.[1] : undefined
    if (pid !== undefined && !alive(Number(pid))) yield* fs.remove(path.join(directory, name), { recursive: true })
  }
}, (effect) => Effect.ignore(effect))

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH" // another user's
  }
}
