import { createHash } from "node:crypto"
import type { Value, Values } from "./value.ts"

/** SHA-256 of the weights' bytes in the order of their names, in hexadecimal: equal only for equal bits. */
export const fingerprint = (weights: Values): string => {
  const hash = createHash("sha256")
  for (const name of Object.keys(weights).sort()) hash.update(bytesOf(weights[name]))
  return hash.digest("hex")
}

/** SHA-256 of a tensor's type, dimensions and bytes, in hexadecimal: equal only for equal tensors. */
export const tensorFingerprint = (tensor: Value): string =>
  createHash("sha256").update(`${tensor.dtype} ${tensor.dims.join(" ")}\n`).update(bytesOf(tensor)).digest("hex")

const bytesOf = ({ data }: Value) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
