// Greedy completions of the same exported model, by us and by Transformers.js, in turn; and how our speed falls with length.
import { Effect } from "effect"
import { fileURLToPath } from "node:url"
import { presets, sizesOf } from "../step/preset.ts"
import type { CompletionRequest } from "./completion_request.ts"
import type { Peer } from "./peer.ts"
import { inTurn, isMeasured, type Outcome } from "./rounds.ts"
import { speaker } from "./speaker.ts"

/** What is completed. */
export const subject = "small"

const path = (of: string) => fileURLToPath(new URL(of, import.meta.url))

/** Folders of one model: as the library reads it, and exported. */
export interface ModelFolders {
  readonly folder: string
  readonly exported: string
}

/** Greedy completions of so many rows by both. */
export interface CompletionsCompared {
  readonly request: CompletionRequest
  readonly outcomes: ReadonlyArray<Outcome>
}

/** Ours and theirs, each on its own folder of the model. */
export const completionPeers = ({ folder, exported }: ModelFolders, threads: number): readonly [Peer, Peer] => {
  const peer = (name: string, args: ReadonlyArray<string>): Peer => ({
    name,
    threads,
    command: process.execPath,
    args: [...args, `${threads}`],
    install: "npm install",
  })
  return [
    peer("rlif", [path("./_ours_completions.ts"), folder]),
    peer("Transformers.js", [path("./_transformers_completions.ts"), exported]),
  ]
}

/** One row and many. */
const rows = [1, 64]

/** Completions as long as those of a step. */
export const completionsCompared = Effect.fnUntraced(
  function* (folders: ModelFolders, { threads, rounds }: { readonly threads: number; readonly rounds: number }) {
    const speakers = yield* Effect.forEach(completionPeers(folders, threads), speaker)
    const { promptTokens, newTokens } = presets[subject]
    const { parameters } = sizesOf(presets[subject])
    return yield* Effect.forEach(rows, (rows) => {
      const request = { rows, promptTokens, newTokens, temperature: 0 }
      const work = { request: JSON.stringify(request), rounds, tokens: rows * newTokens, parameters }
      return Effect.map(inTurn(speakers, work), (outcomes): CompletionsCompared => ({ request, outcomes }))
    })
  },
  Effect.scoped,
)

/** Our sampling at several lengths, in one process. */
export const lengthsMeasured = Effect.fnUntraced(
  function* (folders: ModelFolders, { threads, rounds }: { readonly threads: number; readonly rounds: number }) {
    const [ours] = completionPeers(folders, threads)
    const speakers = [yield* speaker(ours)]
    const { promptTokens } = presets[subject]
    const { parameters } = sizesOf(presets[subject])
    return yield* Effect.forEach(lengths, (newTokens, i) => {
      const request = { rows: 4, promptTokens, newTokens, temperature: 1 }
      const work = { request: JSON.stringify(request), rounds, tokens: 4 * newTokens, parameters, warm: i > 0 }
      return Effect.map(inTurn(speakers, work), (outcomes): CompletionsCompared => ({ request, outcomes }))
    })
  },
  Effect.scoped,
)

const lengths = [128, 2048]

/** How many of the tokens of two are the same; undefined where one was not measured. */
export const agreeing = ([ours, theirs]: ReadonlyArray<Outcome>): number | undefined => {
  if (!isMeasured(ours) || !isMeasured(theirs)) return undefined
  const [a, b] = [ours, theirs].map(({ answers }) => answers[0].said ?? [])
  return a.filter((token, i) => token === b[i]).length
}
