// The signals of given tokens: the model over micro-batches.
import type { Feeds } from "../runtime/feeds.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { pack } from "../model/pack.ts"
import { breathe } from "../runtime/drained.ts"
import { microBatches } from "./micro_batches.ts"
import { mostTokens, type Reader } from "./reader.ts"
import type { Sequence } from "./sequence.ts"
import { NoNumber, PolicyError } from "../runtime/policy_error.ts"

/** Neighbors that share their prompt become one group, so that it is read once; `index` finds the way back. */
const grouped = (sequences: ReadonlyArray<Sequence>) => {
  const groups: Array<{ prompt: Int32Array; rows: Array<{ tokens: Int32Array; index: number }> }> = []
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

/** One record of signals a sequence, each as long as its completion. */
export const readSignals = async (
  sequences: ReadonlyArray<Sequence>,
  { config, reader, parameters, signals, signal }: {
    readonly config: ModelConfig
    readonly reader: Reader
    readonly parameters: Feeds
    /** Their names. */
    readonly signals: ReadonlyArray<string>
    /** Ends the reading between two runs. */
    readonly signal: AbortSignal
  },
): Promise<ReadonlyArray<Readonly<Record<string, Float32Array>>>> => {
  const results = sequences.map(({ tokens, promptLength }) =>
    Object.fromEntries(signals.map((name) => [name, new Float32Array(tokens.length - promptLength)]))
  )
  for (const batch of microBatches(grouped(sequences), { most: mostTokens, heads: config.heads })) {
    await breathe(signal)
    const grids = await reader(pack(config, batch), parameters, signal)
    const width = Math.max(...batch.map(({ rows }) => rows.length))
    for (const [b, { rows }] of batch.entries()) {
      for (const [g, { tokens, index }] of rows.entries()) {
        for (const name of signals) {
          const { data, dims } = grids[name]
          const at = (b * width + g) * dims[1]
          const taken = data.subarray(at, at + tokens.length)
          const odd = taken.findIndex((x) => !Number.isFinite(x))
          if (odd >= 0) {
            const message = `Cannot read: ${name} of token ${odd} of sequences[${index}] is ${taken[odd]}`
            throw new PolicyError({ action: "read", reason: new NoNumber({ quantity: name, message }) })
          }
          results[index][name].set(taken)
        }
      }
    }
  }
  return results
}
