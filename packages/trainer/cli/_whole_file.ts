import { Effect, FileSystem, Option, Stream } from "effect"
import { RowError } from "./_rows.ts"

/** Fails, before any work is done, where the file that is read would be replaced by what is written. */
export const checkOther = Effect.fnUntraced(function* (input: string, output: string) {
  const fs = yield* FileSystem.FileSystem
  const [from, to] = yield* Effect.forEach([input, output], (path) => Effect.option(fs.realPath(path)))
  if (Option.isNone(from) || Option.isNone(to) || from.value !== to.value) return
  const message = `Cannot write "${output}": it is the input`
  return yield* new RowError({ file: output, line: 0, field: "output", message })
})

/** Writes a file that appears when everything has been written, and not at all otherwise. */
export const writeWhole = Effect.fnUntraced(function* <E, R>(path: string, text: Stream.Stream<string, E, R>) {
  const fs = yield* FileSystem.FileSystem
  const partial = `${path}.partial`
  const failed = Effect.mapError(({ message }: Error) =>
    new RowError({ file: path, line: 0, field: "", message: `Cannot write "${path}": ${message}` })
  )
  const file = yield* Effect.acquireRelease(
    failed(fs.open(partial, { flag: "w" })),
    () => Effect.ignore(fs.remove(partial, { force: true })),
  )
  yield* Stream.runForEach(text, (chunk) => failed(file.writeAll(new TextEncoder().encode(chunk))))
  yield* failed(fs.rename(partial, path))
})
