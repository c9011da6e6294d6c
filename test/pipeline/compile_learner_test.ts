// The learner as data, and what must hold of its gradients whoever runs it.
import type { Graph } from "@rlif/core/graph/graph"
import { feedsOf } from "@rlif/core/graph/feeds-of"
import { add, mul, neg, reduceSum } from "@rlif/core/graph/ops"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import { type Value, value, type Values } from "@rlif/core/graph/value"
import type { Learner, TrainingGroup } from "@rlif/core/learn/learner"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { compileLearner } from "@rlif/trainer/learn/compile-learner"
import { clipped } from "@rlif/trainer/loss/clipped"
import { k3 } from "@rlif/trainer/loss/k3"
import type { Column, Loss } from "@rlif/trainer/loss/loss"
import { nll } from "@rlif/trainer/loss/nll"
import { plus } from "@rlif/trainer/loss/plus"
import { reinforce } from "@rlif/trainer/loss/reinforce"
import { times } from "@rlif/trainer/loss/times"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { sgd } from "@rlif/trainer/optimizer/sgd"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { columnsOf, stepFeeds } from "./_learn.ts"
import { groupsOf, oracle, runOnce } from "./_oracle.ts"

const { config, weights, batch } = oracle("llama-gqa-untied")
const groups = groupsOf(batch)
const loss = plus(clipped({ high: 0.28 }), times(0.04, k3))
/** Each token's loss is weighed by the columns of the whole completion. */
const summing: typeof loss = {
  needs: loss.needs,
  of: ({ logprob, old, advantage, reference }) =>
    neg(mul(logprob, reduceSum(add(add(old, advantage), reference), 1, { keepDims: true }))),
}
const learning = compileLearner({ config, loss, aggregate: tokenMean, optimizer: sgd() })
const feeds = { ...weights, ...stepFeeds(config, groups, columnsOf(learning)) }
const bytes = (values: Values) =>
  Object.fromEntries(Object.entries(values).map(([name, { data }]) => [name, [...data]]))

describe("compileLearner", () => {
  it("is data: a structured clone computes the same bits", async () => {
    const clone = structuredClone(learning)
    expect(bytes(await runOnce(clone.step, feeds))).toEqual(bytes(await runOnce(learning.step, feeds)))
    expect({ ...clone, step: 0, optimizer: 0 }).toEqual({ ...learning, step: 0, optimizer: 0 })
    expect(Object.keys(clone.optimizer.outputs)).toEqual(["next.parameter"])
  })

  it("computes the same bits twice", async () => {
    const [first, second] = await Effect.gen(function* () {
      const program = yield* (yield* Runtime).compile(learning.step)
      const selected = feedsOf(learning.step, feeds)
      return [bytes(yield* program.run(selected)), bytes(yield* program.run(selected))]
    }).pipe(Effect.scoped, Effect.provide(Cpu.layerWith({ threads: 2 })), Effect.runPromise)
    expect(second).toEqual(first)
  })

  it("has a gradient of exactly 0 where the rewards of each group are equal", async () => {
    const flat = groups.map((group, g): TrainingGroup => {
      const advantages = standardized()(new Float64Array(group.rows.length).fill(0.1 + g))
      const weigh = ({ tokens, columns }: TrainingGroup["rows"][number], i: number) => ({
        tokens,
        columns: { ...columns, advantage: new Float32Array(tokens.length).fill(advantages[i]) },
      })
      return { ...group, rows: group.rows.map(weigh) }
    })
    for (const loss of [clipped(), reinforce] as ReadonlyArray<Loss<Column>>) {
      const learning = compileLearner({ config, loss, aggregate: tokenMean, optimizer: sgd() })
      const out = await runOnce(learning.step, { ...weights, ...stepFeeds(config, flat, columnsOf(learning)) })
      const gradients = learning.trainable.map((name) => out[`grad.${name}`].data as Float32Array)
      expect(gradients.every((gradient) => gradient.every((x) => x === 0))).toBe(true)
      expect(out.loss.data[0] === 0).toBe(true)
    }
  })

  it.each<[string, typeof loss]>([["token by token", loss], ["by a loss that sums over a completion", summing]])(
    "reads nothing from the padding, not even a NaN: %s",
    async (_, loss) => {
      const learning = compileLearner({ config, loss, aggregate: tokenMean, optimizer: sgd() })
      const mask = feeds["layout.mask"].data as Float32Array
      const poisoned = (column: Value): Value =>
        value("float32", column.dims, (column.data as Float32Array).map((x, i) => (mask[i] === 1 ? x : NaN)))
      const columns = Object.fromEntries(
        columnsOf(learning).map((name) => [name, poisoned((feeds as Values)[name])]),
      )
      const out = await runOnce(learning.step, { ...feeds, ...columns })
      expect(mask.some((x) => x === 0)).toBe(true)
      expect(bytes(out)).toEqual(bytes(await runOnce(learning.step, feeds)))
    },
  )

  it("adds up over parts of the batch", async () => {
    const parts = [[groups[0]], [groups[1]]]
    const whole = await runOnce(learning.step, feeds)
    const outputs = await Promise.all(
      parts.map((part) =>
        runOnce(learning.step, { ...weights, ...stepFeeds(config, part, columnsOf(learning), groups) })
      ),
    )
    for (const name of [...learning.trainable.map((name) => `grad.${name}`), "loss", "entropy", "kl"]) {
      const scale = Math.max(...whole[name].data.map(Math.abs))
      whole[name].data.forEach((x, i) => {
        const sum = outputs.reduce((total, out) => total + out[name].data[i], 0)
        expect(Math.abs(sum - x) / scale).toBeLessThan(1e-5)
      })
    }
  })

  it("asks for no more columns than its loss reads", () => {
    const parts = { config, aggregate: tokenMean, optimizer: sgd() }
    const of = ({ columns, reference, metrics, step }: Learner) => (
      { columns, reference, metrics: Object.keys(metrics), inputs: namesOf(step) }
    )
    expect(of(compileLearner({ ...parts, loss }))).toMatchObject({ columns: ["old", "advantage"], reference: true })
    expect(of(compileLearner({ ...parts, loss: reinforce }))).toMatchObject({
      columns: ["advantage", "old"],
      reference: false,
    })
    expect(of(compileLearner({ ...parts, loss: nll, sampled: false }))).toEqual({
      columns: [],
      reference: false,
      metrics: ["loss", "entropy"],
      inputs: ["tokens"],
    })
    // @ts-expect-error what nobody sampled has no probability at which it was sampled
    compileLearner({ ...parts, loss: clipped(), sampled: false })
  })

  it("differentiates by the parameters that train", () => {
    const trainable = ["lm_head.weight", "model.norm.weight"]
    const { step } = compileLearner({ config, loss, aggregate: tokenMean, optimizer: sgd(), trainable })
    expect(Object.keys(step.outputs).filter((name) => name.startsWith("grad."))).toEqual(
      trainable.map((name) => `grad.${name}`),
    )
    expect(() => compileLearner({ config, loss, aggregate: tokenMean, optimizer: sgd(), trainable: ["lm_heat"] }))
      .toThrow(
        'Cannot train "lm_heat": the model has no such parameter',
      )
  })
})

// What is fed beside weights and layout.
const namesOf = ({ inputs }: Graph) =>
  Object.keys(inputs).filter((name) => weights[name] === undefined && !name.startsWith("layout."))
