// Who is compared: a process of its own that is told what to do, a line at a time.
import type { Greeting } from "./answer.ts"

/** A process to compare with, and how to have it. */
export interface Peer {
  readonly name: string
  readonly threads: number
  readonly command: string
  readonly args: ReadonlyArray<string>
  /** Variables of its environment beside those of this process. Default: none. */
  readonly env?: Readonly<Record<string, string>>
  /** What to type where it is missing. */
  readonly install: string
}

/** A peer that is ready. */
export interface Ready {
  readonly peer: Peer
  readonly greeting: Extract<Greeting, { kind: "ready" }>
}

/** A peer that is missing, fails, or does something else than the others, and the words for it. */
export interface Absent {
  readonly peer: Peer
  readonly absent: string
}
