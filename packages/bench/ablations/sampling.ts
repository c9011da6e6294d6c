// What the sampler does not compute. The prompt of a group is read once for all its completions, against once for each;
// and a row that has finished leaves the batch, against staying in it until the last has finished. Both sides draw the
// same tokens from the same seeds. Long prompts are random tokens: the shipped model's own have only nine.
import { random } from "@rlif/core/random/seed"
import type { Completion } from "@rlif/core/generate/request.ts"
import type { SampleRequest } from "@rlif/core/generate/request.ts"
import { Effect } from "effect"
import { apart, basePolicy, cut, groupRequest, longest, staying, tokensOf } from "./_model.ts"
import type { Ablation, Work } from "./ablation.ts"

/** The longest answer to a long prompt. */
const shortAnswer = 16

/** Prompts shared by a group against repeated; finished rows leaving against staying. */
export const sampling: Ablation = {
  name: "sampling",
  prepare: Effect.fnUntraced(function* (size) {
    const { sample, endTokens, config } = yield* basePolicy
    const request = groupRequest(size)
    const way = (name: string, request: SampleRequest<never>) => ({
      name,
      run: Effect.map(sample(request), (groups) => work(groups, endTokens)).pipe(Effect.orDie),
    })
    const shared = (request: SampleRequest<never>) =>
      [way("a prompt a completion", apart(request)), way("a prompt a group", request)] as const
    const { integer } = random(0)
    const long = {
      ...request,
      prompts: request.prompts.map(() => Int32Array.from({ length: size.promptTokens }, () => integer(config.vocab))),
      maxTokens: Math.min(shortAnswer, size.maxTokens),
    }
    const completions = yield* Effect.orDie(sample(request))
    return [
      { name: "sampling, prompts of 9 tokens", unit: "tokens", ways: shared(request), tolerance: 0 },
      { name: `sampling, prompts of ${size.promptTokens} tokens`, unit: "tokens", ways: shared(long), tolerance: 0 },
      {
        name: "sampling, rows that finish",
        unit: "tokens",
        ways: [way("stay", staying(request, longest(completions.flat()))), way("leave", request)],
        tolerance: 0,
      },
    ]
  }),
}

const work = (groups: ReadonlyArray<ReadonlyArray<Completion<never>>>, ends: ReadonlyArray<number>): Work => {
  const result = tokensOf(groups.flat().map((completion) => cut(completion, ends)))
  return { count: result.length, result }
}
