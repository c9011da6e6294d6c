import type { Reward } from "@rlif/rewards/reward"
import * as Effect from "effect/Effect"
import type { Aggregate } from "../loss/aggregate.ts"
import type { Column, Loss } from "../loss/loss.ts"
import { reinforce } from "../loss/reinforce.ts"
import { sequenceSum } from "../loss/sequence_sum.ts"
import { lossFeeds, lossGraph } from "./_loss_program.ts"
import { byVocabulary, widest } from "./_positions.ts"
import { scorer } from "./_scorer.ts"
import { type Batch, everyWeighted } from "./batches.ts"
import type { Measured, ProgramError } from "./measured.ts"
import { everyCompletion, nodes, type Tree } from "./trees.ts"

/**
 * The gradient of a loss by the logits of the tabular policy, row after row: the library's own graph, differentiated by
 * `backward` and run by the runtime in double precision.
 *
 * @example
 * ```ts
 * import * as Cpu from "@rlif/core/runtime/providers/cpu"
 * import { everyWeighted, lossGradient } from "@rlif/trainer/equivalence"
 * import { directEntropy } from "@rlif/trainer/loss/direct-entropy"
 * import { sequenceSum } from "@rlif/trainer/loss/sequence-sum"
 * import { Effect } from "effect"
 *
 * const tree = { p: [0.5, 0.5], next: [undefined, undefined] }
 * const gradient = Effect.flatMap(lossGradient(directEntropy, sequenceSum), (of) => of(everyWeighted(tree)))
 * await Effect.runPromise(Effect.scoped(gradient).pipe(Effect.provide(Cpu.layer))) // [0, 0]: entropy is at its highest
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const lossGradient = (loss: Loss<Column>, aggregate: Aggregate): Measured<Batch> =>
  lossOutput(loss, { aggregate, name: "gradient" })

/**
 * The value of a loss, in the same way.
 * @stability unstable
 * @since 0.1.0
 */
export const lossValue = (loss: Loss<Column>, aggregate: Aggregate): Measured<Batch> =>
  lossOutput(loss, { aggregate, name: "loss" })

const lossOutput = Effect.fnUntraced(function* (
  loss: Loss<Column>,
  { aggregate, name }: { readonly aggregate: Aggregate; readonly name: "gradient" | "loss" },
) {
  const programOf = yield* byVocabulary((v) => lossGraph(loss, { aggregate, v }))
  return Effect.fnUntraced(function* (batch: Batch) {
    const v = widest(batch.table)
    if (batch.table.some((p) => p.length !== v && p.length !== 1)) {
      return yield* Effect.die(new Error("Cannot differentiate: the distributions differ in their number of symbols"))
    }
    const { closed, program } = yield* programOf(v)
    const out = yield* program.run(lossFeeds(closed, batch))
    const numbers = Float64Array.from(out[name].data, Number)
    if (name === "loss") return numbers
    // By the logits that there are: a forced token has one.
    return Float64Array.from(batch.table.flatMap((p, i) => Array.from(numbers.subarray(i * v, i * v + p.length))))
  })
})

/**
 * `g[R] = E[R(y) grad log pi(y)]` of a reward of a completion (`groupGradient` has those that compare a group's), by the
 * logits of every node of a tree: the policy gradient of a reward that is not differentiated itself, summed over all
 * completions. Through the reward as it scores and the loss as it trains.
 * @stability unstable
 * @since 0.1.0
 */
export const policyGradient = <E>(reward: Reward<string, E, never, "completion">): Measured<Tree, E | ProgramError> =>
  Effect.map(
    Effect.all([lossGradient(reinforce, sequenceSum), scorer(reward)]),
    ([gradient, score]) =>
      Effect.fnUntraced(function* (tree: Tree) {
        const [{ total }] = yield* score([everyCompletion(tree)])
        const descent = yield* gradient(everyWeighted(tree, { advantage: (_, i) => total[i] }))
        return Float64Array.from(descent, (x) => -x)
      }),
  )

/**
 * The gradient of any number that a tree has, such as its entropy, by the logits of every node, from central differences
 * of fourth order: right to about ten digits, and independent of every other gradient.
 * @stability unstable
 * @since 0.1.0
 */
export const slope = (f: (tree: Tree) => number) => (tree: Tree): Float64Array => {
  const h = 1e-3
  return Float64Array.from(
    nodes(tree).flatMap((node) =>
      node.p.map((_, j) => {
        const at = (by: number) => f(moved(tree, { node, symbol: j, by }))
        return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)
      })
    ),
  )
}

/** The tree with the logit of one symbol of one of its nodes moved. */
const moved = (
  tree: Tree,
  where: { readonly node: Tree; readonly symbol: number; readonly by: number },
): Tree => {
  const { node, symbol, by } = where
  if (tree !== node) return { ...tree, next: tree.next.map((child) => child && moved(child, where)) }
  const w = tree.p.map((x, j) => j === symbol ? x * Math.exp(by) : x)
  const total = w.reduce((sum, x) => sum + x, 0)
  return { ...tree, p: w.map((x) => x / total) }
}
