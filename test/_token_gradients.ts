// The gradient of the log-probability of one token after another, by a model that packs nothing: one completion at a time
// through the graph for other runtimes.
import { backward } from "@rlif/core/grad/backward"
import { feedsOf } from "@rlif/core/graph/feeds-of"
import { graph } from "@rlif/core/graph/graph"
import { div, input, mul, reduceSum, tokenLogprob } from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import { value, type Values } from "@rlif/core/graph/value"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { angleTables, paddedModel } from "@rlif/core/model/padded.ts"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import { Effect } from "effect"

/** A completion and what it completes. */
export interface Completed {
  readonly prompt: Int32Array
  readonly tokens: Int32Array
}

/** By completion and token: its log-probability, and that by every parameter, in the order of `weights`. */
export interface TokenGradient {
  readonly logprob: number
  readonly gradient: Float64Array
}

const integers = (...data: ReadonlyArray<number>) => value("int32", [1, data.length], Int32Array.from(data))

/** d log p(y_t) / d theta of each token of each completion, at a temperature. */
export const tokenGradients = (
  { config, weights, temperature }: {
    readonly config: ModelConfig
    readonly weights: Values
    readonly temperature: number
  },
  completions: ReadonlyArray<Completed>,
): Promise<ReadonlyArray<ReadonlyArray<TokenGradient>>> =>
  Effect.gen(function* () {
    const model = paddedModel(config)
    const logits = model.outputs.logits as Tensor<"float32">
    const grid = logits.shape.slice(0, 2) // (1, T)
    const logprobs = tokenLogprob(div(logits, temperature), input("targets", grid, "int32"))
    const logprob = reduceSum(mul(logprobs, input("wanted", grid))) // of the one token that is wanted
    const names = Object.keys(weights)
    const gradients = backward(logprob, names.map((name) => model.inputs[name] as Tensor<"float32">))
    const closed = graph({ logprob, ...Object.fromEntries(names.map((name, i) => [`of ${name}`, gradients[i]])) })
    const program = yield* (yield* Runtime).compile(closed)
    const none = Object.fromEntries(
      Array.from({ length: config.layers }, (_, layer) => ["key", "value"].map((kind) => `${layer}.${kind}`)).flat()
        .map((name) => [
          `past_key_values.${name}`,
          value("float32", [1, config.keyHeads, 0, config.headWidth], new Float32Array()),
        ]),
    )
    return yield* Effect.forEach(completions, ({ prompt, tokens }) => {
      const all = [...prompt, ...tokens]
      const places = [...all.keys()].slice(1)
      const feeds = {
        ...weights,
        ...none,
        ...angleTables(config),
        input_ids: integers(...all.slice(0, -1)),
        position_ids: integers(...places.map((at) => at - 1)),
        attention_mask: integers(...places.map(() => 1)),
        targets: integers(...all.slice(1)),
      }
      return Effect.forEach([...tokens.keys()], (t) =>
        Effect.map(
          program.run(feedsOf(closed, {
            ...feeds,
            wanted: value(
              "float32",
              [1, places.length],
              Float32Array.from(places, (at) => at === prompt.length + t ? 1 : 0),
            ),
          })),
          (out): TokenGradient => ({
            logprob: Number(out.logprob.data[0]),
            gradient: Float64Array.from(names.flatMap((name) => Array.from(out[`of ${name}`].data, Number))),
          }),
        ))
    })
  }).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)
