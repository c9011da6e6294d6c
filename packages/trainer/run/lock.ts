// A folder that is one process's own while a scope is open. A file in the folder names the process; what a killed process
// left there is taken over.
import { life, Owner, thisProcess } from "@rlif/core/files/owner"
import { reasonOf } from "@rlif/core/files/reason"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import type * as PlatformError from "effect/PlatformError"
import * as Schema from "effect/Schema"
import { randomUUID } from "node:crypto"
import { RunFolderError, RunFolderTaken } from "./run_error.ts"

/** The file; what helps to make and to follow it begins with its name. */
const lockName = ".lock"

const Lock = Schema.fromJsonString(Schema.Struct({ ...Owner.fields, id: Schema.String }))
const decode = Schema.decodeUnknownOption(Lock)

const failed = (path: string) =>
  Effect.mapError((error: PlatformError.PlatformError | RunFolderError | RunFolderTaken) =>
    error._tag === "PlatformError" ? new RunFolderError({ action: "lock", path, reason: reasonOf(error) }) : error
  )

const none =
  <A, E extends PlatformError.PlatformError, B>(tag: E["reason"]["_tag"], instead: B) =>
  (effect: Effect.Effect<A, E>) =>
    Effect.catchIf(effect, (error) => error.reason._tag === tag, () => Effect.succeed(instead))

/** The process that a lock names; undefined where there is no lock. */
const holderOf = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* fs.readFileString(file).pipe(none("NotFound", undefined))
  if (text === undefined) return undefined
  const lock = decode(text)
  if (Option.isSome(lock)) return lock.value
  return yield* new RunFolderError({ action: "read", path: file, reason: "it names no process; remove it" })
})

/** What is in a folder beside locks. */
export const contents = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const names = yield* Effect.mapError(
    fs.readDirectory(path),
    (error) => new RunFolderError({ action: "open", path, reason: reasonOf(error) }),
  )
  return names.filter((name) => name !== lockName && !name.startsWith(`${lockName}.`))
})

/** Fails where the process that a lock names lives, or may live: of another machine's that is not known. */
const checkGone = (
  { path, file, led = false }: { readonly path: string; readonly file: string; readonly led?: boolean },
  { pid, host, ...rest }: typeof Lock.Type,
) => {
  const found = life({ pid, host, ...rest })
  const lock = found === "unknown" ? file : undefined
  return found === "gone" || (led && found === "unknown")
    ? Effect.void
    : Effect.fail(new RunFolderTaken({ path, pid, host, lock }))
}

/** Fails where a process is at work in the folder. */
export const checkUntaken = Effect.fnUntraced(
  function* (path: string) {
    const file = (yield* Path.Path).join(path, lockName)
    const holder = yield* holderOf(file)
    if (holder !== undefined) yield* checkGone({ path, file }, holder)
  },
  (effect, path) => failed(path)(effect),
)

/**
 * Takes a folder that exists until the scope closes. Fails with `RunFolderTaken` where another process has it; if who takes it is
 * `led`, a process of another machine that may live is no hindrance, since leading decides who writes.
 */
export const locked = (path: string, { led = false }: { readonly led?: boolean } = {}) => failed(path)(taken(path, led))

const taken = Effect.fnUntraced(function* (path: string, led: boolean) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const file = join(path, lockName)
  const mine = { ...thisProcess(), id: randomUUID() }
  const text = `${JSON.stringify(mine)}\n`
  const draft = `${file}.${mine.id}`

  // A link appears whole, and never over another file. Where the file system has none, the file is made and then filled.
  const made = (at: string) =>
    fs.writeFileString(draft, text).pipe(
      Effect.andThen(
        fs.link(draft, at).pipe(
          Effect.catchIf(
            (error) => error.reason._tag !== "AlreadyExists",
            () => fs.writeFileString(at, text, { flag: "wx" }),
          ),
        ),
      ),
      Effect.as(true),
      none("AlreadyExists", false),
      Effect.ensuring(Effect.ignore(fs.remove(draft))),
    )
  const take = (at: string): Effect.Effect<void, Failure, FileSystem.FileSystem> =>
    Effect.gen(function* () {
      if (yield* made(at)) return
      const holder = yield* holderOf(at)
      if (holder === undefined) return yield* take(at)
      yield* checkGone({ path, file: at, led }, holder)
      // Of all that find the dead process's lock, one at a time may replace it: who has taken the lock named after it.
      const heir = `${at}.${holder.id}`
      yield* take(heir)
      if ((yield* holderOf(at))?.id === holder.id) return yield* fs.rename(heir, at)
      yield* fs.remove(heir, { force: true })
      return yield* take(at)
    })
  const leave = Effect.gen(function* () {
    if ((yield* holderOf(file))?.id === mine.id) yield* fs.remove(file)
  })
  yield* Effect.acquireRelease(take(file), () => Effect.ignore(leave))
  const left = (yield* fs.readDirectory(path)).filter((name) => name.startsWith(`${lockName}.`))
  yield* Effect.forEach(left, (name) => Effect.ignore(fs.remove(join(path, name))))
})

type Failure = PlatformError.PlatformError | RunFolderError | RunFolderTaken
