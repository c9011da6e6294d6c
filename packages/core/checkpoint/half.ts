/**
 * The two 16-bit floats of checkpoints and their exact places in float32. Widening is exact; narrowing rounds to the
 * nearest, ties to even, overflows to infinity, and keeps NaN a NaN. Every 16-bit pattern survives the round trip.
 */

/** float16 bits (sign 1, exponent 5, mantissa 10) -> float32 bits. */
const widen16 = (h: number): number => {
  const sign = (h & 0x8000) << 16
  const exponent = (h >>> 10) & 0x1f
  const mantissa = h & 0x3ff
  if (exponent === 0x1f) return sign | 0x7f800000 | (mantissa << 13)
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (mantissa << 13)
  if (mantissa === 0) return sign
  // Subnormal, m 2^-24: shift the leading bit out and count.
  const shift = Math.clz32(mantissa) - 21
  return sign | ((113 - shift) << 23) | ((mantissa << (shift + 13)) & 0x7fffff)
}

/** float32 bits -> float16 bits, to nearest even. */
const narrow16 = (x: number): number => {
  const sign = (x >>> 16) & 0x8000
  const a = x & 0x7fffffff
  if (a > 0x7f800000) return sign | 0x7c00 | ((a >>> 13) & 0x3ff || 0x200)
  if (a >= 0x47800000) return sign | 0x7c00 // 2^16 and above
  if (a >= 0x38800000) { // 2^-14 and above: rebias, add just under half, and let the carry reach the exponent
    const r = a - 0x38000000
    return sign | ((r + 0xfff + ((r >>> 13) & 1)) >>> 13)
  }
  if (a <= 0x33000000) return sign // 2^-25 and below: the tie goes to zero, which is even
  const shift = 126 - (a >>> 23) // 14 to 24
  const m = (a & 0x7fffff) | 0x800000
  const q = m >>> shift
  const rest = m & ((1 << shift) - 1)
  const half = 1 << (shift - 1)
  return sign | (q + (rest > half || (rest === half && (q & 1) === 1) ? 1 : 0))
}

/** float32 bits -> bfloat16 bits (the upper half), to nearest even. */
const narrowBrain = (x: number): number =>
  (x & 0x7fffffff) > 0x7f800000
    ? (x >>> 16) | (x & 0x7f0000 ? 0 : 0x40)
    : (x + 0x7fff + ((x >>> 16) & 1)) >>> 16 & 0xffff

// Each direction has its own loop: one loop over a function argument is four times as slow once it has seen two functions.
// Words are signed, since the engine keeps larger numbers on the heap.

/** float16 bit patterns -> float32, exactly. */
export const fromFloat16 = (bits: Uint16Array): Float32Array<ArrayBuffer> => {
  const words = new Int32Array(bits.length)
  for (let i = 0; i < bits.length; i++) words[i] = widen16(bits[i])
  return new Float32Array(words.buffer)
}

/** float32 -> float16 bit patterns, to nearest even. */
export const toFloat16 = (x: Float32Array): Uint16Array<ArrayBuffer> => {
  const words = new Int32Array(x.buffer, x.byteOffset, x.length)
  const bits = new Uint16Array(x.length)
  for (let i = 0; i < x.length; i++) bits[i] = narrow16(words[i])
  return bits
}

/** bfloat16 bit patterns -> float32, exactly. */
export const fromBfloat16 = (bits: Uint16Array): Float32Array<ArrayBuffer> => {
  const words = new Int32Array(bits.length)
  for (let i = 0; i < bits.length; i++) words[i] = bits[i] << 16
  return new Float32Array(words.buffer)
}

/** float32 -> bfloat16 bit patterns, to nearest even. */
export const toBfloat16 = (x: Float32Array): Uint16Array<ArrayBuffer> => {
  const words = new Int32Array(x.buffer, x.byteOffset, x.length)
  const bits = new Uint16Array(x.length)
  for (let i = 0; i < x.length; i++) bits[i] = narrowBrain(words[i])
  return bits
}
