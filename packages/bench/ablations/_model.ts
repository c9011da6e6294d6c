// The model that every ablation runs, and what it is asked.
import type { Signal } from "@rlif/core/signals"
import * as Policy from "@rlif/core/policy"
import { arithmeticTokenizer, toProblem, trainingExpression } from "@rlif/core/data/arithmetic"
import { seed } from "@rlif/core/random/seed"
import type { Sequence } from "@rlif/core/learn/sequence"
import type { Completion } from "@rlif/core/generate/request.ts"
import type { SampleRequest } from "@rlif/core/generate/request.ts"
import { codec } from "@rlif/core/text"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import { Context, Effect, Layer } from "effect"
import type { Size } from "./ablation.ts"

/** A policy over the base model that ships, on the runtime at hand. */
export const basePolicy = Effect.map(
  Layer.build(Layer.orDie(Policy.layerFolder(shippedFolder("base")))),
  (context) => Context.get(context, Policy.Policy),
)

/** Training problems of the generated arithmetic. */
export const problems = ({ prompts }: Size) =>
  Array.from({ length: prompts }, (_, i) => toProblem(trainingExpression(0, i)))

/** A request for groups: the same every time, so that repetitions do the same work. */
export const groupRequest = <S extends string = never>(
  size: Size,
  signals: ReadonlyArray<Signal<S>> = [],
): SampleRequest<S> => {
  const { encode } = codec(arithmeticTokenizer)
  return {
    prompts: problems(size).map(({ problem }) => encode(problem)),
    seeds: Array.from(
      { length: size.prompts },
      (_, i) => Array.from({ length: size.completions }, (_, j) => seed(0, "bench", i, j)),
    ),
    signals,
    maxTokens: size.maxTokens,
    temperature: 1,
  }
}

/** The same completions, each with a prompt of its own. */
export const apart = <S extends string>(request: SampleRequest<S>): SampleRequest<S> => ({
  ...request,
  prompts: request.prompts.flatMap((prompt, i) => request.seeds[i].map(() => prompt)),
  seeds: request.seeds.flatMap((group) => group.map((seed) => [seed])),
})

/**
 * The same completions from a sampler that no row leaves before the last has finished: nothing ends a row, and what it
 * says after its end is cut off (`cut`). `longest` is the length of the longest completion.
 */
export const staying = <S extends string>(request: SampleRequest<S>, longest: number): SampleRequest<S> => ({
  ...request,
  endTokens: [],
  maxTokens: longest,
})

/** A completion up to its first end token. */
export const cut = <S extends string>(completion: Completion<S>, ends: ReadonlyArray<number>): Completion<S> => {
  const { tokens, signals } = completion
  const end = tokens.findIndex((token) => ends.includes(token))
  if (end < 0) return completion
  const kept = Object.entries<Float32Array>(signals).map(([name, x]) => [name, x.subarray(0, end + 1)])
  return { ...completion, tokens: tokens.subarray(0, end + 1), finish: "stop", signals: Object.fromEntries(kept) }
}

/** The length of the longest. */
export const longest = (completions: ReadonlyArray<{ readonly tokens: Int32Array }>): number =>
  completions.reduce((most, { tokens }) => Math.max(most, tokens.length), 0)

/** All tokens of completions, one after the other. */
export const tokensOf = (completions: ReadonlyArray<{ readonly tokens: Int32Array }>): ReadonlyArray<number> =>
  completions.flatMap(({ tokens }) => Array.from(tokens))

/** Completions behind their prompts, as the policy reads them. */
export const sequencesOf = (
  { prompts }: SampleRequest,
  completions: ReadonlyArray<ReadonlyArray<{ readonly tokens: Int32Array }>>,
): ReadonlyArray<Sequence> =>
  completions.flatMap((group, i) =>
    group.map(({ tokens }) => ({
      tokens: Int32Array.from([...prompts[i], ...tokens]),
      promptLength: prompts[i].length,
    }))
  )
