import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import * as Result from "effect/Result"
import { again } from "./_again.ts"
import { places } from "./_cache.ts"
import { list, listed } from "./_list.ts"
import { obtain } from "./_obtain.ts"
import { redacted } from "./redacted.ts"
import { snapshot } from "./_snapshot.ts"
import { HubError } from "./hub_error.ts"
import { type HubSettings, hubSettings } from "./hub_settings.ts"
import type { Listing, RepoFile } from "./listing.ts"
import type { Repo } from "./repo.ts"

/**
 * The files of a repository that are wanted on disk.
 * @since 0.1.0
 */
export interface HubRequest {
  readonly listing: Listing
  readonly files: ReadonlyArray<RepoFile>
  /** Called with each file before its download, not for files in the cache. Default: does nothing. */
  readonly onFetch?: (file: RepoFile) => Effect.Effect<void>
}

/**
 * Options of a listing.
 * @since 0.1.0
 */
export interface ListOptions {
  /** Called with the hub's failure if the cache's content is listed instead. Default: does nothing. */
  readonly onCached?: (why: HubError) => Effect.Effect<void>
}

/**
 * A hub of models and data sets, such as huggingface.co, and a cache of its files on disk, shared with `huggingface_hub` and
 * other programs. Cached files are used without asking the hub: a branch stays at the commit where it was first seen. If the
 * hub is out of reach or refuses, a snapshot that another program has left is used, as by `huggingface_hub`. No error shows a
 * token, a password or the signature of an address.
 *
 * @example
 * ```ts no-run
 * import * as NodeServices from "@effect/platform-node/NodeServices"
 * import { Hub, modelFiles } from "@rlif/core/hub"
 * import { Effect, Layer } from "effect"
 *
 * const folder = Effect.gen(function* () {
 *   const hub = yield* Hub
 *   const repo = { kind: "model", name: "Qwen/Qwen2.5-0.5B", revision: "main" } as const
 *   const listing = yield* hub.list(repo)
 *   return yield* hub.fetch(repo, { listing, files: modelFiles(listing.files) })
 * }).pipe(Effect.provide(Layer.provide(Hub.layerConfig, NodeServices.layer)))
 * ```
 *
 * @since 0.1.0
 */
export class Hub extends Context.Service<Hub, {
  /** The files of a repository. */
  readonly list: (repo: Repo, options?: ListOptions) => Effect.Effect<Listing, HubError>
  /**
   * A folder that holds the requested files under their paths, and perhaps others. A missing file is downloaded, continuing
   * an earlier attempt, and appears in the folder once its checksum is right.
   */
  readonly fetch: (repo: Repo, request: HubRequest) => Effect.Effect<string, HubError>
}>()("@rlif/core/hub/Hub") {
  /** A hub with these settings. */
  static readonly layer = (settings: HubSettings) => Layer.effect(Hub, make(settings))

  /** The hub and the cache that the environment names: see `hubSettings`. */
  static readonly layerConfig = Layer.unwrap(Effect.map(hubSettings, Hub.layer))
}

const make = Effect.fnUntraced(function* (settings: HubSettings) {
  const path = yield* Path.Path
  // Nothing else of the context: spans and logs are those of the caller.
  const outside = Context.pick(FileSystem.FileSystem, Path.Path)(
    yield* Effect.context<FileSystem.FileSystem | Path.Path>(),
  )
  const at = (repo: Repo) => places(path, { cache: settings.cache, repo })
  const quiet = Effect.mapError((error: HubError) =>
    new HubError({ ...error, message: redacted(error.message, settings.token) })
  )
  const files = Effect.fn("Hub.list")(function* (repo: Repo, { onCached = () => Effect.void }: ListOptions = {}) {
    const means = { places: at(repo), settings }
    const known = yield* listed(repo, means)
    if (known !== undefined) return known
    const asked = yield* Effect.result(quiet(Effect.retry(list(repo, means), again)))
    if (Result.isSuccess(asked)) return asked.success
    const cached = away.has(asked.failure.reason) ? yield* snapshot(repo, means.places) : undefined
    if (cached === undefined) return yield* asked.failure
    yield* onCached(asked.failure)
    return cached
  })
  const fetch = Effect.fn("Hub.fetch")(function* (repo: Repo, request: HubRequest) {
    const { listing: { commit }, files, onFetch = () => Effect.void } = request
    const means = { repo, settings, places: at(repo), commit, onFetch }
    yield* Effect.forEach(files, (file) => obtain(file, means), { concurrency: 4, discard: true }).pipe(
      Effect.tapError(({ reason }) => wrong.has(reason) ? forget(means.places.listing(commit)) : Effect.void),
      quiet,
    )
    return at(repo).snapshot(commit)
  })
  return Hub.of({
    list: (repo, options) => Effect.provide(files(repo, options), outside),
    fetch: (repo, request) => Effect.provide(fetch(repo, request), outside),
  })
})

/** Reasons for which what the cache has is used. */
const away: ReadonlySet<HubError["reason"]> = new Set(["network", "silent", "denied"])

/** Failures that show a listing to be wrong: the hub is asked for the next listing. */
const wrong: ReadonlySet<HubError["reason"]> = new Set(["missing", "checksum"])

const forget = Effect.fnUntraced(function* (listing: string) {
  const fs = yield* FileSystem.FileSystem
  yield* Effect.ignore(fs.remove(listing, { force: true }))
})
