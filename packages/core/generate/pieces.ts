// A request in pieces that are sampled apart from each other, and so at the same time where there is somebody to do it.
import type { ModelConfig } from "../model/architecture.ts"
import { rowsAtOnce } from "./budget.ts"
import type { SampleRequest } from "./request.ts"
import { spans } from "./spans.ts"

/**
 * Cuts a request between its groups into parts that are as alike as groups allow: the fewest whose rows can be sampled at once, a
 * multiple of `least`. The request and the model alone decide.
 */
export const samplePieces = <S extends string>(
  request: SampleRequest<S>,
  { config, least }: { readonly config: ModelConfig; readonly least: number },
): ReadonlyArray<SampleRequest<S>> => {
  const { prompts, seeds, maxTokens } = request
  const longest = prompts.reduce((most, prompt) => Math.max(most, prompt.length), 0)
  const sizes = seeds.map((group) => group.length)
  const rows = sizes.reduce((a, b) => a + b, 0)
  const parts = least * Math.max(1, Math.ceil(rows / rowsAtOnce(config, longest + maxTokens) / least))
  // The smallest limit that gives no more parts makes them most alike.
  let limit = Math.ceil(rows / parts)
  while (spans(sizes, limit).length > parts) limit++
  return spans(sizes, limit).map(([from, to]) => ({
    ...request,
    prompts: prompts.slice(from, to),
    seeds: seeds.slice(from, to),
  }))
}
