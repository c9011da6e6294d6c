import * as Stream from "effect/Stream"
import type { Problem } from "../data/problem.ts"
import type { Tokenizer, TokenizerError } from "../text/tokenizer.ts"
import type { Group } from "./group.ts"
import type { Policy } from "../policy/policy.ts"
import type { PolicyError } from "../runtime/policy_error.ts"
import { rollOut, type RollOutOptions } from "./roll_out.ts"

/**
 * The stage Problem -> Group: one call of the policy a batch, one group a problem. `step` counts up with each batch, so that
 * a problem that comes again gets fresh completions.
 *
 * @example
 * ```ts
 * import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
 * import * as NodePath from "@effect/platform-node/NodePath"
 * import { initialize } from "@rlif/core/model/initialize"
 * import * as Cpu from "@rlif/core/runtime/providers/cpu"
 * import { layerParameters } from "@rlif/core/policy"
 * import { sample } from "@rlif/core/sample/sample"
 * import { entropy } from "@rlif/core/signals"
 * import { codec, Tokenizer, wordLevel } from "@rlif/core/text"
 * import { Effect, Layer, Stream } from "effect"
 *
 * const config = {
 *   architecture: "llama", vocab: 4, width: 8, inner: 16, layers: 1, heads: 2, keyHeads: 1, headWidth: 4,
 *   epsilon: 1e-5, theta: 10_000, tied: true, maxPositions: 64,
 * } as const
 * const program = Stream.make([{ id: "0", problem: "one two", gold: "three" }]).pipe(
 *   sample({ completions: 2, signals: [entropy], maxTokens: 5, seed: 7 }),
 *   Stream.runCollect,
 * )
 * const layers = Layer.merge(
 *   layerParameters({ config, parameters: initialize(config, 0) }),
 *   Layer.succeed(Tokenizer, codec(wordLevel(["<pad>", "one", "two", "three"], { pad: "<pad>" }))),
 * ).pipe(Layer.provide([Cpu.layer, NodeFileSystem.layer, NodePath.layer]))
 * const [[group]] = await Effect.runPromise(Effect.provide(program, layers))
 * group.rollouts[0].signals.entropy // 5 numbers, each at most log 4
 * ```
 *
 * @since 0.1.0
 */
export const sample = <S extends string = never>(options: RollOutOptions<S>) =>
<E, R>(
  problems: Stream.Stream<ReadonlyArray<Problem>, E, R>,
): Stream.Stream<
  ReadonlyArray<Group<S | "logprob">>,
  E | PolicyError | TokenizerError,
  R | Policy | Tokenizer
> => Stream.mapEffect(problems, (batch, i) => rollOut<S>(batch, { ...options, step: (options.step ?? 0) + i }))
