// The memory of sampling.
import { type ModelConfig } from "../model/architecture.ts"
import { promptsAtOnce, promptTokensAtOnce, rowsAtOnce } from "../generate/budget.ts"
import { decodeGraph, prefillGraph, samplingOf } from "../generate/graphs.ts"
import { weightInputs } from "./_weights.ts"
import { spans } from "../generate/spans.ts"
import type { MemoryPhase } from "./memory.ts"
import type { SampleRequest } from "../generate/request.ts"

/** The shape of a request, in which all prompts, and all completions, count as equally long. */
export interface SampleShape
  extends Pick<SampleRequest, "signals" | "maxTokens" | "temperature" | "signalTemperature" | "topK" | "topP"> {
  readonly prompts: number
  /** Completions a prompt. */
  readonly completions: number
  /** Tokens of the longest prompt. */
  readonly promptTokens: number
}

/** The phase of a request: prompts are read, then the rows of a batch grow a token at a time. */
export const samplingMemory = (what: string, config: ModelConfig, shape: SampleShape): MemoryPhase => {
  const { prompts, completions, promptTokens: P, maxTokens } = shape
  const sampling = samplingOf({ ...shape, prompts: [], seeds: [] }, config)
  const held = Object.keys(weightInputs(config))
  // The same cuts as those of `generate`.
  const groups = widest(spans(Array<number>(prompts).fill(completions), rowsAtOnce(config, P + maxTokens)))
  const B = widest(spans(Array<number>(groups).fill(P), promptTokensAtOnce(config), promptsAtOnce(config, P)))
  return {
    what,
    held: 0,
    programs: [
      { graph: prefillGraph(config, sampling), sizes: { B, P, N: B * P, rows: B * completions }, held },
      { graph: decodeGraph(config, sampling), sizes: { R: groups * completions, S: P + maxTokens }, held },
    ],
  }
}

const widest = (parts: ReadonlyArray<readonly [number, number]>) =>
  parts.reduce((most, [from, to]) => Math.max(most, to - from), 0)
