/**
 * A repository of a hub at a revision.
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
 * Reads `owner/name` or `owner/name@revision`; the revision is `main` where none is named. Undefined where the text cannot
 * be the name of a repository: a path such as `./model` or `/data/model` never is.
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
 * What errors and progress call a repository.
 * @since 0.1.0
 */
export const showRepo = ({ kind, name, revision }: Repo): string =>
  `${kind === "model" ? "model" : "data set"} "${name}"${revision === "main" ? "" : ` at "${revision}"`}`

/**
 * Whether a path, with `/` between its parts, stays inside the folder that it is joined to, on any system: a listing comes
 * from whoever owns the repository.
 * @since 0.1.0
 */
export const isSafePath = (path: string): boolean =>
  // oxlint-disable-next-line no-control-regex
  path.split("/").every((part) => part !== "" && part !== "." && part !== ".." && !/[\\:\x00-\x1f]/.test(part))
