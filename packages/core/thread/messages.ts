// The messages between a thread and its owner: plain data that can be cloned.
import type { Failure } from "./failure.ts"
import type { Caller, EndedSpan } from "./spans.ts"

/** A table of calls: of each its input and its output. */
export type Table<C> = { readonly [K in keyof C]: { readonly input: unknown; readonly output: unknown } }

/** How a thread begins: the one message of a port that it is spawned with. */
export interface ThreadStart<S> {
  readonly start: S
  readonly caller?: Caller
}

/** A message to the thread. Every call gets one answer, even an interrupted call. */
export type ToThread =
  | {
    readonly kind: "call"
    readonly id: number
    readonly name: string
    readonly input: unknown
    readonly caller?: Caller
  }
  | { readonly kind: "interrupt"; readonly id: number }
  | { readonly kind: "close" }

/** A message from the thread; `spans` are present if a tracer listens. */
export type FromThread =
  & { readonly spans?: ReadonlyArray<EndedSpan> }
  & (
    | { readonly kind: "ready"; readonly ready: unknown }
    | { readonly kind: "failed"; readonly failure: Failure }
    | { readonly kind: "done"; readonly id: number; readonly output: unknown }
    | { readonly kind: "undone"; readonly id: number; readonly failure: Failure }
  )
