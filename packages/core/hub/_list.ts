// The listing of a repository: asked for once a commit, then kept.
import type { ListFileEntry } from "@huggingface/hub"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import { decodeFields } from "../files/decode_fields.ts"
import { ask, asking, failed } from "./_asking.ts"
import type { Places } from "./_cache.ts"
import { onDisk, replace } from "./_disk.ts"
import { commitOf, snapshot } from "./_snapshot.ts"
import type { HubSettings } from "./hub_settings.ts"
import { Commit, Listing } from "./listing.ts"
import type { Repo } from "./repo.ts"

/** The kept listing of a revision, without a request: a branch stays at the commit of its first listing. */
export const listed = Effect.fnUntraced(function* (
  repo: Repo,
  { places, settings }: { readonly places: Places; readonly settings: HubSettings },
) {
  const fs = yield* FileSystem.FileSystem
  const commit = yield* commitOf(repo.revision, places)
  if (commit === undefined) return undefined
  const text = yield* fs.readFileString(places.listing(commit)).pipe(Effect.orElseSucceed(() => ""))
  const listing = Result.flatMap(Result.try(() => JSON.parse(text) as unknown), (json) => decodeFields(Listing, json))
  if (Result.isSuccess(listing) && listing.success.commit === commit) return listing.success
  // A snapshot of another program may be incomplete, so it is only used offline, where nothing better can be had.
  return settings.offline ? yield* snapshot(repo, places) : undefined
})

/** Asks the hub for the commit of a revision and for its files, and keeps both. */
export const list = Effect.fnUntraced(function* (
  repo: Repo,
  { places, settings }: { readonly places: Places; readonly settings: HubSettings },
) {
  const fs = yield* FileSystem.FileSystem
  const wanted = { repo, file: "", settings }
  const { kind, name, revision } = repo
  if (settings.offline) {
    return yield* failed(wanted, "offline", "it is not in the cache, and HF_HUB_OFFLINE is set")
  }
  const bounded = asking(yield* FetchHttpClient.Fetch, { wanted, ...most })
  const entries = yield* ask(wanted, async (signal) => {
    // Most runs ask no hub, and do not wait for its client.
    const { datasetInfo, listFiles, modelInfo } = await import("@huggingface/hub")
    const fetch: typeof bounded = (input, init) => bounded(input, { ...init, signal })
    const at = { hubUrl: settings.endpoint, fetch }
    const { sha } = kind === "model"
      ? await modelInfo({ ...at, name, revision, additionalFields: ["sha"] })
      : await datasetInfo({ ...at, name, revision, additionalFields: ["sha"] })
    // The commit is checked first: it becomes a part of a path in the cache.
    if (!isCommit(sha)) return { commit: sha, files: [] }
    const all = listFiles({ ...at, repo: { type: kind, name }, revision: sha, recursive: true })
    return { commit: sha, files: await filesOf(all) }
  })
  const decoded = decodeFields(Listing, entries)
  if (Result.isFailure(decoded)) {
    const { field, message: why } = decoded.failure
    return yield* failed(wanted, "malformed", `"${field}" of what ${settings.endpoint} lists: ${why}`)
  }
  const { commit } = decoded.success
  if (isCommit(revision) && revision !== commit) {
    return yield* failed(wanted, "malformed", `${settings.endpoint} answers with another commit, "${commit}"`)
  }
  const keep = (file: string, text: string) => replace(file, (temporary) => fs.writeFileString(temporary, text))
  yield* keep(places.listing(commit), JSON.stringify(decoded.success)).pipe(
    Effect.andThen(revision === commit ? Effect.void : keep(places.ref(revision), commit)),
    Effect.mapError(onDisk(repo)),
  )
  return decoded.success
})

/** Path, size and checksum of each file. */
const filesOf = async (entries: AsyncIterable<ListFileEntry>): Promise<ReadonlyArray<unknown>> => {
  const files: Array<unknown> = []
  for await (const { type, path, size, oid, lfs } of entries) {
    if (type !== "file") continue
    files.push({ path, size, sum: lfs === undefined ? { kind: "git", hex: oid } : { kind: "sha256", hex: lfs.oid } })
  }
  return files
}

/** Limits of one listing: about a million files. */
const most = { requests: 1000, bytes: 2 ** 27 }

const isCommit = Schema.is(Commit)
