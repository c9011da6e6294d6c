// Matrix products, as primitives and as ONNX Runtime's fused kernels. Kernels of batched products write zeros into the first
// matrix alone where their sums have no terms: programs refuse such feeds.
import type { Shape } from "../graph/dim.ts"
import type { DType } from "../graph/dtype.ts"
import type { Attributes } from "../graph/tensor.ts"
import type { Emit } from "./_emit.ts"

/** An operand of a product: the name of its value, and its type. */
export interface Factor {
  readonly name: string
  readonly shape: Shape
  readonly dtype: DType
}

/** `alpha op(a) op(b)`, as `graph/ops/matmul.ts` defines it. */
export type Product = (factors: readonly [Factor, Factor], options: Attributes["matmul"], emit: Emit) => string

/** Transposes, MatMul and a multiplication. */
export const plainProduct: Product = (factors, options, emit) => {
  const [a, b] = factors
  const { transA, transB, alpha } = options
  const [orderA, orderB] = [[...a.shape.keys()], [...b.shape.keys()]]
  const raw = emit.op("MatMul", [
    emit.transpose(a.name, transA ? swapLast(orderA) : orderA),
    emit.transpose(b.name, transB ? swapLast(orderB) : orderB),
  ])
  return alpha === 1 ? raw : emit.op("Mul", [raw, emit.scalar(a.dtype, alpha)])
}

/**
 * ONNX's own operators. Gemm reads two matrices stored transposed or not, so that fed weights, which are matrices, are not
 * transposed at every run. Other products are plain.
 */
export const matrixProduct: Product = (factors, options, emit) => {
  const [a, b] = factors
  const matrices = a.shape.length === 2 && b.shape.length === 2
  if (a.dtype !== "float32" || !matrices) return plainProduct(factors, options, emit)
  const inputs = [a.name, b.name]
  const [transA, transB] = [options.transA, options.transB].map(Number)
  const asStored = transA + transB === 0 && options.alpha === 1
  if (asStored) return emit.op("MatMul", inputs)
  return emit.op("Gemm", inputs, { attributes: { transA, transB, alpha: { float: options.alpha } } })
}

/** ONNX Runtime's fused kernels, which read transposed operands in place; single precision only. */
export const fusedProduct: Product = (factors, options, emit) => {
  const [a, b] = factors
  const [transA, transB] = [options.transA, options.transB].map(Number)
  if (a.dtype !== "float32") return plainProduct(factors, options, emit)
  if (a.shape.length === 2 && b.shape.length === 2) return matrixProduct(factors, options, emit)
  const inputs = [a.name, b.name]
  const alpha = { float: options.alpha }
  if (transA + transB === 0 && options.alpha === 1) return emit.op("MatMul", inputs)
  const attributes = { transA, transB, transBatchA: 0, transBatchB: 0, alpha }
  return emit.op("FusedMatMul", inputs, { domain: "com.microsoft", attributes })
}

const swapLast = (order: ReadonlyArray<number>) => [...order.slice(0, -2), ...order.slice(-2).reverse()]
