import { product } from "../graph/dim.ts"
import type { Row } from "./lower.ts"
import { plain } from "./plain.ts"

/**
 * `scatterAdd` into at most `limit` rows as a product with a matrix of ones and zeros. The product takes more operations than
 * additions in place, but runs in parallel and in a fixed order; parallel additions into one row are not reproducible. Above
 * the limit, or if the number of rows is a symbol, the plain row is used.
 */
export const scatterByProduct = (limit: number): Row<"scatterAdd"> => (node, operands, e) => {
  const { inputs: [, index], shape, dtype } = node
  const rows = shape[0]
  if (typeof rows === "string" || rows > limit) return plain.rows.scatterAdd(node, operands, e)
  const [updates, at] = operands
  const [n, r] = [product(index.shape), product(shape.slice(1))]
  const ids = e.constant("int32", [rows, 1], Int32Array.from({ length: rows }, (_, i) => i))
  const hits = e.cast(e.op("Equal", [ids, e.reshape(at, [1, n])]), dtype) // (rows, n)
  return e.reshape(e.op("MatMul", [hits, e.reshape(updates, [n, r])]), shape)
}
