import * as Effect from "effect/Effect"
import type { Problem } from "../data/problem.ts"
import { inVocabulary } from "../model/architecture.ts"
import { occurrences as counted } from "./occurrences.ts"
import { type Seed, seed as mix } from "../random/seed.ts"
import { type Codec, Tokenizer, TokenizerError } from "../text/tokenizer.ts"
import { type Group, groupAttributes } from "./group.ts"
import { Policy } from "../policy/policy.ts"
import type { SampleRequest } from "../generate/request.ts"
import type { Signal } from "../signals/signal.ts"
import type { Stop } from "../generate/stop.ts"
import { reasonOf } from "../files/reason.ts"

/**
 * Options of answering problems.
 * @since 0.1.0
 */
export interface RollOutOptions<S extends string = never> extends
  Partial<
    Pick<
      SampleRequest,
      "temperature" | "signalTemperature" | "topK" | "topP" | "minP" | "repetitionPenalty" | "endTokens"
    >
  > {
  /** Texts that end a completion and are left out of its text; see `stopOf`. Default: none. */
  readonly stop?: Stop | undefined
  /** Completions a problem. */
  readonly completions: number
  /** Signals of each token beside its log-probability. Default: none. */
  readonly signals?: ReadonlyArray<Signal<S>>
  readonly maxTokens: number
  /** The run's seed: with the step, the problem's id and the completion's index it decides everything random. */
  readonly seed: Seed
  /** The step of the run, which gives the same problem fresh completions at every step. Default 0. */
  readonly step?: number
  /** The token ids of a problem's prompt; see `prompting`. Default: the problem's text, encoded. */
  readonly prompt?: (problem: Problem) => Int32Array
  /** Of each of the problems, how many of its id came before it at this step. Default: among these problems. */
  readonly occurrences?: (problems: ReadonlyArray<Problem>) => ReadonlyArray<number>
}

/**
 * Samples one group a problem, at temperature 1 by default. The seed of a completion is
 * `seed(seed, "sample", step, problem.id, index)`, so that a completion does not depend on the batch or its order. Where an
 * id comes again, its occurrence (1 at the second) joins these parts, so that no two groups of a step are copies. By default
 * the end tokens of the model and of the tokenizer end a completion. `text` lacks special tokens, the end token among them,
 * and everything from a stop text on; `tokens` has all sampled tokens.
 * @since 0.1.0
 */
export const rollOut = Effect.fn("sample")(function* <S extends string = never>(
  problems: ReadonlyArray<Problem>,
  options: RollOutOptions<S>,
) {
  const policy = yield* Policy
  const codec = yield* Tokenizer
  const { encode, decode } = codec
  const { completions: count, signals = [], seed, step = 0, occurrences = counted, ...asking } = options
  const { prompt = ({ problem }: Problem) => encode(problem), ...rest } = asking
  if (options.step !== undefined) yield* Effect.annotateCurrentSpan("rlif.step", step + 1)
  const endTokens = rest.endTokens ?? ends(policy, codec)
  const prompts = yield* Effect.try({
    try: () => problems.map((problem) => prompt(problem)),
    catch: (cause) =>
      cause instanceof TokenizerError
        ? cause
        : new TokenizerError({ file: "", message: `Cannot make a prompt: ${reasonOf(cause)}` }),
  })
  const temperature = rest.temperature ?? 1
  const seeds = seedsOf(problems, { seed, step, count, times: occurrences(problems) })
  const completions = yield* policy.sample<S>({ ...rest, endTokens, prompts, seeds, signals, temperature })
  const signalTemperature = rest.signalTemperature ?? (temperature === 0 ? 1 : temperature)
  const { updates } = completions.flat().length === 0
    ? yield* policy.version
    : { updates: completions.flat()[0].version }
  const groups = problems.map((problem, i): Group<S | "logprob"> => ({
    problem,
    prompt: prompts[i],
    rollouts: completions[i].map(({ tokens, finish, signals, drawn }) => ({
      tokens,
      text: before(rest.stop?.texts ?? [], decode(tokens, { skipSpecial: true })),
      finish,
      signals,
      ...(drawn === undefined ? {} : { drawn }),
    })),
    temperature: signalTemperature,
    version: updates,
  }))
  yield* Effect.annotateCurrentSpan(groupAttributes(groups))
  return groups
})

/** A seed for each completion of each problem; a problem that a run meets again has other seeds. */
const seedsOf = (problems: ReadonlyArray<Problem>, { seed, step, count, times }: {
  readonly seed: Seed
  readonly step: number
  readonly count: number
  readonly times: ReadonlyArray<number>
}) =>
  problems.map(({ id }, b) => {
    const again = times[b] === 0 ? [] : [times[b]]
    return Array.from({ length: count }, (_, i) => mix(seed, "sample", step, id, i, ...again))
  })

/** The end tokens of model and tokenizer, each once: fine-tuned folders often name an end token in one of the two only. */
const ends = (
  { endTokens, config }: Pick<Policy["Service"], "endTokens" | "config">,
  tokenizer: Pick<Codec, "endTokens">,
): ReadonlyArray<number> => [
  ...new Set([...endTokens, ...tokenizer.endTokens.filter((token) => inVocabulary(token, config))]),
]

/** A text up to the first of the stop texts. */
const before = (stop: ReadonlyArray<string>, text: string): string => {
  const found = stop.map((some) => text.indexOf(some)).filter((at) => at >= 0)
  return found.length === 0 ? text : text.slice(0, Math.min(...found))
}
