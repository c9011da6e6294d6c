// What a name of a hub stands for: files on this machine, fetched where they are not there yet.
import { Hub, HubError, type Repo, type RepoFile } from "@rlif/core/hub"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"

/** What a run took from a hub: the commit that a name stood for. */
export interface Source {
  readonly kind: Repo["kind"]
  readonly repo: string
  /** As it was asked for. */
  readonly revision: string
  /** In full. */
  readonly commit: string
}

/** The same name of a hub for the very commit that was found under it; any other name is as it was. */
export const pinned = (name: string, source: Source | undefined): string =>
  source === undefined ? name : `${name.split("@")[0]}@${source.commit}`

/** A file that is looked at before any other is fetched. */
interface First<E, R> {
  readonly path: string
  readonly check: (folder: string) => Effect.Effect<unknown, E, R>
}

/** The files of a repository that `choose` takes, the folder that has them under their paths, and their source. */
export const fetched = Effect.fnUntraced(function* <E, F = never, R = never>(
  repo: Repo,
  choose: (files: ReadonlyArray<RepoFile>) => Effect.Effect<ReadonlyArray<RepoFile>, E>,
  firsts: ReadonlyArray<First<F, R>> = [],
) {
  const hub = yield* Hub
  const onCached = ({ message }: HubError) => Console.error(`${message}; what the cache has of it is used`)
  const listing = yield* hub.list(repo, { onCached })
  const files = yield* choose(listing.files)
  // Nothing but what was asked for goes to stdout.
  const onFetch = ({ path, size }: RepoFile) => Console.error(`Fetching ${repo.name}: ${path}, ${bytes(size)}`)
  const first = firsts.find(({ path }) => files.some((file) => file.path === path))
  if (first !== undefined) {
    const small = files.filter(({ path }) => path === first.path)
    yield* first.check(yield* hub.fetch(repo, { listing, files: small, onFetch }))
  }
  const { kind, name, revision } = repo
  const source: Source = { kind, repo: name, revision, commit: listing.commit }
  return { folder: yield* hub.fetch(repo, { listing, files, onFetch }), files, source }
}, Effect.provide(Hub.layerConfig))

/** A failure of the hub, where the text that was tried as its name may have been meant otherwise. */
export const orElse = (what: string) =>
  Effect.mapError(<E>(error: E | HubError): E | HubError =>
    error instanceof HubError && error.file === "" && error.reason !== "disk" && error.reason !== "settings"
      ? new HubError({ ...error, message: `${error.message}; and ${what}` })
      : error
  )

const bytes = (n: number): string =>
  n < 1000
    ? `${n} B`
    : n < 1e6
    ? `${(n / 1e3).toFixed(0)} kB`
    : n < 1e9
    ? `${(n / 1e6).toFixed(1)} MB`
    : `${(n / 1e9).toFixed(2)} GB`
