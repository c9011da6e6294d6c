import type { Batches } from "./batches.ts"

/**
 * `Numbers` and `Batches` of them in double precision.
 * @since 0.1.0
 */
export const floats: Batches<number, ReadonlyArray<number>, ReadonlyArray<ReadonlyArray<number>>> = {
  of: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  min: Math.min,
  max: Math.max,
  atMost: ([a, b], yes, no) => (a <= b ? yes : no),
  map: (v, f) => v.map((x) => f(x)),
  zip: ([a, b], f) => Array.from({ length: Math.min(a.length, b.length) }, (_, i) => f(a[i], b[i])),
  sum: (v) => v.reduce((a, b) => a + b, 0),
  length: (v) => v.length,
  each: (batch, f) => batch.map((v) => f(v)),
}
