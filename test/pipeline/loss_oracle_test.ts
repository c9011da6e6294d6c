// Every recorded loss, gradient and AdamW step of the independent reference, by the trainer's own pieces.
import type { Float } from "@rlif/core/graph/dtype"
import { graph } from "@rlif/core/graph/graph"
import { input } from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import { packedModel } from "@rlif/core/model/packed"
import { logprob, positionOf, type Signal } from "@rlif/core/signals"
import { compileLearner } from "@rlif/trainer/learn/compile-learner"
import type { Aggregate } from "@rlif/trainer/loss/aggregate"
import { cispo, cispoCapped } from "@rlif/trainer/loss/cispo"
import { clipped } from "@rlif/trainer/loss/clipped"
import { directEntropy } from "@rlif/trainer/loss/direct-entropy"
import { directSelfCertainty } from "@rlif/trainer/loss/direct-self-certainty"
import { dualClipped } from "@rlif/trainer/loss/dual-clipped"
import { fixedLength } from "@rlif/trainer/loss/fixed-length"
import { gspo } from "@rlif/trainer/loss/gspo"
import { k1 } from "@rlif/trainer/loss/k1"
import { k2 } from "@rlif/trainer/loss/k2"
import { k3 } from "@rlif/trainer/loss/k3"
import type { Column, Loss, LossBatch } from "@rlif/trainer/loss/loss"
import { nll } from "@rlif/trainer/loss/nll"
import { plus } from "@rlif/trainer/loss/plus"
import { reinforce } from "@rlif/trainer/loss/reinforce"
import { sequenceMean } from "@rlif/trainer/loss/sequence-mean"
import { sequenceSum } from "@rlif/trainer/loss/sequence-sum"
import { times } from "@rlif/trainer/loss/times"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { chain } from "@rlif/trainer/optimizer/chain"
import { clipByGlobalNorm } from "@rlif/trainer/optimizer/clip-by-global-norm"
import { sgd } from "@rlif/trainer/optimizer/sgd"
import { describe, expect, it } from "vitest"
import { columnsOf, learn, stepFeeds } from "./_learn.ts"
import {
  type Combination,
  furthest,
  groupsOf,
  names,
  type Oracle,
  oracle,
  relative,
  runOnce,
  type Temperature,
  temperatures,
} from "./_oracle.ts"

type Recorded = Pick<Combination, "loss" | "aggregation" | "kl" | "beta">

const pieces = ({ batch: { options } }: Oracle, { loss, aggregation, kl, beta }: Recorded) => {
  const region = { low: options.eps_low, high: options.eps_high }
  const losses: Record<string, Loss<Column>> = {
    ppo: clipped(region),
    ppo_dual: dualClipped({ ...region, cap: options.dual_clip }),
    gspo: gspo({ low: options.gspo_low, high: options.gspo_high }),
    cispo_relative: cispo(region),
    cispo_cap: cispoCapped(options.cispo_cap),
    reinforce,
    nll,
    direct_entropy: directEntropy,
    direct_self_certainty: directSelfCertainty,
  }
  const penalties: Record<string, Loss<Column>> = { k1, k2, k3 }
  const aggregations: Record<string, Aggregate> = {
    "token-mean": tokenMean,
    "seq-mean-token-mean": sequenceMean,
    "seq-mean-token-sum": sequenceSum,
    "fixed-length": fixedLength(options.fixed_length),
  }
  return {
    loss: kl === "none" ? losses[loss] : plus(losses[loss], times(beta, penalties[kl])),
    aggregate: aggregations[aggregation],
  }
}

const key = (temperature: number) => (temperature === 1 ? "1.0" : String(temperature)) as Temperature
const named = ({ loss, aggregation, kl, beta }: Recorded) => [loss, aggregation, kl, beta].join(" ")

describe.each(names)("%s", (name) => {
  const fixture = oracle(name)
  const { config, weights, batch, expected, arrays } = fixture

  it.each(temperatures)("every loss at temperature %s", async (temperature) => {
    const recorded = expected.losses.filter((loss) => key(loss.temperature) === temperature)
    const model = packedModel(config)
    const { mask, lengths, toGrid } = model
    const at = positionOf(model, Number(temperature))
    const signal = ({ of }: Signal) => toGrid(of(at))
    const column = (name: string) => input(name, mask.shape)
    const values: LossBatch<Column> = {
      logprob: signal(logprob),
      signal,
      mask,
      lengths,
      old: column("old"),
      advantage: column("advantage"),
      reference: column("reference"),
    }
    const sizes = { mask, lengths, tokens: input("tokens", []), sequences: input("sequences", []) }
    const outputs: Record<string, Tensor<Float>> = {}
    for (const one of recorded) {
      const { loss, aggregate } = pieces(fixture, one)
      outputs[named(one)] = aggregate(loss.of(values), sizes)
    }
    const feeds = stepFeeds(config, groupsOf(batch, temperature), ["old", "advantage", "reference"])
    const got = await runOnce(graph(outputs), { ...weights, ...feeds })
    for (const one of recorded) {
      expect(Math.abs(got[named(one)].data[0] - one.value), named(one)).toBeLessThan(1e-4)
    }
    expect(Object.keys(got).length).toBe(144)
  })

  it.each(expected.gradients)("the gradient of $loss, $aggregation, $kl", async (one) => {
    const learning = compileLearner({ config, ...pieces(fixture, one), optimizer: sgd(), temperature: one.temperature })
    const feeds = stepFeeds(config, groupsOf(batch, key(one.temperature)), columnsOf(learning))
    const got = await runOnce(learning.step, { ...weights, ...feeds })
    expect(Math.abs(got.loss.data[0] - one.value)).toBeLessThan(1e-4)
    expect(learning.trainable).toEqual(Object.keys(packedModel(config).parameters))
    for (const parameter of learning.trainable) {
      const distance = relative(got[`grad.${parameter}`].data, arrays[`grad.${one.id}.${parameter}`].data)
      expect(distance, parameter).toBeLessThan(1e-4)
    }
  })

  it("three steps of AdamW with clipping", async () => {
    const { adamw: settings } = expected
    const [beta1, beta2] = settings.betas
    const one = expected.gradients[settings.gradient]
    const optimizer = chain(
      clipByGlobalNorm(settings.max_norm),
      adamw({ beta1, beta2, epsilon: settings.eps, decay: settings.weight_decay }),
    )
    const learning = compileLearner({ config, ...pieces(fixture, one), optimizer, temperature: one.temperature })
    const groups = groupsOf(batch, key(one.temperature))
    const { parameters, trace } = await learn(learning, {
      config,
      weights,
      groups,
      learningRate: settings.lr,
      updates: settings.steps,
    })
    settings.trace.forEach(({ loss, grad_norm }, i) => {
      expect(Math.abs(trace[i].loss - loss)).toBeLessThan(1e-4)
      expect(Math.abs(trace[i].grad_norm / grad_norm - 1)).toBeLessThan(1e-4)
    })
    const change = (to: Readonly<Record<string, { readonly data: ArrayLike<number> }>>, prefix = "") =>
      learning.trainable.flatMap((parameter) =>
        Array.from(weights[parameter].data, (x, i) => to[prefix + parameter].data[i] - x)
      )
    for (const parameter of learning.trainable) {
      expect(furthest(parameters[parameter].data, arrays[`adamw.${parameter}`].data), parameter).toBeLessThan(2e-4)
    }
    expect(relative(change(parameters), change(arrays, "adamw."))).toBeLessThan(1e-3)
    const feeds = stepFeeds(config, groups, columnsOf(learning))
    const after = await runOnce(learning.step, { ...parameters, ...feeds })
    expect(Math.abs(after.loss.data[0] - settings.loss_after)).toBeLessThan(1e-4)
  })
})
