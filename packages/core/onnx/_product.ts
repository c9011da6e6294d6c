// Matrix products, as primitives and as ONNX Runtime's fused kernels. Kernels of batched products write zeros into the first
// matrix alone where their sums have no terms: programs refuse such feeds.
import type { Dim, Shape } from "../graph/dim.ts"
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
  const { transA, transB, alpha, timeMajorB } = options
  const orderA = [...a.shape.keys()]
  const axesB = [...b.shape.keys()]
  const orderB = timeMajorB ? [...axesB.slice(1, -1), 0, axesB.length - 1] : axesB
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

/** ONNX Runtime's fused kernels, which read transposed and time-major operands in place; single precision only. */
export const fusedProduct: Product = (factors, options, emit) => {
  const [a, b] = factors
  const [transA, transB, timeMajor] = [options.transA, options.transB, options.timeMajorB].map(Number)
  if (a.dtype !== "float32") return plainProduct(factors, options, emit)
  if (a.shape.length === 2 && b.shape.length === 2) return matrixProduct(factors, options, emit)
  const inputs = [a.name, b.name]
  const alpha = { float: options.alpha }
  // The kernel reads a time-major operand only beside an operand of the same rank.
  if (timeMajor === 1 && a.shape.length !== b.shape.length) return plainProduct(factors, options, emit)
  if (transA + transB + timeMajor === 0 && options.alpha === 1) return emit.op("MatMul", inputs)
  const attributes = { transA, transB, transBatchA: 0, transBatchB: timeMajor, alpha }
  return emit.op("FusedMatMul", inputs, { domain: "com.microsoft", attributes })
}

/**
 * A product whose operands are first broadcast to the same batches: CUDA's kernel misreads a time-major operand with a
 * broadcast batch, and the optimizer turns transposes into that kernel as well.
 */
export const broadcastFirst = (product: Product): Product => ([a, b], options, emit) => {
  const [x, y] = [a.shape.slice(0, -2), b.shape.slice(1, -1)]
  if (!options.timeMajorB || `${x}` === `${y}`) return product([a, b], options, emit)
  const rank = Math.max(x.length, y.length)
  const [long, other] = [x, y].map((batch) => [...Array<Dim>(rank - batch.length).fill(1), ...batch])
  const batch = long.map((dim, axis) => (dim === 1 ? other[axis] : dim))
  const shape = [b.shape[0], ...batch, b.shape[b.shape.length - 1]]
  const full = emit.reshape(b.name, [b.shape[0], ...other, b.shape[b.shape.length - 1]])
  const wide = (name: string, shape: Shape) => ({ name: emit.op("Expand", [name, emit.dims(shape)]), shape })
  return product(
    [{ ...a, ...wide(a.name, [...batch, ...a.shape.slice(-2)]) }, { ...b, ...wide(full, shape) }],
    options,
    emit,
  )
}

const swapLast = (order: ReadonlyArray<number>) => [...order.slice(0, -2), ...order.slice(-2).reverse()]
