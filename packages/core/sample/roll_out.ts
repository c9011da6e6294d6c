import { Effect } from "effect"
import type { Problem } from "../data/problem.ts"
import { type Seed, seed as mix } from "../random/seed.ts"
import { Tokenizer, TokenizerError } from "../text/tokenizer.ts"
import type { Group } from "./group.ts"
import { Policy } from "../policy/policy.ts"
import type { SampleRequest } from "../generate/request.ts"
import type { Signal } from "../model/signal.ts"

/** How problems are answered. */
export interface RollOutOptions<S extends Signal = never>
  extends Partial<Pick<SampleRequest, "temperature" | "signalTemperature" | "topK" | "topP" | "endTokens">> {
  /** Completions a problem. */
  readonly completions: number
  /** What is taken of each token beside its log-probability. Default nothing. */
  readonly signals?: ReadonlyArray<S>
  readonly maxTokens: number
  /** Everything random follows from it, the step, the problem's id and the completion's index. */
  readonly seed: Seed
  /** Which problems of a run these are. Default 0. */
  readonly step?: number
  /** From a problem to the ids that the model completes; see `prompting`. Default: those of the problem as it is. */
  readonly prompt?: (problem: Problem) => Int32Array
}

/**
 * Samples one group a problem, at temperature 1 by default. The seed of a completion is
 * `seed(seed, "sample", step, problem.id, index)`, so that neither the batch nor its order matters. `text` leaves out
 * special tokens, the end token among them.
 */
export const rollOut = Effect.fn("rollOut")(function* <S extends Signal = never>(
  problems: ReadonlyArray<Problem>,
  options: RollOutOptions<S>,
) {
  const policy = yield* Policy
  const { encode, decode } = yield* Tokenizer
  const { completions: count, signals = [], seed, step = 0, prompt = ({ problem }) => encode(problem), ...rest } =
    options
  const prompts = yield* Effect.try({
    try: () => problems.map((problem) => prompt(problem)),
    catch: (cause) =>
      cause instanceof TokenizerError
        ? cause
        : new TokenizerError({ file: "", message: `Cannot make a prompt: ${(cause as Error).message}` }),
  })
  const temperature = rest.temperature ?? 1
  const seeds = problems.map(({ id }) => Array.from({ length: count }, (_, i) => mix(seed, "sample", step, id, i)))
  const completions = yield* policy.sample<S>({ ...rest, prompts, seeds, signals, temperature })
  const signalTemperature = rest.signalTemperature ?? (temperature === 0 ? 1 : temperature)
  const { updates } = completions.flat().length === 0
    ? yield* policy.version
    : { updates: completions.flat()[0].version }
  return problems.map((problem, i): Group<S | "logprob"> => ({
    problem,
    prompt: prompts[i],
    rollouts: completions[i].map(({ tokens, finish, signals }) => ({
      tokens,
      text: decode(tokens, { skipSpecial: true }),
      finish,
      signals,
    })),
    temperature: signalTemperature,
    version: updates,
  }))
})
