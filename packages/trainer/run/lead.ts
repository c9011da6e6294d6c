// Who leads a run that processes of several machines may write. Leading and writing are one act: a draft, whose name has the
// leader's epoch, is renamed only after the leader has made sure that it still leads, and whoever leads next removes the drafts of
// older epochs before it reads. So a leader that was frozen between the two has nothing left to rename.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { LeadLost } from "./run_error.ts"

/** A leader of a run. */
export interface Leading {
  /** The name by which a database knows the run. */
  readonly run: string
  /** The how manieth it is: larger than that of any before. */
  readonly epoch: number
  /** Fails where somebody leads the run since; waits where that cannot be known. */
  readonly held: Effect.Effect<void, LeadLost>
}

/** Who leads the runs of this process. Default: nobody has to; the lock of a run's folder is enough on one machine. */
export const Lead: Context.Reference<Leading | undefined> = Context.Reference<Leading | undefined>(
  "@rlif/trainer/run/Lead",
  { defaultValue: () => undefined },
)

/** Fails where this process does not lead any more. */
export const held: Effect.Effect<void, LeadLost> = Effect.flatMap(
  Lead,
  (lead) => lead === undefined ? Effect.void : lead.held,
)

/** Where a file or folder is written before it has its name. */
export const draftOf = (path: string): Effect.Effect<string> =>
  Effect.map(Lead, (lead) => lead === undefined ? `${path}.partial` : `${path}.${lead.epoch}.partial`)

/** Whether a name is that of a draft which nobody writes any more: that of a leader after this one is somebody's. */
export const isLeft = (name: string): Effect.Effect<boolean> =>
  Effect.map(Lead, (lead) => {
    const [draft, epoch] = /(?:\.(\d+))?\.partial$/.exec(name) ?? []
    return draft !== undefined && !(lead !== undefined && Number(epoch) > lead.epoch)
  })
