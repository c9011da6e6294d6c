// What is measured: the fixtures, whose weights are random, and the model that ships, whose weights are learned.
import * as Policy from "@rlif/core/policy"
import { loadFolder } from "@rlif/core/checkpoint/folder"
import { arithmeticTokenizer, toProblem, trainingExpression } from "@rlif/core/data/arithmetic"
import { type Adapter, adapterTargets } from "@rlif/core/model/adapter"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { initializeAdapter } from "@rlif/core/model/initialize"
import { random, seed } from "@rlif/core/random/seed"
import { type Value, value } from "@rlif/core/graph/value"
import type { TrainingGroup } from "@rlif/core/learn/learner"
import { codec } from "@rlif/core/text"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import { Effect } from "effect"
import { type Fixture, fixture, fixtures } from "../gpu/fixture.ts"

/** A model with an adapter that has learned something, and groups of completions with the column `advantage`. */
export interface Subject {
  readonly name: string
  readonly config: ModelConfig & { readonly adapter: Adapter }
  readonly parameters: Readonly<Record<string, Value<"float32">>>
  readonly groups: ReadonlyArray<TrainingGroup>
}

/** All of them. */
export const subjects = Effect.suspend(() => Effect.forEach([...fixtures.map(fixture), shipped], Effect.map(adapted)))

const adapter: Adapter = { rank: 8, alpha: 16, targets: adapterTargets }

// Neither half of the adapter is zero, or the other would have no gradient.
const adapted = ({ name, config, parameters, groups }: Fixture): Subject => {
  const own = { ...config, adapter }
  const fresh = Object.entries(initializeAdapter(own, 0)).map(([key, half]) => {
    const { normal } = random(seed(0, "int8", key))
    return [
      key,
      key.endsWith(".lora_B.weight") ? value("float32", half.dims, half.data.map(() => 0.02 * normal())) : half,
    ]
  })
  return { name, config: own, parameters: { ...parameters, ...Object.fromEntries(fresh) }, groups }
}

/** The base model, and what it says to problems; every other completion is praised. */
const shipped = Effect.gen(function* () {
  const { config, parameters, endTokens } = yield* Effect.orDie(loadFolder(shippedFolder("base")))
  const { encode } = codec(arithmeticTokenizer)
  const prompts = Array.from({ length: 32 }, (_, i) => encode(toProblem(trainingExpression(0, i)).problem))
  const completions = yield* Policy.Policy.use(({ sample }) =>
    sample({
      prompts,
      seeds: prompts.map((_, i) => Array.from({ length: 4 }, (_, j) => seed(0, "int8", i, j))),
      signals: [],
      maxTokens: 64,
      temperature: 1,
    })
  ).pipe(Effect.provide(Policy.layerParameters({ config, parameters, endTokens })), Effect.orDie)
  const groups = completions.map((group, i): TrainingGroup => ({
    prompt: prompts[i],
    rows: group.map(({ tokens }, j) => ({
      tokens,
      columns: { advantage: new Float32Array(tokens.length).fill(j % 2 === 0 ? 1 : -1) },
    })),
  }))
  const made: Fixture = { name: "base, which ships", config, parameters, groups }
  return made
})
