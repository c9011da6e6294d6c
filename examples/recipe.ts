// A recipe of one's own in one file: no published method has these pieces together. Two wordings of each problem judge each
// other, a second policy that follows slowly votes beside them, completions are drawn with top-p, and each batch is learned
// from in two parts. Nothing reads an answer. Run it: node examples/recipe.ts
import * as NodeServices from "@effect/platform-node/NodeServices"
import type { Problem } from "@rlif/core/data"
import { trainingProblems } from "@rlif/core/data/arithmetic"
import * as Policy from "@rlif/core/policy"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { sample } from "@rlif/core/sample/sample"
import { Tokenizer } from "@rlif/core/text"
import { weighted } from "@rlif/rewards/combine"
import { crossVote } from "@rlif/rewards/cross-vote"
import { exactAnswer } from "@rlif/rewards/exact-answer"
import { score } from "@rlif/rewards/score"
import { teacherVote } from "@rlif/rewards/teacher-vote"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { following } from "@rlif/trainer/learn/following"
import { clipped } from "@rlif/trainer/loss/clipped"
import { k3 } from "@rlif/trainer/loss/k3"
import { plus } from "@rlif/trainer/loss/plus"
import { times } from "@rlif/trainer/loss/times"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { unfiltered } from "@rlif/trainer/loss/unfiltered"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { constant } from "@rlif/trainer/optimizer/schedule"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import { batchMetrics } from "@rlif/trainer/run/metrics"
import { advantage } from "@rlif/trainer/stage/advantage"
import { lookahead } from "@rlif/trainer/stage/lookahead"
import { minibatches } from "@rlif/trainer/stage/minibatches"
import { paraphrased } from "@rlif/trainer/stage/paraphrased"
import { prepare, updateBy } from "@rlif/trainer/stage/update"
import { Console, Effect, flow, Layer, Stream } from "effect"

// What is said in another order is the same where the first operation is a sum or a product.
const swaps = /^Q (\d) ([+*]) (\d)/
const swapped = ({ problem }: Problem) => Effect.succeed([problem.replace(swaps, "Q $3 $2 $1")])

const reward = weighted([
  [crossVote(), 1],
  [teacherVote({ completions: 4, maxTokens: 64, seed: 7 }), 0.5],
])
const learning = {
  loss: unfiltered(plus(clipped({ low: 0.2, high: 0.28 }), times(0.005, k3))),
  aggregate: tokenMean,
  optimizer: adamw(),
  schedule: constant(3e-4),
  observe: batchMetrics,
}

/** Six updates, two of each batch of eight problems in two wordings. */
export const steps = Stream.unwrap(Effect.gen(function* () {
  const training = yield* following(yield* prepare(learning), constant(0.05))
  return trainingProblems(7).pipe(
    Stream.filter(({ problem }) => swaps.test(problem)),
    paraphrased(swapped),
    Stream.grouped(2 * 8),
    lookahead(0, { outputs: 2 })(
      flow(
        sample({ completions: 4, signals: [], maxTokens: 64, topP: 0.95, seed: 7 }),
        score(reward, { beside: [exactAnswer()] }),
        advantage(standardized()),
      ),
      flow(minibatches({ parts: 2 }), updateBy(training, learning)),
    ),
    Stream.take(6),
  )
}))

const folder = shippedFolder("base")
const policy = Policy.layerFolder(folder)

/** The base model that ships, a second one beside it, and what both read and write. */
export const model = Layer.mergeAll(policy, Policy.layerTeacher(policy), Tokenizer.layerFolder(folder)).pipe(
  Layer.provide([Cpu.layer, NodeServices.layer]),
)

if (import.meta.main) {
  const line = ({ step, metrics }: Stream.Success<typeof steps>) =>
    Console.log(
      `step ${step}  cross vote ${metrics["rewards/cross_vote/mean"].toFixed(3)}  right ${
        metrics["rewards/exact_answer/mean"].toFixed(3)
      }`,
    )
  await steps.pipe(Stream.runForEach(line), Effect.provide(model), Effect.runPromise)
}
