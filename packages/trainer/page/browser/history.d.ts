import type { Completion, State } from "./state.d.ts"
import type { Tree } from "./tree.d.ts"

export const history: (state: State, completion: Completion, signal: string) => ReadonlyArray<Tree>
