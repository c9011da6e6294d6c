import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import type { Places } from "./_cache.ts"
import { Commit, type Listing, RepoFile } from "./listing.ts"
import { modelFiles } from "./model_files.ts"
import type { Repo } from "./repo.ts"

/**
 * The cached files of a revision as a listing, if they are enough: any file of a data set; configuration and weights of a
 * model. A file is a link to a blob, which is named by its checksum, or the file itself. A missing shard beside others is
 * listed, too, so that a part is not taken for the whole.
 */
export const snapshot = Effect.fnUntraced(function* ({ kind, revision }: Repo, places: Places) {
  const fs = yield* FileSystem.FileSystem
  const commit = yield* commitOf(revision, places)
  if (commit === undefined) return undefined
  const folder = places.snapshot(commit)
  const names = yield* Effect.orElseSucceed(fs.readDirectory(folder, { recursive: true }), () => [])
  const found = yield* Effect.forEach(names, (name) => fileAt(folder, name))
  const all = found.flat().filter(({ file }) => isFile(file))
  const [files, there] = [all, all.filter(({ there }) => there)].map((some) => some.map(({ file }) => file as RepoFile))
  const enough = kind === "model" ? modelFiles(there).some(({ path }) => isWeights(path)) && there.some(isConfig) : true
  const listing: Listing = { commit, files: [...files, ...missingShards(files, kind === "model" ? 1 : 0)] }
  return enough && there.length > 0 ? listing : undefined
})

/** The commit of a revision when it was last asked for; undefined if it never was. */
export const commitOf = Effect.fnUntraced(function* (revision: string, places: Places) {
  const fs = yield* FileSystem.FileSystem
  const ref = yield* fs.readFileString(places.ref(revision)).pipe(Effect.orElseSucceed(() => revision))
  return isCommit(ref.trim()) ? ref.trim() : undefined
})

/** One file of a snapshot; none if the path is a folder, or a file that another process is writing. */
const fileAt = Effect.fnUntraced(function* (folder: string, name: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const parts = name.split(path.sep)
  if (parts.some((part) => part.startsWith(".writing-"))) return []
  const at = path.join(folder, name)
  const info = yield* Effect.orElseSucceed(fs.stat(at), () => undefined)
  if (info !== undefined && info.type !== "File") return []
  const target = path.basename(yield* Effect.orElseSucceed(fs.readLink(at), () => ""))
  const [hex] = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.exec(target) ?? []
  const unknown = info === undefined || hex === undefined
  const file = {
    path: parts.join("/"),
    size: info === undefined ? 0 : ByteSize.toNumberUnsafe(info.size),
    sum: unknown ? { kind: "unknown" } : { kind: hex.length === 64 ? "sha256" : "git", hex },
  }
  // A link may lead nowhere.
  return [{ file, there: info !== undefined }]
})

/** The missing files of a series `name-00002-of-00003.ending`; models count from 1, data sets from 0. */
const missingShards = (files: ReadonlyArray<RepoFile>, first: 0 | 1): ReadonlyArray<RepoFile> => {
  const paths = new Set(files.map(({ path }) => path))
  const sets = new Map(files.flatMap(({ path }) => {
    const [, name, digits, count, ending] = /^(.*-)(\d{5})(?=-of-(\d{5})(.*))/.exec(path) ?? []
    return name === undefined
      ? []
      : [[`${name}${count}${ending}`, { name, width: digits.length, count, ending }] as const]
  }))
  return [...sets.values()].flatMap(({ name, width, count, ending }) =>
    Array.from(
      { length: Number(count) },
      (_, i) => `${name}${`${i + first}`.padStart(width, "0")}-of-${count}${ending}`,
    )
      .filter((path) => !paths.has(path))
      .map((path): RepoFile => ({ path, size: 0, sum: { kind: "unknown" } }))
  )
}

const isCommit = Schema.is(Commit)
const isFile = Schema.is(RepoFile)
const isWeights = (path: string) => path.endsWith(".safetensors")
const isConfig = ({ path }: RepoFile) => path === "config.json" || path === "adapter_config.json"
