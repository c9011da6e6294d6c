// Limits on what is computed at once, and on weights that are held twice for speed. Small models stay below all limits; large
// models would not fit into memory without them.
import type { ModelConfig } from "../model/architecture.ts"
import type { Provider } from "../runtime/runtime.ts"

/** Most elements of a tensor in one run: 128 MiB, and a few such tensors live at a time. */
const most = 2 ** 25

/** Most elements of all keys and values of the rows that are sampled together: 2 GiB. */
const cached = 2 ** 29

/**
 * The number of parameters up to which weights are bound, which favors time over memory. CPU: 256 MiB in float32; bound
 * integers are no faster than fed ones. CUDA: as many as protobuf allows, since fed weights are sent at each run. WebGPU: any
 * number, as bound weights take no copy.
 */
const light: { readonly [P in Provider]: number } = { cpu: 2 ** 26, cuda: 2 ** 29 - 2 ** 23, webgpu: Infinity }

/** The number of rows that are sampled together, at most 256, if each fills `slots` slots of the cache. */
export const rowsAtOnce = ({ vocab, layers, keyHeads, headWidth }: ModelConfig, slots: number): number =>
  Math.max(1, Math.min(256, Math.floor(most / vocab), Math.floor(cached / (2 * layers * keyHeads * headWidth * slots))))

/** The number of prompt tokens that are read in one run, at most 8192. */
export const promptTokensAtOnce = ({ inner }: ModelConfig): number => Math.min(8192, Math.floor(most / inner))

/** The number of prompts that are read in one run, if the longest has `length` tokens: each token scores every token. */
export const promptsAtOnce = ({ heads }: ModelConfig, length: number): number =>
  Math.max(1, Math.floor(most / (heads * length ** 2)))

/**
 * Whether the work of a model is shared between threads. A heavy model's products fill all cores from one thread, and its weights
 * are held once; the pieces of a tiny one are done before a message has arrived.
 */
export const isShared = (
  parameters: Readonly<Record<string, { readonly data: { readonly length: number } }>>,
  provider: Provider,
): boolean => provider === "cpu" && !isHeavy(parameters, provider) && sizeOf(parameters) >= tiny

const tiny = 2 ** 16

const sizeOf = (parameters: Readonly<Record<string, { readonly data: { readonly length: number } }>>) =>
  Object.values(parameters).reduce((sum, { data }) => sum + data.length, 0)

/** The least number of parts of a request to a model whose work is shared. */
export const sharedParts = 2

/**
 * Whether a model is so large that programs are fed its weights and do not retain the memory of their runs. ONNX Runtime
 * decodes up to twice as fast with bound weights, but holds them up to five times while it compiles, and once or twice later.
 */
export const isHeavy = (
  parameters: Readonly<Record<string, { readonly data: { readonly length: number } }>>,
  provider: Provider,
): boolean => sizeOf(parameters) > light[provider]
