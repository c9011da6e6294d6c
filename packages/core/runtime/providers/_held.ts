// What a resident is behind its interface: a tensor of ONNX Runtime's, wherever it lies, counted while it is held.
import { Effect, Metric, type Scope } from "effect"
import type * as Ort from "onnxruntime-node"
import { type DType, elementBytes } from "../../graph/dtype.ts"
import type { Resident } from "../resident.ts"
import { residentBytes } from "../resident_bytes.ts"
import { residents } from "../residents.ts"
import type { Provider } from "../runtime.ts"
import { FeedError } from "../runtime_error.ts"

/** A resident, with what only programs may touch. */
export interface Held extends Resident {
  readonly provider: Provider
  /** What it holds. Throws a `FeedError` where that is nothing. */
  readonly tensor: () => Ort.Tensor
  /** Holds this one instead; once its scope has closed, disposes of it. */
  readonly put: (tensor: Ort.Tensor) => void
}

/** A resident, cleared when its scope closes. `name` is for messages. */
export const held = (name: string, provider: Provider): Effect.Effect<Held, never, Scope.Scope> =>
  Effect.flatMap(Effect.context<never>(), (context) => {
    const [held, bytes] = [residents, residentBytes].map((gauge) => Metric.withAttributes(gauge, { provider }))
    const count = (sign: 1 | -1, { type, size }: Ort.Tensor) => {
      held.modifyUnsafe(sign, context)
      bytes.modifyUnsafe(sign * size * elementBytes[type as DType], context)
    }
    let content: Ort.Tensor | undefined
    let closed = false
    const clear = () => {
      if (content === undefined) return
      count(-1, content)
      content.dispose()
      content = undefined
    }
    const made: Held = {
      provider,
      get type() {
        return content === undefined ? undefined : { dtype: content.type as DType, dims: content.dims }
      },
      clear,
      tensor: () => {
        if (content !== undefined) return content
        const state = closed ? "its scope has closed" : "it holds nothing"
        throw new FeedError({ tensor: name, message: `Cannot feed resident "${name}": ${state}` })
      },
      put: (tensor) => {
        clear()
        if (closed) return tensor.dispose()
        content = tensor
        count(1, tensor)
      },
    }
    all.add(made)
    return Effect.acquireRelease(Effect.succeed(made), () =>
      Effect.sync(() => {
        closed = true
        clear()
      }))
  })

/** Whether what is fed, bound or written is a resident. */
export const isHeld = (feed: object): feed is Held => all.has(feed)

const all = new WeakSet<object>()
