// Where a command writes its rows: a file that appears whole, or something that is written through, as it is no file of ours.
import { reasonOf } from "@rlif/core/files/reason"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { RowError } from "../inputs/rows.ts"
import { reader } from "./_reader.ts"

/** How an output is called, and whether an older file may go. */
interface Where {
  readonly output: string
  readonly force: boolean
}

/** Whether an output is standard output, so that nothing else may be said there. */
export const isStandard = ({ output }: Pick<Where, "output">): boolean => standard.has(output)

const standard = new Set(["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])

/** What is said beside the rows. */
export const told = (where: Pick<Where, "output">, text: string): Effect.Effect<void> =>
  isStandard(where) ? Console.error(text) : Console.log(text)

/** Fails where an output may not be written: a folder, or a file or disk that exists, unless `force`. */
export const checkOutput = Effect.fnUntraced(function* ({ output, force }: Where) {
  const found = isStandard({ output }) ? undefined : yield* typeOf(output)
  if (found === "Directory") return yield* refused(output, "it is a folder")
  if (force || isOpen(output)) return
  if (found === "File") return yield* refused(output, "it exists; --force writes it anew")
  if (found === "BlockDevice") return yield* refused(output, "it is a disk; --force writes onto it")
})

/**
 * Writes rows. A file appears when everything has been written, and not at all otherwise; a link stays one, and what it
 * leads to is written. Devices, pipes and files of several names are written through.
 */
export const writeWhole = Effect.fnUntraced(function* <E, R>(where: Where, text: Stream.Stream<string, E, R>) {
  yield* checkOutput(where)
  if (isStandard(where)) return yield* Stream.runForEach(text, (chunk) => Console.log(chunk.replace(/\n$/, "")))
  const fs = yield* FileSystem.FileSystem
  const failed = Effect.mapError((error: Error) => failure(where.output, reasonOf(error)))
  const target = yield* renamedTo(where.output)
  const partial = `${target}.${process.pid}.partial`
  const file = yield* target === undefined ? failed(through(where.output)) : Effect.acquireRelease(
    failed(fs.open(partial, { flag: "w" })),
    () => Effect.ignore(fs.remove(partial, { force: true })),
  )
  yield* Stream.runForEach(text, (chunk) => failed(file.writeAll(new TextEncoder().encode(chunk))))
  if (target !== undefined) yield* failed(fs.rename(partial, target))
})

/** Where a new file takes its name; nowhere where another kind of thing has it, or a link to nothing, or another name too. */
const renamedTo = Effect.fnUntraced(function* (output: string) {
  const fs = yield* FileSystem.FileSystem
  if (isOpen(output)) return undefined
  const there = yield* Effect.option(fs.stat(output))
  const link = Option.isSome(yield* Effect.option(fs.readLink(output)))
  if (Option.isNone(there)) return link ? undefined : output
  const { type, nlink } = there.value
  if (type !== "File" || Option.getOrElse(nlink, () => 1n) > 1n) return undefined
  return link ? yield* fs.realPath(output) : output
}, (effect, output) => Effect.mapError(effect, (error) => failure(output, reasonOf(error))))

/** Opens what is written through: only a file has a place to write at, and may be emptied. */
const through = Effect.fnUntraced(function* (output: string) {
  const fs = yield* FileSystem.FileSystem
  const type = yield* typeOf(output)
  if (type === "FIFO") yield* reader(output)
  return yield* fs.open(output, { flag: (type ?? "File") === "File" && !isOpen(output) ? "w" : "a" })
})

/** Whether a name is the system's for what a process has open already, such as `/dev/stderr`; whoever opened it said how. */
const isOpen = (output: string): boolean => /^\/(dev\/(std(in|out|err)|fd\/\d+)$|proc\/)/.test(output)

const typeOf = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const found = yield* Effect.option(fs.stat(path))
  return Option.getOrUndefined(Option.map(found, ({ type }) => type))
})

const refused = (output: string, why: string) => Effect.fail(failure(output, why))

const failure = (file: string, why: string) =>
  new RowError({ file, line: 0, field: "", message: `Cannot write "${file}": ${why}` })
