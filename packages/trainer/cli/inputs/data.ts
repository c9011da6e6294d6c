// The problems that a command is about.
import { heldOutProblems } from "@rlif/core/data/arithmetic"
import {
  chooseFiles,
  type Columns,
  type DataError,
  type DataRow,
  jsonlRows,
  jsonRows,
  parquetRows,
  parseHubData,
  type Problem,
  topLevel,
  toProblems,
} from "@rlif/core/data"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Stream from "effect/Stream"
import { fetched, orElse, type Source } from "./fetched.ts"
import { type columnSettings, dataKinds } from "../../settings/columns.ts"
import { type Of, SettingsError } from "../../settings/setting.ts"
import { reasonOf } from "@rlif/core/files/reason"

/** The seed of the held-out list: every evaluation of a run, and of two models, is on the same problems. */
export const heldOutSeed = 7

/** What names problems: a data set, how many of them, and their columns. */
export interface Which extends Of<typeof columnSettings> {
  readonly data: string
  readonly problems: number
  /** Of other wordings, which only training asks. Default: none. */
  readonly paraphraseColumn?: string
}

/** Problems as they were read, and the source of those that are of a hub. */
export interface Loaded {
  readonly problems: ReadonlyArray<Problem>
  readonly source: Source | undefined
}

/** The first `problems` of a data set; 0 means all of it, and 400 of the generated ones that are held out. */
export const problemsOf = (which: Which) => Effect.map(loaded(which), ({ problems }) => problems)

/** The same, with their source. */
export const loaded = Effect.fnUntraced(function* (which: Which) {
  const { data, problems } = which
  if (data === "arithmetic") {
    const generated = yield* Effect.try({
      try: () => heldOutProblems(heldOutSeed, problems || 400),
      catch: (error) => new SettingsError({ message: reasonOf(error) }),
    })
    const made: Loaded = { problems: generated, source: undefined }
    return made
  }
  const names = (list: string) => list.split(",").map((name) => name.trim()).filter((name) => name !== "")
  const { problemColumn, messagesColumn, goldColumn, idColumn, paraphraseColumn = "" } = which
  if (names(problemColumn).length === 0) {
    return yield* new SettingsError({ message: "Cannot read flag --problem-column: it names none" })
  }
  const messages = names(messagesColumn)
  const columns: Columns = {
    problem: names(problemColumn),
    ...(messages.length === 0 ? {} : { messages }),
    gold: names(goldColumn),
    id: names(idColumn),
    ...(paraphraseColumn === "" ? {} : { wordings: names(paraphraseColumn) }),
  }
  const { files, source } = yield* filesOf(data)
  const rows = Stream.fromIterable(files).pipe(Stream.flatMap(rowsOf(columns)), toProblems(columns))
  const found = yield* Stream.runCollect(problems === 0 ? rows : Stream.take(rows, problems))
  if (found.length === 0) return yield* new SettingsError({ message: `Cannot use "${data}": it has no problems` })
  const made: Loaded = { problems: found, source }
  return made
})

/** The files of a data set: one on this machine, or those of a hub. */
const filesOf = Effect.fnUntraced(function* (data: string) {
  if (/\.(parquet|jsonl?(\.gz)?)$/.test(data)) return { files: [data], source: undefined }
  const fs = yield* FileSystem.FileSystem
  const here = yield* Effect.option(fs.stat(data))
  // No hub is asked for a file that is here, of whatever kind.
  const named = Option.isSome(here) && here.value.type === "File" ? undefined : parseHubData(data)
  if (named === undefined) {
    const why = Option.isSome(here) && here.value.type === "Directory" ? "it is a folder, and so" : "it is"
    return yield* new SettingsError({ message: `Cannot use "${data}": ${why} none of ${dataKinds}` })
  }
  const path = yield* Path.Path
  const { folder, files, source } = yield* fetched(
    named.repo,
    (listed) =>
      Effect.fromResult(chooseFiles(listed.map(({ path }) => path), named)).pipe(
        Effect.map((chosen) => chosen.flatMap((path) => listed.filter((file) => file.path === path))),
        Effect.mapError((message) => new SettingsError({ message })),
      ),
  ).pipe(orElse(`"${data}" is no file that ends in .jsonl, .json (or .gz after them) or .parquet`))
  return { files: files.map((file) => path.join(folder, file.path)), source }
})

const rowsOf = (columns: Columns) => (file: string): Stream.Stream<DataRow, DataError, FileSystem.FileSystem> =>
  file.endsWith(".parquet")
    ? parquetRows(file, topLevel(columns))
    : /\.json(\.gz)?$/.test(file)
    ? jsonRows(file)
    : jsonlRows(file)

/** Problems to evaluate on while training: never those that are trained on, unless they are named. */
export const evaluationProblemsOf = Effect.fnUntraced(function* (
  { evalData, evalProblems: problems, ...which }: Omit<Which, "problems"> & {
    readonly evalData: string
    readonly evalProblems: number
  },
) {
  if (problems === 0) {
    const made: Loaded = { problems: [], source: undefined }
    return made
  }
  if (evalData === "" && which.data !== "arithmetic") {
    const message =
      `Cannot evaluate: "${which.data}" is trained on; name other problems by --eval-data, or --eval-problems 0`
    return yield* new SettingsError({ message })
  }
  return yield* loaded({ ...which, data: evalData || which.data, problems })
})

/** How many labelled problems a guard asks: few. */
export const mostLabels = 64

/** The labelled problems of a guard; generated ones are held out, in another order than those of evaluations. */
export const labelledProblemsOf = Effect.fnUntraced(function* ({ guardLabels: data, ...which }: Omit<Which, "data"> & {
  readonly guardLabels: string
}) {
  if (data !== "arithmetic") return yield* loaded({ ...which, data, problems: mostLabels })
  const made: Loaded = { problems: heldOutProblems(heldOutSeed + 1, mostLabels), source: undefined }
  return made
})
