// The two programs of the sampler as graphs: the model, the choice of a token, and the signals of the chosen one.
import { type Graph, graph } from "../graph/graph.ts"
import { input } from "../graph/ops/leaf.ts"
import { gather } from "../graph/ops/rows.ts"
import type { Dim } from "../graph/dim.ts"
import type { Tensor } from "../graph/tensor.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { decodeModel, prefillModel } from "../model/cached.ts"
import { type Choice, choose } from "./choose.ts"
import { penalized } from "./penalized.ts"
import type { SampleRequest } from "./request.ts"
import { identity } from "../signals/flat_signal.ts"
import { logprob } from "../signals/logprob.ts"
import { ordered } from "../signals/ordered.ts"
import type { Signal } from "../signals/signal.ts"
import { tokenSignals } from "../signals/token_signals.ts"

/** The parts of a request that the graphs depend on. */
export interface Sampling extends Choice {
  /** The signals of each chosen token, in the order of the outputs. */
  readonly signals: ReadonlyArray<Signal>
  readonly signalTemperature: number
  /** How much less likely a token is that stands in the text already; 1 is not at all. Default: no such input. */
  readonly repetitionPenalty?: number | undefined
}

/** Whether tokens are drawn from another distribution than the one that signals are of. */
export const drawsApart = (
  { temperature, signalTemperature, topK, topP, minP, repetitionPenalty }: Omit<Sampling, "signals">,
): boolean =>
  temperature !== signalTemperature || [topK, topP, minP, repetitionPenalty].some((filter) => filter !== undefined)

/**
 * Reads prompts and chooses each row's first token. Inputs beside `prefillModel`'s: `prompt_of_row` (rows) and
 * `uniform` (rows), the latter unless greedy, and `seen` (rows, V) where repetition is penalized. Outputs: `token`, each signal,
 * and `drawn` where tokens are drawn apart from what signals are of (rows), and the cache (N, K, D).
 */
export const prefillGraph = (config: ModelConfig, sampling: Sampling): Graph => {
  const { logits, cache } = prefillModel(config)
  const rows = gather(logits, input("prompt_of_row", ["rows"], "int32")) // (rows, V)
  return graph({ ...chosen(rows, "rows", sampling), ...cache })
}

/** Reads one token a row and chooses the next. Inputs beside `decodeModel`'s: `uniform` (R), unless greedy, and `seen` (R, V). */
export const decodeGraph = (config: ModelConfig, sampling: Sampling): Graph => {
  const { logits, cache } = decodeModel(config)
  return graph({ ...chosen(logits, "R", sampling), ...cache })
}

const chosen = (logits: Tensor<"float32">, rows: Dim, sampling: Sampling): Readonly<Record<string, Tensor>> => {
  const { repetitionPenalty: penalty } = sampling
  const z = penalty === undefined ? logits : penalized(logits, input("seen", [rows, logits.shape[1]]), penalty)
  const { token, drawn } = choose(z, input("uniform", [rows]), sampling)
  return {
    token,
    ...(drawsApart(sampling) ? { drawn } : {}),
    ...tokenSignals(sampling.signals, { logits, targets: token }, sampling.signalTemperature),
  }
}

/** The part of a request that the graphs depend on: requests with the same part share their programs. */
export const samplingOf = (request: SampleRequest, { vocab }: ModelConfig): Sampling => ({
  signals: ordered("sample", [logprob, ...request.signals], vocab),
  ...drawing(request, { vocab }),
})

/** How a request draws, whatever else is asked of what is drawn. */
export const drawing = (
  { temperature, signalTemperature, topK, topP, minP, repetitionPenalty }: Omit<SampleRequest, "signals">,
  { vocab }: Pick<ModelConfig, "vocab">,
): Omit<Sampling, "signals"> => ({
  temperature,
  signalTemperature: signalTemperature ?? (temperature === 0 ? 1 : temperature),
  // Greedy sampling takes the likeliest token, which no filter removes; and what lets everything through is none.
  ...(temperature > 0 && topK !== undefined && topK < vocab ? { topK } : {}),
  ...(temperature > 0 && topP !== undefined && topP < 1 ? { topP } : {}),
  ...(temperature > 0 && minP !== undefined && minP > 0 ? { minP } : {}),
  ...(repetitionPenalty !== undefined && repetitionPenalty !== 1 ? { repetitionPenalty } : {}),
})

/** The signals in a fixed order, each once. */
export const samplingKey = ({ signals, ...rest }: Sampling, { vocab }: ModelConfig): string =>
  JSON.stringify([signals.map((signal) => identity(signal, vocab)), rest])
