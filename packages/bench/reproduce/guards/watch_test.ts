// Watching a run changes nothing of it, and what is watched is what the run and the start model say themselves.
import * as Policy from "@rlif/core/policy"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { logprob } from "@rlif/core/signals"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Tokenizer } from "@rlif/core/text"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import { Context, Effect, Layer, Stream } from "effect"
import { expect, it } from "vitest"
import { setting } from "../experiment.ts"
import { steps } from "../training.ts"
import { type Cell, watching } from "./cell.ts"
import { problemsOf, watch } from "./watch.ts"

const folder = shippedFolder("base")
const policy = () => Layer.fresh(Layer.merge(Policy.layerFolder(folder), Tokenizer.layerFolder(folder)))
const small = { ...watching, steps: 4, every: 2, problems: 6, labelled: 5 }
const cell: Cell = { world: "sound", instruct: 0, objective: "self-certainty", learningRate: 2e-4, seed: 3 }

const watched = (cell: Cell) =>
  Effect.gen(function* () {
    const start = Context.get(yield* Layer.build(policy()), Policy.Policy)
    return { start, seen: yield* Effect.provide(watch(cell, small, start), policy()) }
  })

const { once, alone, halves, start } = await Effect.gen(function* () {
  const { seen: once, start } = yield* watched(cell)
  const alone = yield* steps(cell).pipe(Stream.take(4), Stream.runCollect, Effect.provide(policy()))
  const { seen: halves } = yield* watched({ ...cell, parts: 2 })
  // The start model reads what the second batch wrote.
  const [{ group: { prompt, rollouts } }] = alone[1].batch
  const tokens = Int32Array.from([...prompt, ...rollouts[0].tokens])
  const options = { temperature: setting.temperature, signals: [logprob] }
  const [read] = yield* start.read([{ tokens, promptLength: prompt.length }], options)
  return { once, alone, halves, start: { read, sampled: rollouts[0].signals.logprob } }
}).pipe(
  Effect.scoped,
  Effect.provide(Cpu.layer),
  Effect.provide(NodeServices.layer),
  Effect.runPromise,
)

it("changes no update", () => {
  for (const [i, { step, metrics }] of alone.entries()) {
    const { columns } = once.updates[i]
    expect(once.updates[i].step).toBe(step)
    for (const name of ["reward", "entropy", "logprob", "completions/mean_length"]) {
      expect(columns[name]).toBe(metrics[name])
    }
  }
})

it("has every column at every update, and of labelled problems a digit each, now and before", () => {
  const names = once.updates.map(({ columns }) => Object.keys(columns).toSorted().join())
  expect(new Set(names).size).toBe(1)
  expect(names[0]).toBe(
    "advantages/apart,answers/agreement,answers/distinct,completions/clipped_ratio,completions/mean_length," +
      "completions/repetition,entropy,logprob,reward,start/logprob",
  )
  expect(once.likeliest).toMatch(/^[01]{5}$/)
  for (const { right, before } of once.updates) expect([right, before].join()).toMatch(/^[01]{5},[01]{5}$/)
  expect(once.evaluations.map(({ step, right }) => [step, right.length])).toEqual([[0, 6], [2, 6], [4, 6]])
  const { right, metrics } = once.evaluations[2]
  expect(metrics.accuracy).toBeCloseTo(Array.from(right, Number).reduce((sum, x) => sum + x, 0) / 48)
})

it("compares with a start model that is not trained", () => {
  // Before the first update the two are one.
  const [first, second] = once.updates.map(({ columns }) => columns)
  expect(first["start/logprob"]).toBeCloseTo(first.logprob, 4)
  expect(second["start/logprob"]).not.toBe(second.logprob)
  // One small update later they are close, and not the same.
  expect(start.read.logprob).not.toEqual(start.sampled)
})

it("watches every update of a batch, which is sampled once", () => {
  expect(halves.updates.map(({ right }) => right.length)).toEqual([5, 5, 5, 5])
  expect(halves.evaluations.map(({ step }) => step)).toEqual([0, 2, 4])
  // Both halves were written before the first update.
  const [first, second] = halves.updates.map(({ columns }) => columns)
  expect(second["start/logprob"]).toBeCloseTo(second.logprob, 4)
  expect(second.logprob).not.toBe(first.logprob)
})

it("asks labels of problems that are not evaluated", () => {
  const { evaluated, labelled } = problemsOf(3, { problems: 50, labelled: 50 })
  const ids = [...evaluated, ...labelled].map(({ id }) => id)
  expect(new Set(ids).size).toBe(100)
})
