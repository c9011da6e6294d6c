/**
 * A repository of the hub at a revision.
 * @since 0.1.0
 */
export interface Repo {
  readonly kind: "model" | "dataset"
  /** Owner and name, such as `Qwen/Qwen2.5-0.5B`. */
  readonly name: string
  /** A branch, a tag, a commit, or a reference such as `refs/convert/parquet`. */
  readonly revision: string
}

const part = String.raw`[A-Za-z0-9_](?:[\w.-]{0,94}[A-Za-z0-9_])?`
const pattern = new RegExp(`^(${part}/${part})(?:@(.+))?$`)

/**
 * Reads `owner/name` or `owner/name@revision`; without a revision, `main` is meant. Undefined if the text cannot be the name
 * of a repository, as paths such as `./model` and `/data/model` cannot.
 *
 * @example
 * ```ts
 * import { parseRepo } from "@rlif/core/hub"
 *
 * parseRepo("Qwen/Qwen2.5-0.5B") // { kind: "model", name: "Qwen/Qwen2.5-0.5B", revision: "main" }
 * parseRepo("openai/gsm8k@refs/convert/parquet", "dataset")?.revision // "refs/convert/parquet"
 * parseRepo("./Qwen2.5-0.5B") // undefined
 * ```
 *
 * @since 0.1.0
 */
export const parseRepo = (text: string, kind: Repo["kind"] = "model"): Repo | undefined => {
  const [, name, revision = "main"] = pattern.exec(text) ?? []
  if (name === undefined || /--|\.\./.test(name) || !isSafePath(revision)) return undefined
  return { kind, name, revision }
}

/**
 * The name of a repository in errors and progress messages.
 * @since 0.1.0
 */
export const showRepo = ({ kind, name, revision }: Repo): string =>
  `${kind === "model" ? "model" : "data set"} "${name}"${revision === "main" ? "" : ` at "${revision}"`}`

/**
 * Whether a path, with `/` between its parts, stays inside a folder that it is joined to, on any system. Listings need the
 * check: their paths come from the repository's owner.
 * @since 0.1.0
 */
export const isSafePath = (path: string): boolean =>
  // oxlint-disable-next-line no-control-regex
  path.split("/").every((part) => part !== "" && part !== "." && part !== ".." && !/[\\:\x00-\x1f]/.test(part))
