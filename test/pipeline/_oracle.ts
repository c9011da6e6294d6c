// Reads a folder of test/fixtures: a model, a batch of groups, and what an independent reference computed from them.
import { decodeConfig } from "@rlif/core/checkpoint/config"
import { decodeSafetensors, type Weights } from "@rlif/core/checkpoint/safetensors.ts"
import type { Graph } from "@rlif/core/graph/graph"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { feedsOf } from "@rlif/core/graph/feeds-of"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import type { Values } from "@rlif/core/graph/value"
import type { TrainingGroup } from "@rlif/core/learn/learner"
import { Effect, Result } from "effect"
import { existsSync, readFileSync } from "node:fs"

/** The fixture folders. */
export const names = [
  "llama-tied",
  "llama-gqa-untied",
  "qwen2-bias-tied",
  "qwen2-bf16-sharded",
  "qwen3-qknorm",
] as const

/** The two temperatures of every recorded signal. */
export const temperatures = ["1.0", "0.7"] as const
export type Temperature = typeof temperatures[number]

/** One number a sequence and predicted position, (B, T - 1): column t belongs to token t + 1. */
export type Aligned = ReadonlyArray<ReadonlyArray<number>>

export interface Batch {
  readonly group_size: number
  readonly prompt_lengths: ReadonlyArray<number>
  readonly completion_lengths: ReadonlyArray<number>
  readonly tokens: ReadonlyArray<ReadonlyArray<number>>
  readonly advantages: ReadonlyArray<number>
  readonly old_logprobs: Readonly<Record<Temperature, Aligned>>
  readonly ref_logprobs: Readonly<Record<Temperature, Aligned>>
  readonly options: Readonly<Record<string, number>>
}

export interface Combination {
  readonly id: number
  readonly loss: string
  readonly aggregation: string
  readonly kl: string
  readonly beta: number
  readonly temperature: number
  readonly value: number
  readonly global_norm: number
}

export interface Expected {
  readonly signals: Readonly<Record<Temperature, Readonly<Record<"logprob" | "entropy" | "self_certainty", Aligned>>>>
  readonly losses: ReadonlyArray<Omit<Combination, "id" | "global_norm">>
  readonly gradients: ReadonlyArray<Combination>
  readonly adamw: {
    readonly gradient: number
    readonly lr: number
    readonly betas: readonly [number, number]
    readonly eps: number
    readonly weight_decay: number
    readonly max_norm: number
    readonly steps: number
    readonly trace: ReadonlyArray<{ readonly loss: number; readonly grad_norm: number }>
    readonly loss_after: number
  }
}

export interface Oracle {
  readonly config: ModelConfig
  readonly weights: Weights
  readonly batch: Batch
  readonly expected: Expected
  readonly arrays: Weights
}

/** Everything in one fixture folder. */
export const oracle = (name: typeof names[number]): Oracle => {
  const folder = new URL(`../fixtures/${name}/`, import.meta.url)
  const json = (file: string) => JSON.parse(readFileSync(new URL(file, folder), "utf8"))
  const tensors = (file: string) => Result.getOrThrow(decodeSafetensors(readFileSync(new URL(file, folder)), file))
  const index = "model.safetensors.index.json"
  const shards: ReadonlyArray<string> = existsSync(new URL(index, folder))
    ? [...new Set<string>(Object.values(json(index).weight_map))]
    : ["model.safetensors"]
  return {
    config: Result.getOrThrow(decodeConfig(json("config.json"))).config,
    weights: Object.assign({}, ...shards.map(tensors)),
    batch: json("batch.json"),
    expected: json("expected.json"),
    arrays: tensors("expected.safetensors"),
  }
}

/** The batch as training groups; `columns` are one number a completion token. */
export const groupsOf = (batch: Batch, temperature: Temperature = "1.0"): ReadonlyArray<TrainingGroup> => {
  const rows = batch.tokens.map((sequence, i) => {
    const [start, length] = [batch.prompt_lengths[i], batch.completion_lengths[i]]
    return {
      prompt: Int32Array.from(sequence.slice(0, start)),
      tokens: Int32Array.from(sequence.slice(start, start + length)),
      columns: {
        advantage: new Float32Array(length).fill(batch.advantages[i]),
        old: completionOf(batch.old_logprobs[temperature], i, batch),
        reference: completionOf(batch.ref_logprobs[temperature], i, batch),
      },
    }
  })
  return Array.from({ length: rows.length / batch.group_size }, (_, b) => {
    const group = rows.slice(b * batch.group_size, (b + 1) * batch.group_size)
    return { prompt: group[0].prompt, rows: group.map(({ tokens, columns }) => ({ tokens, columns })) }
  })
}

/** The completion's part of an aligned row. */
export const completionOf = (aligned: Aligned, row: number, batch: Batch): Float32Array => {
  const start = batch.prompt_lengths[row] - 1
  return Float32Array.from(aligned[row].slice(start, start + batch.completion_lengths[row]))
}

/** Runs a graph once on the CPU; of `feeds`, what it has inputs for. */
export const runOnce = (graph: Graph, feeds: Values): Promise<Values> =>
  Effect.gen(function* () {
    const runtime = yield* Runtime
    const program = yield* runtime.compile(graph)
    return yield* program.run(feedsOf(graph, feeds))
  }).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)

/** The largest absolute difference of two arrays of the same length. */
export const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length !== b.length) throw new Error(`Cannot compare arrays: ${a.length} elements are not ${b.length}`)
  let most = 0
  // Not Math.max alone: it would lose a NaN.
  for (let i = 0; i < a.length; i++) most = Math.abs(a[i] - b[i]) <= most ? most : Math.abs(a[i] - b[i])
  return most
}

/** `|a - b| / |b|`, euclidean. */
export const relative = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length !== b.length) throw new Error(`Cannot compare arrays: ${a.length} elements are not ${b.length}`)
  let [difference, norm] = [0, 0]
  for (let i = 0; i < b.length; i++) {
    difference += (a[i] - b[i]) ** 2
    norm += b[i] ** 2
  }
  return Math.sqrt(difference / norm)
}
