// The memory of sampling.
import type { ModelConfig } from "../model/architecture.ts"
import { promptsAtOnce, promptTokensAtOnce } from "../generate/budget.ts"
import { decodeGraph, prefillGraph, samplingOf } from "../generate/graphs.ts"
import { weightInputs } from "./_weights.ts"
import { samplePieces } from "../generate/pieces.ts"
import { spans } from "../generate/spans.ts"
import type { Seed } from "../random/seed.ts"
import type { MemoryPhase } from "./memory.ts"
import type { SampleRequest } from "../generate/request.ts"

/** The shape of a request, in which all prompts, and all completions, count as equally long. */
export interface SampleShape extends
  Pick<
    SampleRequest,
    "signals" | "maxTokens" | "temperature" | "signalTemperature" | "topK" | "topP" | "minP" | "repetitionPenalty"
  > {
  readonly prompts: number
  /** Completions a prompt. */
  readonly completions: number
  /** Tokens of the longest prompt. */
  readonly promptTokens: number
}

/** The phase of a request: prompts are read, then the rows of a piece grow a token at a time. */
export const samplingMemory = (
  what: string,
  config: ModelConfig,
  { lanes, ...shape }: SampleShape & Shared,
): MemoryPhase => {
  const { prompts, completions, promptTokens: P, maxTokens } = shape
  const sampling = samplingOf({ ...shape, prompts: [], seeds: [] }, config)
  const held = Object.keys(weightInputs(config))
  const all = {
    ...shape,
    prompts: Array<Int32Array>(prompts).fill(new Int32Array(P)),
    seeds: Array<ReadonlyArray<Seed>>(prompts).fill(Array<Seed>(completions).fill(0)),
  }
  const pieces = samplePieces(all, { config, least: lanes.parts })
  const groups = pieces.reduce((most, { prompts }) => Math.max(most, prompts.length), 0)
  // The same cuts as those of `generate`.
  const B = widest(spans(Array<number>(groups).fill(P), promptTokensAtOnce(config), promptsAtOnce(config, P)))
  return {
    what,
    held: 0,
    programs: [
      { graph: prefillGraph(config, sampling), sizes: { B, P, N: B * P, rows: B * completions }, held },
      { graph: decodeGraph(config, sampling), sizes: { R: groups * completions, S: P + maxTokens }, held },
    ],
    times: Math.min(lanes.atOnce, pieces.length),
  }
}

/** How the work is shared. */
export interface Shared {
  readonly lanes: {
    /** The least number of parts of a request. */
    readonly parts: number
    /** Whether the gradient of each micro-batch is an array of its own, whatever the model. */
    readonly apart: boolean
    /** Threads that compute at the same time. */
    readonly atOnce: number
    /** Threads beside the policy's own, each with weights of its own. */
    readonly threads: number
  }
}

const widest = (parts: ReadonlyArray<readonly [number, number]>) =>
  parts.reduce((most, [from, to]) => Math.max(most, to - from), 0)
