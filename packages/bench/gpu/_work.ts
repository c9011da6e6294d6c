// What is timed: a policy samples groups and learns from them, the same in every round.
import * as Policy from "@rlif/core/policy"
import { random, seed } from "@rlif/core/random/seed"
import { compileLearner } from "@rlif/trainer/learn/compile-learner"
import { clipped } from "@rlif/trainer/loss/clipped"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { chain } from "@rlif/trainer/optimizer/chain"
import { clipByGlobalNorm } from "@rlif/trainer/optimizer/clip-by-global-norm"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import { Context, Effect, Layer } from "effect"
import type { Work } from "../ablations/ablation.ts"
import type { Flags } from "./_flags.ts"

/** The same work, as ways to compare: tokens a second are those of completions. */
export const work = Effect.fnUntraced(function* (flags: Flags) {
  const layer = Policy.layerFolder(flags.model ?? shippedFolder("base"))
  const { config, sample, learn: prepare } = Context.get(yield* Layer.build(layer), Policy.Policy)
  const { integer } = random(seed(0, "gpu", "prompts"))
  const of = <A>(length: number, make: (i: number) => A) => Array.from({ length }, (_, i) => make(i))
  const prompts = of(flags.prompts, () => Int32Array.from({ length: flags.promptTokens }, () => integer(config.vocab)))
  const request = {
    prompts,
    seeds: of(flags.prompts, (i) => of(flags.completions, (j) => seed(0, "gpu", i, j))),
    signals: [],
    maxTokens: flags.maxTokens,
    temperature: 1,
    endTokens: [],
  }
  // Not what was sampled, so that every provider learns from the same tokens.
  const columns = (j: number) => ({
    old: new Float32Array(flags.maxTokens).fill(-Math.log(config.vocab)),
    advantage: new Float32Array(flags.maxTokens).fill(j % 2 === 0 ? 1 : -1),
  })
  const tokens = () => Int32Array.from({ length: flags.maxTokens }, () => integer(config.vocab))
  const groups = prompts.map((prompt) => ({
    prompt,
    rows: of(flags.completions, (j) => ({ tokens: tokens(), columns: columns(j) })),
  }))
  const optimizer = chain(clipByGlobalNorm(1), adamw())
  const { update: learn } = yield* prepare(compileLearner({ config, loss: clipped(), aggregate: tokenMean, optimizer }))
  const count = flags.prompts * flags.completions * flags.maxTokens
  return {
    // Which tokens come out is compared on the fixtures.
    sampling: Effect.map(sample(request), (): Work => ({ count, result: [] })),
    // A learning rate of 0: everything happens as in an update, and every round learns the same.
    training: Effect.map(
      learn({ groups, learningRate: 0 }),
      ({ loss, grad_norm }): Work => ({ count, result: [loss, grad_norm] }),
    ),
  }
})
