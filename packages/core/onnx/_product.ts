// Matrix products, as primitives and as ONNX Runtime's fused kernel.
import type { DType } from "../graph/dtype.ts";
import type { Attributes } from "../graph/tensor.ts";
import type { Emit } from "./_emit.ts";

/** An operand of a product: the name of its value and what must be known of its type. */
export interface Factor {
  readonly name: string;
  readonly rank: number;
  readonly dtype: DType;
}

/** `alpha op(a) op(b)`, as `graph/ops/matmul.ts` defines it. */
export type Product = (
  factors: readonly [Factor, Factor],
  options: Attributes["matmul"],
  emit: Emit,
) => string;

/** Transposes, MatMul and a multiplication. */
export const plainProduct: Product = (
  [a, b],
  { transA, transB, alpha, timeMajorB },
  emit,
) => {
  const axes = (rank: number) => Array.from({ length: rank }, (_, i) => i);
  const swapped = (
    order: ReadonlyArray<number>,
  ) => [...order.slice(0, -2), ...order.slice(-2).reverse()];
  const orderA = axes(a.rank);
  const orderB = timeMajorB
    ? [...axes(b.rank).slice(1, -1), 0, b.rank - 1]
    : axes(b.rank);
  const raw = emit.op("MatMul", [
    emit.transpose(a.name, transA ? swapped(orderA) : orderA),
    emit.transpose(b.name, transB ? swapped(orderB) : orderB),
  ]);
  return alpha === 1 ? raw : emit.op("Mul", [raw, emit.scalar(a.dtype, alpha)]);
};

/** One FusedMatMul, which reads its operands in place however they lie; single precision only. */
export const fusedProduct: Product = (factors, options, emit) => {
  const [a, b] = factors;
  const { transA, transB, alpha } = options;
  const timeMajor = options.timeMajorB && b.rank > 2;
  if (a.dtype !== "float32") return plainProduct(factors, options, emit);
  if (!transA && !transB && !timeMajor && alpha === 1) {
    return emit.op("MatMul", [a.name, b.name]);
  }
  return emit.op("FusedMatMul", [a.name, b.name], {
    domain: "com.microsoft",
    attributes: {
      transA: transA ? 1 : 0,
      transB: transB ? 1 : 0,
      transBatchA: 0,
      transBatchB: timeMajor ? 1 : 0,
      alpha: { float: alpha },
    },
  });
};
