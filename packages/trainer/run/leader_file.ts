// What a run's folder says of its leaders: the name by which a database knows the run, and how many leaders it has had.
import { reasonOf } from "@rlif/core/files/reason"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import { RunFolderError } from "./run_error.ts"

/** The file. */
export const leaderFile = "leader.json"

const Leader = Schema.fromJsonString(Schema.Struct({ run: Schema.String, epoch: Schema.Int }))

/** The text of a `leader.json`. */
export const leaderText = ({ run, epoch }: typeof Leader.Type): string => `${JSON.stringify({ run, epoch })}\n`

/** The last leader of a run; undefined where it never had one. */
export const readLeader = Effect.fnUntraced(function* (run: string) {
  const fs = yield* FileSystem.FileSystem
  const file = (yield* Path.Path).join(run, leaderFile)
  if (!(yield* Effect.orElseSucceed(fs.exists(file), () => false))) return undefined
  return yield* fs.readFileString(file).pipe(
    Effect.flatMap(Schema.decodeEffect(Leader)),
    Effect.mapError((error) => new RunFolderError({ action: "read", path: file, reason: reasonOf(error) })),
  )
})
