import type { Completion, State } from "./state.d.ts"

export interface Choice {
  readonly set: string
  readonly run: string
  readonly step: string
  readonly filter: string
  readonly order: string
  readonly text: string
}

export const chosen: (state: State, choice: Choice) => ReadonlyArray<Completion>
