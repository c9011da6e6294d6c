import { Effect, FileSystem } from "effect"

/** `runs/<name>-<n>` with the smallest n that is free. */
export const freeRunFolder = Effect.fnUntraced(function* (name: string) {
  const fs = yield* FileSystem.FileSystem
  for (let n = 1;; n++) {
    const path = `runs/${name}-${n}`
    if (!(yield* fs.exists(path))) return path
  }
})
