import type * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { fileBytes } from "./_bytes.ts"
import { each } from "./_each.ts"

/**
 * A line of a text file; `line` counts from 1.
 * @since 0.1.0
 */
export interface TextLine {
  readonly text: string
  readonly line: number
}

/**
 * The lines of a text file, with any line ending, without a byte order mark. Fails at bytes that are not UTF-8 and at a line
 * of more than 64 MiB. A file whose name ends in `.gz` is unpacked, to 1 GiB at most. `failed` makes the error of a line; line
 * 0 is the whole file.
 *
 * @example
 * ```ts
 * import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
 * import { textLines } from "@rlif/core/data"
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
 *
 * @since 0.1.0
 */
export const textLines = <E>(
  file: string,
  failed: (line: number, why: string) => E,
): Stream.Stream<TextLine, E, FileSystem.FileSystem> =>
  Stream.suspend(() => {
    let [carry, line, returned] = ["", 0, false]
    // One character a byte: line endings are the same bytes in UTF-8, while a block may end within a character.
    const cut = (block: string): ReadonlyArray<string> => {
      const lines = (returned && block.startsWith("\n") ? block.slice(1) : block).split(/\r\n|[\r\n]/)
      returned = block.endsWith("\r")
      lines[0] = carry + lines[0]
      carry = lines.pop() ?? ""
      // The unfinished line is too long already.
      return carry.length > longest ? [...lines, carry] : lines
    }
    const read = (bytes: string): Result.Result<TextLine, E> => {
      line++
      if (bytes.length > longest) return Result.fail(failed(line, `it is longer than ${longest / 2 ** 20} MiB`))
      try {
        return Result.succeed({ text: utf8.decode(Buffer.from(bytes, "latin1")), line })
      } catch {
        return Result.fail(failed(line, "not UTF-8"))
      }
    }
    return fileBytes(file, (why) => failed(0, why)).pipe(
      Stream.map(({ buffer, byteOffset, length }) => Buffer.from(buffer, byteOffset, length).toString("latin1")),
      Stream.flatMap((block) => Stream.fromArray(cut(block))),
      Stream.concat(Stream.suspend(() => carry === "" ? Stream.empty : Stream.make(carry))),
      each(read),
    )
  })

/** Most bytes of a line: no row of any data set is as long. */
const longest = 2 ** 26

const utf8 = new TextDecoder("utf-8", { fatal: true })
