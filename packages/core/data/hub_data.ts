import * as Result from "effect/Result"
import { parseRepo, type Repo } from "../hub/repo.ts"

/**
 * A data set of the hub: a repository, and which of its files are meant.
 * @since 0.1.0
 */
export interface HubData {
  readonly repo: Repo
  /** One of the repository's subsets; undefined if none is named. */
  readonly subset: string | undefined
  /** A split such as `train`; undefined if none is named. */
  readonly split: string | undefined
}

/**
 * Reads `owner/name`, followed by `/subset`, `:split` and `@revision` as needed. Undefined if the text has another form.
 *
 * @example
 * ```ts
 * import { parseHubData } from "@rlif/core/data"
 *
 * parseHubData("openai/gsm8k/main:train") // { repo: { name: "openai/gsm8k", ... }, subset: "main", split: "train" }
 * ```
 *
 * @since 0.1.0
 */
export const parseHubData = (text: string): HubData | undefined => {
  const [, name, subset, split, revision = ""] =
    /^([^/@:]+\/[^/@:]+)(?:\/([^@:]+))?(?::([^/@:]+))?(@.+)?$/.exec(text) ?? []
  const repo = name === undefined ? undefined : parseRepo(name + revision, "dataset")
  return repo && { repo, subset, split }
}

/**
 * The files of a subset and a split, in the order of their names: parquet if there is any, else JSON lines, else JSON, also
 * packed by gzip. Subset and split of a file follow from its path: `main/train-00000-of-00002.parquet`,
 * `main/train/0000.parquet`, `data/test.jsonl`; a path without a split belongs to `train`. Fails with the list of subsets or
 * splits if the name leaves a choice.
 *
 * @example
 * ```ts
 * import { chooseFiles, parseHubData } from "@rlif/core/data"
 * import { Result } from "effect"
 *
 * const paths = ["README.md", "main/test-00000-of-00001.parquet", "main/train-00000-of-00001.parquet"]
 * Result.getOrThrow(chooseFiles(paths, parseHubData("openai/gsm8k:test")!)) // ["main/test-00000-of-00001.parquet"]
 * ```
 *
 * @since 0.1.0
 */
export const chooseFiles = (
  paths: ReadonlyArray<string>,
  { repo, subset, split }: HubData,
): Result.Result<ReadonlyArray<string>, string> => {
  const lines = paths.filter((path) => /\.(parquet|jsonl(\.gz)?)$/.test(path))
  const all = (lines.length > 0 ? lines : paths.filter(isJson)).map(placeOf)
  const fail = (why: string) => Result.fail(`Cannot use data set "${repo.name}": ${why}`)
  if (all.length === 0) {
    // For most data sets in other formats, huggingface.co has a copy in parquet.
    const copy = repo.revision === "main" ? `; there may be a copy: ${repo.name}@refs/convert/parquet` : ""
    return fail(`it has no parquet, JSONL or JSON files${copy}`)
  }
  const left = all.filter((place) =>
    (subset ?? place.subset) === place.subset && (split ?? place.split) === place.split
  )
  const names = [...new Set((left.length === 0 ? all : left).map(({ subset, split }) => spelled(repo, subset, split)))]
  if (left.length === 0) return fail(`it has no ${spelled(repo, subset, split)}, but ${names.join(", ")}`)
  if (names.length > 1) return fail(`name one of ${names.join(", ")}`)
  const parquet = left.filter(({ path }) => path.endsWith(".parquet"))
  return Result.succeed((parquet.length > 0 ? parquet : left).map(({ path }) => path).sort())
}

/** Whether a JSON file holds rows: others describe the data set, or belong to a program. */
const isJson = (path: string): boolean =>
  /\.json(\.gz)?$/.test(path) &&
  !/(^|\/)(\.[^/]*|dataset_infos?|metadata|package|tsconfig|[^/]*config)\.json$/.test(path)

const spelled = ({ name, revision }: Repo, subset = "", split = ""): string =>
  [name, subset && `/${subset}`, split && `:${split}`, revision === "main" ? "" : `@${revision}`].join("")

/** Subset and split of a file by its path. The folder `data` names neither. */
const placeOf = (path: string): { readonly path: string; readonly subset: string; readonly split: string } => {
  const folders = path.replace(/\.[^./]+(\.gz)?$/, "").split("/").filter((part) => part !== "data")
  const base = folders.pop() ?? ""
  const shard = /^(.+)-\d{5}-of-\d{5}$/.exec(base)?.[1]
  // Numbered files lie in the folder of their split.
  const named = shard ?? (/^\d+$/.test(base) ? folders.pop() : undefined) ?? wordOf(base)
  const folder = named === undefined ? folders.findLastIndex((part) => wordOf(part) === part) : -1
  const split = named ?? (folder < 0 ? "train" : folders.splice(folder, 1)[0])
  return { path, subset: folders.join("/"), split }
}

/** The word for a split that a name has among its words. */
const wordOf = (name: string): string | undefined =>
  name.split(/[^A-Za-z]+/).find((word) => /^(train|training|validation|valid|val|dev|test|testing|eval)$/.test(word))
