import { product } from "../graph/dim.ts"
import type { Row } from "./lower.ts"

/**
 * `scatterAdd` as a product with a matrix of ones and zeros: many more operations than additions in place, but they run
 * in parallel and in a fixed order, where parallel additions to one row would not be reproducible.
 */
export const scatterByProduct: Row<"scatterAdd"> = ({ inputs: [, index], shape, dtype }, [updates, at], e) => {
  const [rows, ...rest] = shape
  const [n, r] = [product(index.shape), product(rest)]
  const ids = e.constant("int32", [Number(rows), 1], Int32Array.from({ length: Number(rows) }, (_, i) => i))
  const hits = e.cast(e.op("Equal", [ids, e.reshape(at, [1, n])]), dtype) // (rows, n)
  return e.reshape(e.op("MatMul", [hits, e.reshape(updates, [n, r])]), shape)
}
