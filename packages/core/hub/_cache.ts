// The layout of the cache. It is that of `huggingface_hub`, so that files fetched by other programs are used:
//   models--owner--name/refs/<revision>            the commit of a branch or tag
//   models--owner--name/blobs/<sum>                a file's bytes, named by their checksum
//   models--owner--name/blobs/<sum>.incomplete     the part of a file that has arrived
//   models--owner--name/snapshots/<commit>/<path>  a link to the file's blob, or the file itself if the system has no links
// and one more, which tells without a request whether a snapshot has all wanted files:
//   models--owner--name/listings/<commit>.json
import type * as Path from "effect/Path"
import type { RepoFile, SummedFile } from "./listing.ts"
import type { Repo } from "./repo.ts"

/** The paths of one repository. */
export const places = (path: Path.Path, { cache, repo: { kind, name } }: {
  readonly cache: string
  readonly repo: Repo
}) => {
  const at = (...parts: ReadonlyArray<string>) =>
    path.join(cache, `${kind}s--${name.replace("/", "--")}`, ...parts.flatMap((part) => part.split("/")))
  return {
    ref: (revision: string) => at("refs", revision),
    listing: (commit: string) => at("listings", `${commit}.json`),
    snapshot: (commit: string) => at("snapshots", commit),
    pointer: (commit: string, file: RepoFile) => at("snapshots", commit, file.path),
    blob: (file: SummedFile) => at("blobs", file.sum.hex),
    partial: (file: SummedFile) => at("blobs", `${file.sum.hex}.incomplete`),
  }
}

/** The paths of one repository. */
export type Places = ReturnType<typeof places>
