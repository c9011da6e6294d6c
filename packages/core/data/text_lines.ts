import { Effect, FileSystem, Stream } from "effect"
import { reasonOf } from "../files/reason.ts"

/** A line of a text file, from 1. */
export interface TextLine {
  readonly text: string
  readonly line: number
}

/**
 * The lines of a text file, however they end, without the mark that some begin with. Nothing is put in the place of what is
 * not UTF-8: it fails there. `failed` makes the error of a line, 0 being the file.
 *
 * @example
 * ```ts
 * import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
 * import { textLines } from "@rlif/core/data/text-lines"
 * import { Effect, FileSystem, Stream } from "effect"
 *
 * const program = Effect.gen(function* () {
 *   const fs = yield* FileSystem.FileSystem
 *   const file = `${yield* fs.makeTempDirectoryScoped()}/notes.txt`
 *   yield* fs.writeFileString(file, "one\r\ntwo")
 *   return yield* Stream.runCollect(textLines(file, (line, why) => new Error(`${line}: ${why}`)))
 * })
 * await program.pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer), Effect.runPromise) // two, the last with line 2
 * ```
 */
export const textLines = <E>(
  file: string,
  failed: (line: number, why: string) => E,
): Stream.Stream<TextLine, E, FileSystem.FileSystem> =>
  Stream.unwrap(Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const wrong = (error: Error) => failed(0, reasonOf(error))
    const { type } = yield* Effect.mapError(fs.stat(file), wrong)
    if (type === "Directory") return Stream.fail(failed(0, "it is no file but a directory"))
    return fs.stream(file).pipe(
      Stream.mapError(wrong),
      // A character for each byte: ends of lines are the same bytes in UTF-8, and blocks may end within a character.
      Stream.map(({ buffer, byteOffset, length }) => Buffer.from(buffer, byteOffset, length).toString("latin1")),
      Stream.splitLines,
      Stream.map((text, index) => ({ bytes: Buffer.from(text, "latin1"), line: index + 1 })),
      Stream.mapEffect(({ bytes, line }) =>
        Effect.try({
          try: (): TextLine => ({ text: utf8.decode(bytes), line }),
          catch: () => failed(line, "not UTF-8"),
        })
      ),
    )
  }))

const utf8 = new TextDecoder("utf-8", { fatal: true })
