import { Schema } from "effect"

/** The folder that is to be written already has something in it, which is never touched. */
export class RunFolderExists extends Schema.TaggedError<RunFolderExists>()("@rlif/trainer/RunFolderExists", {
  path: Schema.String,
}) {
  override get message() {
    return `Cannot write "${this.path}": the folder is not empty; name another, or remove it`
  }
}

/** A file of a run could not be written or read. */
export class RunFolderError extends Schema.TaggedError<RunFolderError>()("@rlif/trainer/RunFolderError", {
  action: Schema.String,
  path: Schema.String,
  reason: Schema.String,
}) {
  override get message() {
    return `Cannot ${this.action} "${this.path}": ${this.reason}`
  }
}
