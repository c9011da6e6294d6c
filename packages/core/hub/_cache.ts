// Where things lie in the cache. It is the layout of `huggingface_hub`, so that what any other tool has fetched is used:
//   models--owner--name/refs/<revision>            the commit of a branch or tag
//   models--owner--name/blobs/<sum>                a file's bytes, under the name that they must hash to
//   models--owner--name/blobs/<sum>.incomplete     the part of it that has arrived
//   models--owner--name/snapshots/<commit>/<path>  a link to its blob, or the file itself where nobody may link
// and one more, which says without a request whether a snapshot has all that is wanted:
//   models--owner--name/listings/<commit>.json
import type { Path } from "effect"
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
