import * as Schema from "effect/Schema"

/** The folder that is to be written already has something in it, which is never touched. */
export class RunFolderExists extends Schema.TaggedError<RunFolderExists>()("@rlif/trainer/RunFolderExists", {
  path: Schema.String,
}) {
  override get message() {
    return `Cannot write "${this.path}": the folder is not empty; name another, or remove it`
  }
}

/** The folder is a process's own, which may live: two of them would mix what they write. */
export class RunFolderTaken extends Schema.TaggedError<RunFolderTaken>()("@rlif/trainer/RunFolderTaken", {
  path: Schema.String,
  pid: Schema.Int,
  host: Schema.String,
  /** The file that says so; undefined where the process is known to live. */
  lock: Schema.UndefinedOr(Schema.String),
}) {
  override get message() {
    const taken = `Cannot use "${this.path}": process ${this.pid}`
    return this.lock === undefined
      ? `${taken} is at work there; wait until it has ended, or name another folder`
      : `${taken} of "${this.host}" took it, which cannot be seen from here; if it has ended, remove "${this.lock}"`
  }
}

/** Another process leads the run since, and goes on with it; this one has written nothing more. */
export class LeadLost extends Schema.TaggedError<LeadLost>()("@rlif/trainer/LeadLost", {
  epoch: Schema.Int,
}) {
  override get message() {
    return `another process has taken the lead of this run, whose leader number ${this.epoch} this one was`
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
