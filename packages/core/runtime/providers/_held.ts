// The inside of a resident: a tensor of ONNX Runtime, on the device or in this process, counted while it is held.
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type * as Scope from "effect/Scope"
import type * as Ort from "onnxruntime-node"
import { type DType, elementBytes } from "../../graph/dtype.ts"
import type { Resident } from "../resident.ts"
import { residentBytes } from "../resident_bytes.ts"
import { residents } from "../residents.ts"
import type { Provider } from "../runtime.ts"
import { FeedError } from "../runtime_error.ts"

/** A resident, with the methods for programs alone. */
export interface Held extends Resident {
  readonly provider: Provider
  /** The tensor of the resident. Throws a `FeedError` if the resident is empty. */
  readonly tensor: () => Ort.Tensor
  /** Replaces the tensor. If the scope has closed, disposes of the new tensor. */
  readonly put: (tensor: Ort.Tensor) => void
}

/** A resident, cleared when its scope closes; messages call it `name`. */
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

/** Whether a feed or a place of an output is a resident. */
export const isHeld = (feed: object): feed is Held => all.has(feed)

const all = new WeakSet<object>()
