import { Effect, Exit } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { drawing, drawsApart } from "../generate/graphs.ts"
import { flattenLearner } from "../learn/flat_learner.ts"
import { allSignals } from "../signals/all_signals.ts"
import { entropy } from "../signals/entropy.ts"
import { flattenSignal } from "../signals/flat_signal.ts"
import { config, weights } from "../testing/tiny_model.ts"
import { referenceLearner, smallLearner, trainingGroups } from "../testing/tiny_policy.ts"
import { type Answer, answerMessage, checked } from "./answer.ts"
import type { Codec } from "./codec.ts"
import { packed } from "./frame.ts"
import { learnerMessage } from "./learner_message.ts"
import { type Task, taskMessage } from "./task.ts"
import { configMessage, weightsMessage } from "./weights_message.ts"

const crossed = <A>({ encode, decode }: Codec<A>, message: A) => Effect.runSync(decode(encode(message)))
const refusal = <A>(decoded: Effect.Effect<A, { readonly message: string }>) =>
  Effect.runSync(Effect.flip(decoded)).message

const tokens = fc.int32Array({ min: 0, max: config.vocab - 1, minLength: 1, maxLength: 9 })
const signals = [flattenSignal(entropy, config.vocab)]
const samples: fc.Arbitrary<Task & { readonly kind: "sample" }> = fc.record({
  kind: fc.constant("sample" as const),
  version: fc.nat(),
  request: fc.array(fc.tuple(tokens, fc.array(fc.maxSafeInteger(), { minLength: 1, maxLength: 3 })), { maxLength: 4 })
    .chain((groups) =>
      fc.record({
        prompts: fc.constant(groups.map(([prompt]) => prompt)),
        seeds: fc.constant(groups.map(([, seeds]) => seeds)),
        signals: fc.constant(signals),
        maxTokens: fc.integer({ min: 1, max: 9 }),
        temperature: fc.double({ min: 0, max: 2, noNaN: true }),
        topK: fc.integer({ min: 1 }),
        topP: fc.double({ min: 0.1, max: 1, noNaN: true }),
        minP: fc.double({ min: 0, max: 1, noNaN: true }),
        repetitionPenalty: fc.double({ min: 0.5, max: 2, noNaN: true }),
        stop: fc.record({
          texts: fc.array(fc.string()),
          bytes: fc.uint8Array(),
          starts: fc.int32Array(),
        }),
      }, { requiredKeys: ["prompts", "seeds", "signals", "maxTokens", "temperature"] })
    ),
})
const gradients: fc.Arbitrary<Task> = fc.record({
  kind: fc.constant("gradient" as const),
  version: fc.nat(),
  learner: fc.nat(),
  piece: fc.record({
    groups: fc.integer().map(trainingGroups),
    tokens: fc.integer({ min: 1 }),
    sequences: fc.integer({ min: 1 }),
  }),
})
const reads: fc.Arbitrary<Task> = fc.record({
  kind: fc.constant("read" as const),
  version: fc.nat(),
  temperature: fc.double({ min: 0, max: 2, noNaN: true }),
  signals: fc.constant(signals),
  groups: fc.array(fc.record({ prompt: tokens, rows: fc.array(fc.record({ tokens })) })),
})
const tasks = fc.oneof(samples, gradients, reads)

/** Any answer of the shape that a task asks for. */
const answerTo = ({ request }: Task & { readonly kind: "sample" }): Answer => ({
  kind: "sample",
  groups: request.seeds.map((some) =>
    some.map((seed) => {
      const length = 1 + Math.abs(seed) % request.maxTokens
      return {
        tokens: new Int32Array(length).fill(Math.abs(seed) % config.vocab),
        finish: "stop",
        signals: { logprob: new Float32Array(length), entropy: new Float32Array(length).fill(0.25) },
        ...(drawsApart(drawing(request, config)) ? { drawn: new Float32Array(length).fill(-1) } : {}),
      }
    })
  ),
})

describe("messages", () => {
  it("give back tasks, answers, weights, configs and learners as they were", () => {
    fc.assert(fc.property(tasks, (task) => void expect(crossed(taskMessage, task)).toEqual(task)))
    fc.assert(
      fc.property(samples, (task) => void expect(crossed(answerMessage, answerTo(task))).toEqual(answerTo(task))),
    )
    const sent = { version: 3, values: weights }
    expect(crossed(weightsMessage, sent)).toEqual(sent)
    const adapter = { rank: 2, alpha: 4, targets: ["q_proj"], ranks: { x: 3 }, frozen: "int8" } as const
    const scaled = { ...config, adapter, ropeScaling: { type: "linear", factor: 2 } as const }
    expect(crossed(configMessage, scaled)).toEqual(scaled)
    for (const learner of [smallLearner(), referenceLearner()].map(flattenLearner)) {
      expect(crossed(learnerMessage, { learner })).toEqual({ learner })
    }
  })

  it("have every signal that ships", () => {
    const all = allSignals.map((signal) => flattenSignal(signal, config.vocab))
    const task: Task = { kind: "read", version: 0, temperature: 1, groups: [], signals: all }
    expect(crossed(taskMessage, task)).toEqual(task)
  })

  it("fail by a WireError, and by nothing else, at bytes that were changed anywhere", () => {
    fc.assert(fc.property(tasks, fc.nat(), fc.nat(255), (task, at, byte) => {
      const bytes = taskMessage.encode(task)
      bytes[at % bytes.length] = byte
      const exit = Effect.runSyncExit(taskMessage.decode(bytes))
      if (Exit.isFailure(exit)) expect(exit.cause.reasons[0]).toMatchObject({ error: { _tag: "@rlif/core/WireError" } })
    }))
  })

  it.each<readonly [string, object, string]>([
    ["", { kind: "run" }, "kind"],
    ["version", { version: -1 }, "greater than or equal to 0"],
    ["version", { version: 0.5 }, "an integer"],
    ["piece.tokens", { piece: { groups: [], tokens: NaN, sequences: 1 } }, "NaN"],
    [
      "piece.groups.0.prompt",
      { piece: { groups: [{ prompt: [1], rows: [] }], tokens: 1, sequences: 1 } },
      "Int32Array",
    ],
    [
      "piece.groups.0.rows.0",
      { rows: { tokens: Int32Array.of(1), columns: { advantage: new Float32Array(2) } } },
      "one number a token",
    ],
    [
      "piece.groups.0.rows.0.columns.advantage",
      { rows: { tokens: Int32Array.of(1), columns: { advantage: Float32Array.of(NaN) } } },
      "finite numbers",
    ],
  ])("refuse a task whose %s is wrong", (field, changes, why) => {
    const rows = "rows" in changes ? [changes.rows] : []
    const piece = { groups: [{ prompt: Int32Array.of(1), rows }], tokens: 1, sequences: 1 }
    const task = { kind: "gradient", version: 0, learner: 0, piece, ...changes }
    const message = refusal(taskMessage.decode(packed(task)))
    expect(message).toContain(`Cannot read task${field === "" ? "" : ` at ${field}`}`)
    expect(message).toContain(why)
  })

  it("refuse a graph that leads in a circle or out of itself, and an operation that nobody knows", () => {
    const flat = flattenLearner(smallLearner())
    const { nodes, outputs } = flat.step
    const sent = (step: object) => refusal(learnerMessage.decode(packed({ learner: { ...flat, step } })))
    const circle = nodes.map((node) => node.inputs.length === 0 ? node : { ...node, inputs: [nodes.length - 1] })
    expect(sent({ nodes: circle, outputs })).toContain("learner.step")
    expect(sent({ nodes, outputs: { loss: nodes.length } })).toContain("learner.step")
    expect(sent({ nodes: [{ ...nodes[0], op: "eval" }, ...nodes.slice(1)], outputs })).toContain("learner.step")
  })

  it("refuse weights whose dimensions are not those of their data", () => {
    const wrong = { version: 0, values: { x: { dtype: "float32", dims: [2, 2], data: new Float32Array(3) } } }
    expect(refusal(weightsMessage.decode(packed(wrong)))).toContain("Cannot read weights at values.x")
  })
})

describe("an answer", () => {
  it("is taken where it is one of its task", () => {
    fc.assert(fc.property(samples, (task) => {
      expect(Effect.runSync(checked(task, answerTo(task), config))).toEqual(answerTo(task))
    }))
  })

  it("is refused where a row, a signal or a token is another", () => {
    const task = { ...fc.sample(samples, { numRuns: 1, seed: 1 })[0], version: 0 }
    const { signals } = task.request
    const request = { signals, prompts: [Int32Array.of(1)], seeds: [[1]], maxTokens: 4, temperature: 1, minP: 0.1 }
    const one = { ...task, request }
    const good = answerTo(one) as Answer & { readonly kind: "sample" }
    const row = good.groups[0][0]
    const says = (groups: typeof good.groups) => refusal(checked(one, { ...good, groups }, config))
    expect(says([])).toContain("not the rows that were asked for")
    expect(says([[row, row]])).toContain("not the rows that were asked for")
    for (
      const odd of [
        { ...row, tokens: Int32Array.of(config.vocab, 0) },
        { ...row, tokens: Int32Array.of(-1, 0) },
        { ...row, tokens: new Int32Array(5) },
        { ...row, signals: { logprob: row.signals.logprob } },
        { ...row, signals: { ...row.signals, entropy: new Float32Array(7) } },
        { ...row, signals: { ...row.signals, more: row.signals.entropy } },
        { ...row, drawn: new Float32Array(7) },
      ]
    ) expect(says([[odd]])).toContain("none of what was asked for")
    const { drawn: _, ...plain } = row
    expect(says([[plain]])).toContain("none of what was asked for")
    const { minP: __, ...whole } = request
    expect(refusal(checked({ ...task, request: whole }, good, config))).toContain("none of what was asked for")
    expect(refusal(checked(one, { kind: "read", groups: [] }, config))).toContain('of kind "read"')
  })

  it("is refused where a number is not finite, or a gradient has another length or other metrics", () => {
    const gradient = (x: Float32Array, metrics = { loss: 0 }): Answer => ({ kind: "gradient", gradient: x, metrics })
    expect(refusal(answerMessage.decode(answerMessage.encode(gradient(Float32Array.of(NaN)))))).toContain("finite")
    expect(refusal(answerMessage.decode(answerMessage.encode(gradient(Float32Array.of(0), { loss: NaN })))))
      .toContain("metrics.loss")
    const task = fc.sample(gradients, 1)[0]
    const expected = { vocab: config.vocab, learner: { length: 2, metrics: ["loss"] } }
    expect(refusal(checked(task, gradient(new Float32Array(3)), expected))).toContain("a gradient of 3 numbers, not 2")
    expect(refusal(checked(task, { ...gradient(new Float32Array(2)), metrics: {} } as Answer, expected)))
      .toContain("metrics are not the learner's")
  })
})
