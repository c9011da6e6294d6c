import { product } from "../graph/dim.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { availableParallelism } from "node:os"
import { isHeavy, isShared, sharedParts } from "../generate/budget.ts"
import { type BatchShape, learnerMemory, learningMemory, stateMemory, trained } from "./_learning.ts"
import { type SampleShape, samplingMemory } from "./_sampling.ts"
import { weightInputs } from "./_weights.ts"
import type { Learner } from "../learn/learner.ts"
import { type MemoryEstimate, memoryOf, tensorBytes } from "./memory.ts"

export type { BatchShape, SampleShape }

/**
 * The parts of a run: a model, requests of the sampler, and updates.
 * @since 0.1.0
 */
export interface RunShape {
  readonly config: ModelConfig
  /** Requests of the sampler by their purpose. Default: none. */
  readonly samples?: Readonly<Record<string, SampleShape>>
  /** The learner, and the shape of its batches. Default: the run does not learn. */
  readonly learns?: {
    readonly learner: Learner
    readonly batch: BatchShape
    /** Whether the state of training is taken, as a copy, such as for checkpoints. Default: no. */
    readonly keepsState?: boolean
    /** Batches by which sampling runs ahead, by versions of the weights that are held for it. Default 0. */
    readonly ahead?: number
    /** Whether one more such copy is held throughout, such as that of the last update for a guard. Default: no. */
    readonly keepsLast?: boolean
  }
  /** Whether a second policy of the same model is there, which samples or reads. Default: no. */
  readonly hasTeacher?: boolean
  /** Threads that share the work of a model that is neither tiny nor heavy. Default: one for each core. */
  readonly threads?: number
  /** Parts of a request at least, and gradients of micro-batches apart; see `Cut` of the policy. Default: by the model. */
  readonly parts?: number
}

/**
 * The memory of a run on the CPU at its largest, in bytes, estimated before anything is loaded. All prompts and completions
 * are assumed to be as long as the longest. If lengths differ much, a micro-batch may have more rows than estimated, and its
 * attention more padding, up to 2^24 scores. Throws if a batch has no prompts, and where signals cannot be built.
 *
 * @example
 * ```ts
 * import { memoryEstimate } from "@rlif/core/memory"
 *
 * const config = {
 *   architecture: "llama", vocab: 32_000, width: 512, inner: 2048, layers: 8, heads: 8, keyHeads: 8, headWidth: 64,
 *   epsilon: 1e-5, theta: 10_000, tied: true, maxPositions: 2048,
 * } as const
 * const shape = { prompts: 8, completions: 8, promptTokens: 100, maxTokens: 200, temperature: 1, signals: [] }
 * const { held, phases, total } = memoryEstimate({ config, samples: { sampling: shape } })
 * held[1] // { what: "weights", bytes: 199_918_592 }
 * ```
 *
 * @since 0.1.0
 */
export const memoryEstimate = (
  { config, samples = {}, learns, hasTeacher = false, threads = 0, parts }: RunShape,
): MemoryEstimate => {
  const stored = Object.values(weightInputs(config))
  const length = stored.reduce((sum, { shape }) => sum + Number(product(shape)), 0)
  const heavy = isHeavy({ weights: { data: { length } } }, "cpu")
  const asked = threads || availableParallelism()
  const shared = isShared({ weights: { data: { length } } }, "cpu")
  const own = shared && asked > 1 ? asked : 0
  const lanes = {
    parts: parts ?? (shared ? sharedParts : 1),
    apart: parts !== undefined,
    atOnce: Math.max(1, own),
    threads: own,
  }
  const weights = tensorBytes(stored, {})
  const bound = !heavy && Object.keys(samples).length > 0
  // A decoder holds its weights twice, and up to five times while it compiles, which lanes do at the same time.
  const decoders = bound ? lanes.atOnce * (own > 0 ? 3 : 2) * weights : 0
  // Lanes beside the others, by which earlier versions are sampled.
  const more = own * weights + decoders
  return memoryOf({
    held: [
      {
        what: "process",
        bytes: baseline + own * lane +
          lanes.atOnce * compiling * (Number(Object.keys(samples).length > 0) + Number(learns !== undefined)),
      },
      { what: "weights", bytes: (1 + own) * weights },
      ...(bound ? [{ what: "decoder's own weights", bytes: decoders }] : []),
      // Its weights, its lanes and its decoders; what it samples or reads at once the policy's own phases bound.
      ...(hasTeacher
        ? [{ what: "teacher", bytes: (1 + own) * weights + decoders + own * lane + lanes.atOnce * compiling }]
        : []),
      ...(learns === undefined ? [] : learnerMemory(config, learns.learner, { ...learns.batch, lanes })),
      ...(learns?.ahead
        ? [{ what: "earlier versions", bytes: (learns.ahead + 2) * trained(config, learns.learner) + more }]
        : []),
      ...(learns?.keepsLast ? [{ what: "last update", bytes: stateMemory(config, learns.learner).held }] : []),
    ],
    phases: [
      ...Object.entries(samples).map(([what, shape]) => samplingMemory(what, config, { ...shape, lanes })),
      ...(learns === undefined ? [] : [learningMemory(config, learns.learner, { ...learns.batch, lanes })]),
      ...(learns?.keepsState ? [stateMemory(config, learns.learner)] : []),
    ],
    retain: !heavy,
  })
}

/** Measured: bytes of Node with a thread for the policy, ONNX Runtime and the library, and of what is not yet collected. */
const baseline = 260 * 2 ** 20

/** Measured: bytes of a thread that computes pieces. */
const lane = 60 * 2 ** 20

/** Measured: bytes more once programs have been compiled, those of sampling or those of learning. */
const compiling = 48 * 2 ** 20
