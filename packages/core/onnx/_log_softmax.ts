// Log-probabilities of rows in primitives, for providers whose kernel is missing or loses digits.
import type { Emit } from "./_emit.ts"
import type { Row } from "./lower.ts"

/** Rows minus their largest element, `x - m`. */
export const lowered = (x: string, e: Emit): string =>
  e.op("Sub", [x, e.op("ReduceMax", [x, e.int64([-1])], { attributes: { keepdims: 1 } })])

// log sum e^s along the last axis, which is kept: (..., V) -> (..., 1)
const logSum = (s: string, e: Emit) =>
  e.op("Log", [e.op("ReduceSum", [e.op("Exp", [s]), e.int64([-1])], { attributes: { keepdims: 1 } })])

/** `s - log sum e^s`, s = x - m */
export const primitiveLogSoftmax: Row<"logSoftmax"> = (_, [x], e) => {
  const s = lowered(x, e)
  return e.op("Sub", [s, logSum(s, e)])
}

/** `s_t - log sum e^s`, s = z - m: the target is picked before the sum is subtracted, so that rows of one number are. */
export const primitiveTokenLogprob: Row<"tokenLogprob"> = ({ shape }, [z, target], e) => {
  const s = lowered(z, e) // (..., V)
  const column = e.reshape(target, [...shape, 1])
  const picked = e.op("GatherElements", [s, column], { attributes: { axis: shape.length } }) // (..., 1)
  return e.reshape(e.op("Sub", [picked, logSum(s, e)]), shape)
}
