// Conversions between values or residents and ONNX Runtime's tensors.
import type * as Ort from "onnxruntime-node"
import type { DType } from "../../graph/dtype.ts"
import type { Resident } from "../resident.ts"
import type { Provider } from "../runtime.ts"
import { FeedError } from "../runtime_error.ts"
import type { Value } from "../../graph/value.ts"
import type { Feeds } from "../feeds.ts"
import { type Held, isHeld } from "./_held.ts"

/** The places of outputs: residents for kept outputs, values for others. Throws a `FeedError` if `into` does not match. */
export const placesOf = (into: Feeds, keep: ReadonlyArray<string>) => {
  const refuse = (tensor: string, state: string) => {
    throw new FeedError({ tensor, message: `Cannot write "${tensor}": ${state}` })
  }
  const values: Record<string, Value> = {}
  const residents: Record<string, Held> = {}
  for (const [name, place] of Object.entries(into)) {
    if (!isHeld(place)) values[name] = place as Value
    else if (keep.includes(name)) residents[name] = place
    else refuse(name, "the program was not compiled to keep it")
  }
  for (const name of keep) if (residents[name] === undefined) refuse(name, "it is kept, and was given no resident")
  return { values, residents }
}

/** The tensor of a feed: over the value's own data, or the resident's. Throws a `FeedError` if the resident is empty. */
export const toTensor = (
  { ort, provider }: { readonly ort: typeof Ort; readonly provider: Provider },
  name: string,
  fed: Value | Resident,
): Ort.Tensor => {
  const refuse = (state: string) => new FeedError({ tensor: name, message: `Cannot feed "${name}": ${state}` })
  if (isHeld(fed)) {
    if (fed.provider !== provider) throw refuse(`it is a resident of ${fed.provider}, not ${provider}`)
    return fed.tensor()
  }
  const { dtype, dims, data } = fed as Value
  try {
    // The constructor is overloaded one type at a time.
    return new ort.Tensor(dtype, data, dims)
  } catch (error) {
    throw refuse(messageOf(error))
  }
}

/** A tensor that lies in this process, as a value. */
export const fromTensor = (tensor: Ort.Tensor): Value => ({
  dtype: tensor.type as DType,
  dims: tensor.dims,
  data: tensor.data as Value["data"],
})

/** The message of an error, without the place and the condition in ONNX Runtime's sources. */
export const messageOf = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).replace(/\/onnxruntime_src\/.* was false\. /s, "").trim()
