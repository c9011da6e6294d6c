import * as Schema from "effect/Schema"

/** A folder or one of its files that cannot be read or written. */
export class FolderError extends Schema.TaggedError<FolderError>()("@rlif/core/FolderError", {
  path: Schema.String,
  message: Schema.String,
}) {}

/** Why a path of a model folder could not be used. */
export const folderError = (action: "read" | "write", path: string, why: string): FolderError =>
  new FolderError({ path, message: `Cannot ${action} "${path}": ${why}` })
