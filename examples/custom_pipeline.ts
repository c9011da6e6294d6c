// A pipeline of one's own, beside the default one: its reward likes certainty and punishes repeated words, its loss is
// written here, and its model is made up on the spot. Run it: node examples/custom_pipeline.ts
import { entropy } from "@rlif/core/signals"
import * as Policy from "@rlif/core/policy"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { add, mul, neg } from "@rlif/core/graph/ops"
import { initialize } from "@rlif/core/model/initialize"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { sample } from "@rlif/core/sample/sample"
import { codec, Tokenizer, wordLevel } from "@rlif/core/text"
import { weighted } from "@rlif/rewards/combine"
import { perRollout } from "@rlif/rewards/reward"
import { score } from "@rlif/rewards/score"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { leaveOneOut } from "@rlif/trainer/advantage/leave-one-out"
import type { Loss } from "@rlif/trainer/loss/loss"
import { sequenceMean } from "@rlif/trainer/loss/sequence-mean"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { constant } from "@rlif/trainer/optimizer/schedule"
import { batchMetrics } from "@rlif/trainer/run/metrics"
import { advantage } from "@rlif/trainer/stage/advantage"
import { lookahead } from "@rlif/trainer/stage/lookahead"
import { update } from "@rlif/trainer/stage/update"
import { Console, Effect, flow, Layer, Stream } from "effect"

const repetition = perRollout("repetition", [], ({ tokens }) => 1 - new Set(tokens).size / tokens.length)
const reward = weighted([[selfCertainty(), 1], [repetition, -0.5]])

/** REINFORCE with a bonus for entropy: -A log p - 0.01 H. */
const loss: Loss<"advantage"> = {
  needs: ["advantage"],
  of: ({ advantage, logprob, signal }) => neg(add(mul(advantage, logprob), mul(signal(entropy), 0.01))),
}

/** Ten updates on problems without answers. */
export const steps = Stream.range(1, 1000).pipe(
  Stream.map((n) => ({ id: `${n}`, problem: n % 2 ? "one two" : "two one", gold: "" })),
  Stream.grouped(8), // problems per update
  lookahead.exact(1)( // sampling is one update behind, and overlaps learning
    flow(
      sample({ completions: 4, signals: reward.needs, maxTokens: 16, temperature: 1, seed: 7 }),
      score(reward),
      advantage(leaveOneOut),
    ),
    update({ loss, aggregate: sequenceMean, optimizer: adamw(), schedule: constant(3e-3), observe: batchMetrics }),
  ),
  Stream.take(10),
)

const words = ["<pad>", "<end>", "<unk>", "one", "two", "three", "four", "five"]
const config = {
  architecture: "llama",
  vocab: words.length,
  width: 16,
  inner: 32,
  layers: 2,
  heads: 4,
  keyHeads: 2,
  headWidth: 4,
  epsilon: 1e-5,
  theta: 10_000,
  tied: false,
  maxPositions: 64,
} as const

/** What the pipeline runs on: a small untrained model on the processor. */
export const layer = Layer.mergeAll(
  Policy.layerParameters({ config, parameters: initialize(config, 7, { deviation: 0.3 }), endTokens: [1] }),
  Layer.succeed(Tokenizer, codec(wordLevel(words, { pad: "<pad>", end: "<end>" }))),
).pipe(Layer.provide(Cpu.layer), Layer.provide(NodeServices.layer))

if (import.meta.main) {
  const line = ({ step, metrics }: Stream.Success<typeof steps>) =>
    Console.log(`step ${step}  reward ${metrics.reward.toFixed(3)}  entropy ${metrics.entropy.toFixed(3)}`)
  await steps.pipe(Stream.runForEach(line), Effect.provide(layer), Effect.runPromise)
}
