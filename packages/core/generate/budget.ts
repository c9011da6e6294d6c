// How much is computed at once, and what is held twice for speed: what a small model never notices and a large one cannot
// do without.
import type { ModelConfig } from "../model/architecture.ts"
import type { Provider } from "../runtime/runtime.ts"

/** The numbers of a tensor of one run: 128 MiB, of which a few live at a time. */
const most = 2 ** 25

/** The numbers of all keys and values of the rows that are sampled together: 2 GiB. */
const cached = 2 ** 29

/**
 * The parameters up to which time matters more than memory: on the CPU 256 MiB in float32, and integers are no faster bound
 * than fed. CUDA would be sent fed weights at each run, so that they are bound as long as protobuf takes them; on webgpu
 * bound weights take no copy.
 */
const light: { readonly [P in Provider]: number } = { cpu: 2 ** 26, cuda: 2 ** 29 - 2 ** 23, webgpu: Infinity }

/** How many rows are sampled together, at most 256, where each fills `slots` slots of the cache. */
export const rowsAtOnce = ({ vocab, layers, keyHeads, headWidth }: ModelConfig, slots: number): number =>
  Math.max(1, Math.min(256, Math.floor(most / vocab), Math.floor(cached / (2 * layers * keyHeads * headWidth * slots))))

/** How many prompt tokens are read in one run, at most 8192. */
export const promptTokensAtOnce = ({ inner }: ModelConfig): number => Math.min(8192, Math.floor(most / inner))

/** How many prompts are read in one run, the longest of `length` tokens: each token scores every token. */
export const promptsAtOnce = ({ heads }: ModelConfig, length: number): number =>
  Math.max(1, Math.floor(most / (heads * length ** 2)))

/**
 * Whether a model is so large that all programs are fed its weights where they lie. ONNX Runtime decodes up to twice as fast with
 * weights of its own, but has them up to five times while it compiles and once or twice from then on. Then programs do not
 * retain the memory of their runs either.
 */
export const isHeavy = (
  parameters: Readonly<Record<string, { readonly data: { readonly length: number } }>>,
  provider: Provider,
): boolean => Object.values(parameters).reduce((sum, { data }) => sum + data.length, 0) > light[provider]
