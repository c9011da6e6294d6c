// The signals of given tokens: what goes through the model at once can be computed elsewhere.
import type { Feeds } from "../runtime/feeds.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { pack } from "../model/pack.ts"
import type { Prompted, Row } from "../model/prompted.ts"
import { breathe } from "../runtime/drained.ts"
import { evenMicroBatches, microBatches } from "./micro_batches.ts"
import { mostTokens, type Reader } from "./reader.ts"
import type { Sequence } from "./sequence.ts"
import { NoNumber, PolicyError } from "../runtime/policy_error.ts"

/** Signals by name, each as long as a completion. */
export type RowSignals = Readonly<Record<string, Float32Array>>

/** A completion, and which of the sequences it is of. */
interface Numbered extends Row {
  readonly index: number
}

/**
 * What goes through the model at once, `even` where that is at the same time: neighbors that share their prompt are a group, so
 * that it is read once.
 */
export const readPieces = (
  sequences: ReadonlyArray<Sequence>,
  { config: { heads }, even }: { readonly config: ModelConfig; readonly even: boolean },
): ReadonlyArray<ReadonlyArray<Prompted<Numbered>>> => {
  const cut = even ? evenMicroBatches : microBatches
  return cut(grouped(sequences), { most: mostTokens, heads })
}

const grouped = (sequences: ReadonlyArray<Sequence>) => {
  const groups: Array<{ prompt: Int32Array; rows: Array<Numbered> }> = []
  for (const [index, { tokens, promptLength }] of sequences.entries()) {
    if (promptLength === tokens.length) continue
    const prompt = tokens.subarray(0, promptLength)
    const row = { tokens: tokens.subarray(promptLength), index }
    const last = groups.at(-1)
    const shared = last?.prompt.length === promptLength && last.prompt.every((token, i) => token === prompt[i])
    if (shared) last.rows.push(row)
    else groups.push({ prompt, rows: [row] })
  }
  return groups
}

/** The signals of each row of each group. */
export const readSignals = async (
  groups: ReadonlyArray<Prompted>,
  { config, reader, parameters, signals, signal }: {
    readonly config: ModelConfig
    readonly reader: Reader
    readonly parameters: Feeds
    /** Their names. */
    readonly signals: ReadonlyArray<string>
    /** Ends the reading between two runs. */
    readonly signal: AbortSignal
  },
): Promise<ReadonlyArray<ReadonlyArray<RowSignals>>> => {
  await breathe(signal)
  const grids = await reader(pack(config, groups), parameters, signal)
  const width = Math.max(...groups.map(({ rows }) => rows.length))
  return groups.map(({ rows }, b) =>
    rows.map(({ tokens }, g) =>
      Object.fromEntries(signals.map((name) => {
        const { data, dims } = grids[name]
        const at = (b * width + g) * dims[1]
        return [name, (data as Float32Array).slice(at, at + tokens.length)]
      }))
    )
  )
}

/**
 * One record of signals a sequence, in the order of the sequences, from those of the pieces. Throws a PolicyError where a number
 * is infinite or NaN.
 */
export const gathered = (
  sequences: ReadonlyArray<Sequence>,
  { signals, pieces, read }: {
    /** Their names. */
    readonly signals: ReadonlyArray<string>
    readonly pieces: ReturnType<typeof readPieces>
    readonly read: ReadonlyArray<ReadonlyArray<ReadonlyArray<RowSignals>>>
  },
): ReadonlyArray<RowSignals> => {
  const empty = Object.fromEntries(signals.map((name) => [name, new Float32Array(0)]))
  const results: Array<RowSignals> = sequences.map(() => empty)
  for (const [p, groups] of pieces.entries()) {
    for (const [b, { rows }] of groups.entries()) {
      for (const [g, { index }] of rows.entries()) {
        const found = read[p][b][g]
        for (const name of signals) {
          const odd = found[name].findIndex((x) => !Number.isFinite(x))
          if (odd < 0) continue
          const message = `Cannot read: ${name} of token ${odd} of sequences[${index}] is ${found[name][odd]}`
          throw new PolicyError({ action: "read", reason: new NoNumber({ quantity: name, message }) })
        }
        results[index] = found
      }
    }
  }
  return results
}
