// What a repository holds: asked once a commit, then kept.
import { datasetInfo, listFiles, modelInfo } from "@huggingface/hub"
import { Effect, FileSystem, Result, Schema } from "effect"
import { FetchHttpClient } from "effect/http"
import { decodeFields } from "../files/decode_fields.ts"
import { ask, asking, failed } from "./_asking.ts"
import type { Places } from "./_cache.ts"
import { onDisk, replace } from "./_disk.ts"
import { commitOf, snapshot } from "./_snapshot.ts"
import type { HubSettings } from "./hub_settings.ts"
import { Commit, Listing } from "./listing.ts"
import type { Repo } from "./repo.ts"

/** The listing of a revision that was listed before; a branch is where it was then, and so no request is made. */
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
  // What another tool has fetched may not be all that there is, but offline it is all that there can be.
  return settings.offline ? yield* snapshot(repo, places) : undefined
})

/** Asks the hub which commit a revision is and what it holds, and keeps both. */
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
    const fetch: typeof bounded = (input, init) => bounded(input, { ...init, signal })
    const at = { hubUrl: settings.endpoint, fetch }
    const { sha } = kind === "model"
      ? await modelInfo({ ...at, name, revision, additionalFields: ["sha"] })
      : await datasetInfo({ ...at, name, revision, additionalFields: ["sha"] })
    const files: Array<unknown> = []
    // Its path would be outside the cache, were the commit not checked first.
    if (!isCommit(sha)) return { commit: sha, files }
    const all = listFiles({ ...at, repo: { type: kind, name }, revision: sha, recursive: true })
    for await (const { type, path, size, oid, lfs } of all) {
      if (type !== "file") continue
      files.push({ path, size, sum: lfs === undefined ? { kind: "git", hex: oid } : { kind: "sha256", hex: lfs.oid } })
    }
    return { commit: sha, files }
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

/** Of one listing: a million files or so. */
const most = { requests: 1000, bytes: 2 ** 27 }

const isCommit = Schema.is(Commit)
