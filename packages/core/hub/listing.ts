import * as Schema from "effect/Schema"
import { isSafePath } from "./repo.ts"

const Hex = (digits: number) => Schema.String.check(Schema.isPattern(new RegExp(`^[0-9a-f]{${digits}}$`)))
const Bytes = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/**
 * The name of a commit: 40 hexadecimal digits.
 * @since 0.1.0
 */
export const Commit = Hex(40)

/**
 * A file of a repository, as the hub lists it.
 * @since 0.1.0
 */
export const RepoFile = Schema.Struct({
  /** The path inside the repository, with `/` between its parts. */
  path: Schema.String.check(
    Schema.makeFilter((path: string) => isSafePath(path) || "Expected a path inside the repository"),
  ),
  /** The file's size in bytes. */
  size: Bytes,
  /**
   * The checksum of the content: SHA-256 for files in Git LFS, git's own name (SHA-1 of a header and the bytes) for smaller
   * ones. Unknown if only the cache was asked and does not know it; a file that the cache lacks has the size 0.
   */
  sum: Schema.Union([
    Schema.Struct({ kind: Schema.Literal("sha256"), hex: Hex(64) }),
    Schema.Struct({ kind: Schema.Literal("git"), hex: Hex(40) }),
    Schema.Struct({ kind: Schema.Literal("unknown") }),
  ]),
})

/**
 * A file of a repository, as the hub lists it.
 * @since 0.1.0
 */
export type RepoFile = typeof RepoFile.Type

/**
 * A file with a known checksum, which can be checked after a download.
 * @since 0.1.0
 */
export interface SummedFile extends RepoFile {
  readonly sum: Exclude<RepoFile["sum"], { readonly kind: "unknown" }>
}

/**
 * Whether the checksum of a file is known.
 * @since 0.1.0
 */
export const isSummed = (file: RepoFile): file is SummedFile => file.sum.kind !== "unknown"

/**
 * All files of a repository at a commit.
 * @since 0.1.0
 */
export const Listing = Schema.Struct({ commit: Commit, files: Schema.Array(RepoFile) })

/**
 * All files of a repository at a commit.
 * @since 0.1.0
 */
export type Listing = typeof Listing.Type
