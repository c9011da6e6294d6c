// Runs a learner by hand, on one micro-batch: what a policy does, without one.
import { grid, pack } from "@rlif/core/model/pack.ts"
import { feedsOf } from "@rlif/core/graph/feeds-of"
import type { ModelConfig } from "@rlif/core/model/architecture"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import { type Value, value, type Values } from "@rlif/core/graph/value"
import type { Learner, TrainingGroup } from "@rlif/core/learn/learner"
import { Effect } from "effect"

/** The feeds of a learner's step graph beside the parameters; sizes are those of `whole`, by default the groups given. */
export const stepFeeds = (
  config: ModelConfig,
  groups: ReadonlyArray<TrainingGroup>,
  columns: ReadonlyArray<string>,
  whole: ReadonlyArray<TrainingGroup> = groups,
): Values => {
  const rows = whole.flatMap((group) => group.rows)
  const scalar = (x: number) => value("float32", [], new Float32Array([x]))
  return {
    ...pack(config, groups),
    ...Object.fromEntries(columns.map((name) => [name, grid(groups, (row) => row.columns[name])])),
    tokens: scalar(rows.reduce((n, row) => n + row.tokens.length, 0)),
    sequences: scalar(rows.length),
  }
}

/** Every column of the learner, `reference` included. */
export const columnsOf = (learner: Learner): ReadonlyArray<string> => [
  ...learner.columns,
  ...(learner.reference ? ["reference"] : []),
]

/** What `updates` updates on the same batch do to the weights, and what each measured. */
export const learn = (
  learner: Learner,
  { config, weights, groups, learningRate, updates }: {
    readonly config: ModelConfig
    readonly weights: Values
    readonly groups: ReadonlyArray<TrainingGroup>
    readonly learningRate: number
    readonly updates: number
  },
) =>
  Effect.gen(function* () {
    const runtime = yield* Runtime
    const step = yield* runtime.compile(learner.step)
    const optimizer = yield* runtime.compile(learner.optimizer)
    const feeds = feedsOf(learner.step, stepFeeds(config, groups, columnsOf(learner)))
    let parameters: Values = { ...weights }
    const flat = ({ data }: Value) => value("float32", [data.length], data as Float32Array)
    const scalar = (x: number) => value("float32", [], new Float32Array([x]))
    const slots: Record<string, Record<string, Value>> = {}
    const trace: Array<Record<string, number>> = []
    for (let t = 1; t <= updates; t++) {
      const out = yield* step.run({ ...parameters, ...feeds })
      const gradients = learner.trainable.map((name) => out[`grad.${name}`])
      const norm = Math.sqrt(gradients.reduce((n, { data }) => n + squares(data as Float32Array), 0))
      const measured = Object.keys(learner.metrics).map((name) => [name, out[name].data[0]] as const)
      trace.push({ ...Object.fromEntries(measured), grad_norm: norm })
      const next: Record<string, Value> = { ...parameters }
      for (const [i, name] of learner.trainable.entries()) {
        const length = parameters[name].data.length
        slots[name] ??= Object.fromEntries(
          learner.slots.map((
            slot,
          ) => [slot.name, value("float32", [length], new Float32Array(length).fill(slot.init))]),
        )
        const applied = yield* optimizer.run(feedsOf(learner.optimizer, {
          parameter: flat(parameters[name]),
          gradient: flat(gradients[i]),
          ...slots[name],
          step: scalar(t),
          learning_rate: scalar(learningRate),
          grad_norm: scalar(norm),
        }))
        next[name] = value("float32", parameters[name].dims, applied["next.parameter"].data as Float32Array)
        for (const slot of learner.slots) slots[name][slot.name] = applied[`next.${slot.name}`]
      }
      parameters = next
    }
    return { parameters, trace }
  }).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)

const squares = (data: Float32Array) => data.reduce((sum, x) => sum + x * x, 0)
