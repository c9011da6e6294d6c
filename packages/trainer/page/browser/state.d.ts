import type { GroupMessage, Message } from "../message.ts"
import type { Scale } from "../levels.ts"

/** A completion: its place in its group. */
export interface Completion {
  readonly run: number
  readonly step: number
  readonly heldOut: boolean
  readonly group: GroupMessage
  readonly scales: Readonly<Record<string, Scale>>
  readonly i: number
  readonly at: number
}

/** What a page knows. */
export interface State {
  readonly runs: ReadonlyArray<{
    readonly name: string
    readonly steps: ReadonlyArray<number>
    readonly heldOut: ReadonlyArray<number>
  }>
  readonly words: ReadonlyArray<string>
  readonly scales: Readonly<Record<string, Scale>>
  readonly completions: ReadonlyArray<Completion>
  readonly signals: ReadonlyArray<string>
}

export const nothing: () => State
export const told: (state: State, message: Message) => State
export const wordsOf: (state: State, text: string) => ReadonlyArray<string>
export const valuesOf: (text: string, scale: Scale) => ReadonlyArray<number | undefined>
export const promptOf: (state: State, group: GroupMessage) => string
