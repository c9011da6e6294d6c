// The element types of checkpoints: how their bytes become float32 and back, and the numbers that they can hold.
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "./half.ts"
import type { WeightDType } from "./safetensors_header.ts"

/** Bytes of a file -> float32, exactly; float32 is a view where the bytes are aligned. */
export const widen: { readonly [D in WeightDType]: (bytes: Uint8Array) => Float32Array } = {
  F32: (bytes) => {
    const at = aligned(bytes, 4)
    return new Float32Array(at.buffer, at.byteOffset, at.length / 4)
  },
  F16: (bytes) => fromFloat16(words(bytes)),
  BF16: (bytes) => fromBfloat16(words(bytes)),
}

/** float32 -> bytes of a file, to nearest even; float32 is a view. */
export const narrow: { readonly [D in WeightDType]: (data: Float32Array) => Uint8Array } = {
  F32: (data) => bytesOf(data),
  F16: (data) => bytesOf(toFloat16(data)),
  BF16: (data) => bytesOf(toBfloat16(data)),
}

/** Whether every element is finite once rounded to a type. */
export const holds = (dtype: WeightDType, data: Float32Array): boolean => {
  const limit = overflow[dtype]
  for (let i = 0; i < data.length; i++) if (!(Math.abs(data[i]) < limit)) return false
  return true
}

/** The least magnitude that rounds to infinity. */
const overflow: { readonly [D in WeightDType]: number } = { F32: Infinity, F16: 65520, BF16: 2 ** 128 - 2 ** 119 }

const words = (bytes: Uint8Array): Uint16Array => {
  const at = aligned(bytes, 2)
  return new Uint16Array(at.buffer, at.byteOffset, at.length / 2)
}

/** The bytes themselves if they start at a multiple of `size`, else an aligned copy. */
const aligned = (bytes: Uint8Array, size: number): Uint8Array =>
  bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes)

const bytesOf = (data: Float32Array | Uint16Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
