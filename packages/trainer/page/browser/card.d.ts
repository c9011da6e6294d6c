import type { Completion, State } from "./state.d.ts"
import type { Tree } from "./tree.d.ts"

export const card: (
  state: State,
  completion: Completion,
  look: { readonly signal: string; readonly still?: boolean },
) => Tree
