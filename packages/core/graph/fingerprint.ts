import { createHash } from "node:crypto"
import type { Values } from "./value.ts"

/** SHA-256 of the weights' bytes in the order of their names, in hexadecimal: equal only for equal bits. */
export const fingerprint = (weights: Values): string => {
  const hash = createHash("sha256")
  for (const name of Object.keys(weights).sort()) {
    const { data } = weights[name]
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
  return hash.digest("hex")
}
