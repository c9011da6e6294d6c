// Every operation's cases: forward, gradient, symbolic, empty and size-1 dimensions, broadcasting each way, ties. The
// table is total: an operation without a row does not compile.
import type { Shape } from "@rlif/core/graph/dim.ts"
import type { Float } from "@rlif/core/graph/dtype"
import {
  abs,
  add,
  and,
  argMax,
  cast,
  clip,
  constant,
  cumSum,
  div,
  equal,
  exp,
  less,
  lessEqual,
  log,
  maximum,
  minimum,
  mul,
  neg,
  not,
  or,
  reciprocal,
  reduceMax,
  reduceMean,
  reduceSum,
  scalar,
  sigmoid,
  silu,
  size,
  sqrt,
  stopGradient,
  sub,
  where,
} from "@rlif/core/graph/ops"
import type { OpName, Tensor } from "@rlif/core/graph/tensor"
import { fusedRows } from "./_fused_cases.ts"
import { movingRows } from "./_moving_cases.ts"
import type { FloatOperand, OpCase } from "./_op_case.ts"

/** Shapes of two operands that broadcast: alike, each way, both at once, scalars, symbols, ones, nothing. */
const pairs: ReadonlyArray<{ readonly a: Shape; readonly b: Shape; readonly sizes?: Record<string, number> }> = [
  { a: [2, 3], b: [2, 3] },
  { a: [2, 3], b: [3] },
  { a: [3], b: [2, 3] },
  { a: [2, 1], b: [1, 3] },
  { a: [], b: [2] },
  { a: [2], b: [] },
  { a: [1], b: [1] },
  { a: ["N", 1, 2], b: ["M", 1], sizes: { N: 2, M: 3 } },
  { a: ["N", 2], b: [2], sizes: { N: 0 } },
  { a: ["N"], b: ["N"], sizes: { N: 1 } },
]

type Build = (a: Tensor<Float>, b: Tensor<Float>) => Tensor

const binary = (build: Build, range: { a?: FloatOperand["range"]; b?: FloatOperand["range"] } = {}) =>
  pairs.map(({ a, b, sizes = {} }): OpCase => ({
    name: `(${a}) and (${b}), ${JSON.stringify(sizes)}`,
    sizes,
    floats: [{ shape: a, ...(range.a && { range: range.a }) }, { shape: b, ...(range.b && { range: range.b }) }],
    build: ([x, y]) => build(x, y),
  }))

const unary = (build: (x: Tensor<Float>) => Tensor, range: readonly [number, number] = [-2, 2]): Array<OpCase> => [
  { name: "a matrix", floats: [{ shape: [2, 3], range }], build: ([x]) => build(x) },
  { name: "a scalar", floats: [{ shape: [], range }], build: ([x]) => build(x) },
  { name: "no rows", sizes: { N: 0 }, floats: [{ shape: ["N", 3], range }], build: ([x]) => build(x) },
  { name: "a symbol", sizes: { N: 2 }, floats: [{ shape: ["N", 1], range }], build: ([x]) => build(x) },
]

const given = (
  data: ReadonlyArray<ReadonlyArray<number>>,
  build: (x: ReadonlyArray<Tensor<Float>>) => Tensor,
  expected: Pick<OpCase, "values" | "gradients">,
): OpCase => ({
  name: `of ${JSON.stringify(data)}`,
  floats: data.map((numbers) => ({ shape: [numbers.length], data: numbers })),
  build,
  ...expected,
})

const reductions = (reduce: typeof reduceSum): Array<OpCase> => [
  { name: "all", floats: [{ shape: [2, 3] }], build: ([x]) => reduce(x) },
  { name: "rows", sizes: { N: 2 }, floats: [{ shape: ["N", 3] }], build: ([x]) => reduce(x, -1) },
  { name: "kept", sizes: { N: 2 }, floats: [{ shape: ["N", 3] }], build: ([x]) => reduce(x, 0, { keepDims: true }) },
  { name: "two axes", floats: [{ shape: [2, 3, 2] }], build: ([x]) => reduce(x, [2, 0]) },
  { name: "an axis of 1", floats: [{ shape: [2, 1] }], build: ([x]) => reduce(x, 1) },
  { name: "rows, none", sizes: { N: 0 }, floats: [{ shape: ["N", 3] }], build: ([x]) => reduce(x, -1) },
  { name: "over nothing", sizes: { N: 0 }, floats: [{ shape: ["N", 3] }], build: ([x]) => reduce(x, 0) },
]

const flip = (x: Tensor<Float>) => less(x, 0)

/** The cases of every operation, by name. */
export const opCases: { readonly [K in OpName]: ReadonlyArray<OpCase> } = {
  ...fusedRows,
  ...movingRows,
  // leaves
  input: [given([[1, 2]], ([x]) => x, { values: [1, 2], gradients: [[1, 1]] })],
  constant: [
    given([[1, 2]], ([x]) => add(x, cast(constant(Int32Array.of(3, 4), [2], "int32"), x.dtype)), { values: [4, 6] }),
    given([[1, 2]], ([x]) => mul(x, scalar(3, x.dtype)), { values: [3, 6] }),
  ],
  // two operands
  add: [
    ...binary(add),
    given([[1, 2]], ([x]) => add(x, x), { values: [2, 4] }),
    given([[1, 2]], ([x]) => add(1, x), { values: [2, 3] }),
  ],
  sub: [...binary(sub), given([[1, 2], [3, 5]], ([x, y]) => sub(x, y), { values: [-2, -3] })],
  mul: [...binary(mul), given([[1, 3]], ([x]) => mul(x, mul(x, x)), { values: [1, 27] })],
  div: [
    ...binary(div, { b: [0.5, 2] }),
    given([[1, 3]], ([x]) => div(1, x), { values: [1, 1 / 3] }),
    given([[1, 3]], ([x]) => div(x, add(x, 1)), { values: [0.5, 0.75] }),
  ],
  minimum: [
    ...binary(minimum),
    // On a tie the first operand takes it all.
    given([[1, 2, 3], [3, 2, 1]], ([x, y]) => minimum(x, y), { values: [1, 2, 1], gradients: [[1, 1, 0], [0, 0, 1]] }),
    given([[1, 2]], ([x]) => minimum(x, x), { values: [1, 2], gradients: [[1, 1]] }),
  ],
  maximum: [
    ...binary(maximum),
    given([[1, 2, 3], [3, 2, 1]], ([x, y]) => maximum(x, y), { values: [3, 2, 3], gradients: [[0, 1, 1], [1, 0, 0]] }),
  ],
  where: [
    ...binary((a, b) => where(flip(stopGradient(add(a, b))), a, b)),
    given([[1, -1], [5, 7]], ([x, y]) => where(flip(x), x, y), { values: [5, -1], gradients: [[0, 1], [1, 0]] }),
    {
      name: "a condition that broadcasts",
      sizes: { N: 2 },
      floats: [{ shape: [3] }, { shape: ["N", 1] }],
      indices: [{ shape: ["N", 1, 1], data: [0, 1] }],
      build: ([x, y], [i]) => where(equal(i, 0), x, y),
    },
  ],
  // one operand
  neg: [...unary(neg), given([[1, -2]], ([x]) => neg(x), { values: [-1, 2] })],
  exp: [...unary(exp), given([[0, 1]], ([x]) => exp(x), { values: [1, Math.E] })],
  log: [...unary(log, [0.5, 3]), given([[1, Math.E]], ([x]) => log(x), { values: [0, 1] })],
  sqrt: [...unary(sqrt, [0.5, 3]), given([[4, 9]], ([x]) => sqrt(x), { values: [2, 3] })],
  abs: [...unary(abs), given([[-2, 0, 3]], ([x]) => abs(x), { values: [2, 0, 3], gradients: [[-1, 0, 1]] })],
  reciprocal: [...unary(reciprocal, [-3, -0.5]), given([[2, -4]], ([x]) => reciprocal(x), { values: [0.5, -0.25] })],
  sigmoid: [...unary(sigmoid), given([[0, Math.log(3)]], ([x]) => sigmoid(x), { values: [0.5, 0.75] })],
  silu: [...unary(silu), given([[0, Math.log(3)]], ([x]) => silu(x), { values: [0, 0.75 * Math.log(3)] })],
  clip: [
    ...unary((x) => clip(x, -1, 0.5)),
    // The edges themselves let the gradient through.
    given([[-2, -1, 0, 1, 2]], ([x]) => clip(x, -1, 1), { values: [-1, -1, 0, 1, 1], gradients: [[0, 1, 1, 1, 0]] }),
    given([[-2, 3]], ([x]) => clip(x, 0, Infinity), { values: [0, 3], gradients: [[0, 1]] }),
  ],
  cast: [
    given([[1.5, -2]], ([x]) => cast(mul(x, x), "float32"), { values: [2.25, 4], gradients: [[3, -4]] }),
    given([[1.5, -2]], ([x]) => cast(mul(x, x), "float64"), { values: [2.25, 4], gradients: [[3, -4]] }),
    given([[1.5, -2.5]], ([x]) => cast(x, "int32"), { values: [1, -2], gradients: "zero" }),
    given([[1.5, 0]], ([x]) => cast(x, "bool"), { values: [1, 0], gradients: "zero" }),
  ],
  stopGradient: [
    given([[1, 2]], ([x]) => stopGradient(x), { values: [1, 2], gradients: "zero" }),
    given([[1, 2]], ([x]) => mul(x, stopGradient(x)), { values: [1, 4], gradients: [[1, 2]] }),
  ],
  // truth values
  less: [
    ...binary(less),
    given([[1, 2, 3], [3, 2, 1]], ([x, y]) => less(x, y), { values: [1, 0, 0], gradients: "zero" }),
  ],
  lessEqual: [
    ...binary(lessEqual),
    given([[1, 2, 3], [3, 2, 1]], ([x, y]) => lessEqual(x, y), { values: [1, 1, 0], gradients: "zero" }),
  ],
  equal: [
    ...binary(equal),
    given([[1, 2, 3], [3, 2, 1]], ([x, y]) => equal(x, y), { values: [0, 1, 0], gradients: "zero" }),
    {
      name: "of indices",
      floats: [],
      indices: [{ shape: [3], data: [0, 1, 2] }],
      build: (_, [i]) => equal(i, 1),
      values: [0, 1, 0],
    },
  ],
  and: [
    ...binary((a, b) => and(flip(a), flip(b))),
    given([[-1, -1, 1, 1], [-1, 1, -1, 1]], ([x, y]) => and(flip(x), flip(y)), { values: [1, 0, 0, 0] }),
  ],
  or: [
    ...binary((a, b) => or(flip(a), flip(b))),
    given([[-1, -1, 1, 1], [-1, 1, -1, 1]], ([x, y]) => or(flip(x), flip(y)), { values: [1, 1, 1, 0] }),
  ],
  not: [...unary((x) => not(flip(x))), given([[-1, 1]], ([x]) => not(flip(x)), { values: [0, 1] })],
  // reductions
  reduceSum: [...reductions(reduceSum), given([[1, 2, 4]], ([x]) => reduceSum(x), { values: [7] })],
  reduceMean: [
    // The mean and the maximum of nothing are no numbers.
    ...reductions(reduceMean).filter(({ name }) => name !== "over nothing"),
    given([[1, 2, 6]], ([x]) => reduceMean(x), { values: [3] }),
  ],
  reduceMax: [
    ...reductions(reduceMax).filter(({ name }) => name !== "over nothing"),
    given([[1, 3, 3]], ([x]) => reduceMax(x), { values: [3], gradients: [[0, 0.5, 0.5]] }),
    {
      name: "ties in a row",
      floats: [{ shape: [2, 3], data: [1, 3, 3, 2, 2, 2] }],
      build: ([x]) => reduceMax(x, -1),
      values: [3, 2],
      gradients: [[0, 1 / 2, 1 / 2, 1 / 3, 1 / 3, 1 / 3]],
    },
  ],
  cumSum: [
    { name: "down", sizes: { N: 3 }, floats: [{ shape: ["N", 2] }], build: ([x]) => cumSum(x, 0) },
    { name: "across, back", floats: [{ shape: [2, 3] }], build: ([x]) => cumSum(x, -1, { reverse: true }) },
    { name: "nothing", sizes: { N: 0 }, floats: [{ shape: ["N", 2] }], build: ([x]) => cumSum(x, 0) },
    given([[1, 2, 4]], ([x]) => cumSum(x, 0), { values: [1, 3, 7] }),
    given([[1, 2, 4]], ([x]) => cumSum(x, 0, { reverse: true }), { values: [7, 6, 4] }),
  ],
  argMax: [
    { name: "of rows", sizes: { N: 2 }, floats: [{ shape: ["N", 3] }], build: ([x]) => argMax(x, -1) },
    // The first of equals.
    given([[1, 3, 3]], ([x]) => argMax(x, 0), { values: [1], gradients: "zero" }),
  ],
  size: [
    {
      name: "of symbols",
      sizes: { N: 3, M: 2 },
      floats: [{ shape: ["N", "M", 2] }],
      build: ([x]) => size(x, [0, -1]),
      values: [6],
    },
    { name: "of nothing", sizes: { N: 0 }, floats: [{ shape: ["N"] }], build: ([x]) => size(x, 0), values: [0] },
  ],
}
