// Cases of the product and of the fused forms.
import { backward } from "@rlif/core/grad/backward"
import { product as count, type Shape } from "@rlif/core/graph/dim.ts"
import type { Float } from "@rlif/core/graph/dtype"
import {
  add,
  attention,
  attentionWeights,
  cast,
  concat,
  constant,
  dequantize,
  inverseRms,
  logSoftmax,
  matmul,
  type MatmulOptions,
  mul,
  reduceSum,
  reshape,
  rmsNorm,
  rotary,
  softmax,
  tokenLogprob,
} from "@rlif/core/graph/ops"
import type { OpName, Tensor } from "@rlif/core/graph/tensor"
import type { OpCase } from "./_op_case.ts"

const product = (
  a: Shape,
  b: Shape,
  options: MatmulOptions & { readonly sizes?: Record<string, number> } = {},
): OpCase => {
  const { sizes = {}, ...rest } = options
  return {
    name: `(${a}) (${b}) ${JSON.stringify(options)}`,
    sizes,
    floats: [{ shape: a }, { shape: b }],
    build: ([x, y]) => matmul(x, y, rest),
  }
}

// Every way of storing the operands of (3, 2) (2, 4), with a batch of 2.
const stored = [false, true].flatMap((transA) =>
  [false, true].map((transB) =>
    product(transA ? [2, 2, 3] : [2, 3, 2], transB ? [2, 4, 2] : [2, 2, 4], { transA, transB, alpha: 0.5 })
  )
)

const rowsOf = (build: (x: Tensor<Float>) => Tensor): ReadonlyArray<OpCase> => [
  { name: "rows", sizes: { N: 2 }, floats: [{ shape: ["N", 3] }], build: ([x]) => build(x) },
  { name: "one row", floats: [{ shape: [4] }], build: ([x]) => build(x) },
  { name: "three axes", sizes: { V: 3 }, floats: [{ shape: [2, 2, "V"] }], build: ([x]) => build(x) },
  { name: "width 1", floats: [{ shape: [3, 1] }], build: ([x]) => build(x) },
  { name: "no rows", sizes: { N: 0 }, floats: [{ shape: ["N", 3] }], build: ([x]) => build(x) },
]

const integers = constant(Int8Array.of(-127, 0, 127, 1, -128, 5), [2, 3], "int8")
const dequantized: ReadonlyArray<OpCase> = [
  {
    name: "one scale a row",
    floats: [{ shape: [2], data: [0.5, 2] }],
    build: ([scale]) => dequantize(integers, scale),
    values: [-63.5, 0, 63.5, 2, -256, 10],
    gradients: [[0, -122]],
  },
  {
    name: "the weight of a linear layer",
    sizes: { N: 2 },
    floats: [{ shape: ["N", 3] }, { shape: [2], range: [0.01, 0.02] }],
    build: ([x, scale]) => matmul(x, dequantize(integers, scale), { transB: true }),
  },
  {
    name: "a weight whose scale is computed",
    floats: [{ shape: [3, 2] }, { shape: [2], range: [0.1, 0.2] }],
    build: ([x, scale]) => matmul(x, dequantize(integers, mul(scale, scale))),
  },
]

const large = 1000

interface Heads {
  readonly b?: number | string
  readonly t?: number | string
  readonly s?: number | string
  readonly h?: number
  readonly k?: number
  readonly d?: number
  readonly bias?: Shape
  readonly sizes?: Record<string, number>
}

const shapes = ({ b = 2, t = 2, s = 3, h = 4, k = 2, d = 2, bias = [t, s] }: Heads) => ({
  q: [b, h, t, d],
  k: [b, k, s, d],
  bias,
})

const heads: ReadonlyArray<Heads> = [
  {},
  { k: 4, bias: [2, 4, 2, 3] },
  { k: 1, bias: [2, 1, 1, 3] },
  { b: "B", t: "T", s: "S", bias: ["B", 1, "T", "S"], sizes: { B: 2, T: 3, S: 4 } },
  { b: 1, t: 1, s: 1, h: 1, k: 1, bias: [] },
  { b: "B", sizes: { B: 0 } },
]

const weightCases = heads.map((options): OpCase => ({
  name: JSON.stringify(options),
  sizes: options.sizes ?? {},
  floats: [{ shape: shapes(options).q }, { shape: shapes(options).k }, { shape: shapes(options).bias }],
  build: ([q, k, bias]) => attentionWeights({ q, k, bias }, 0.7),
}))

const attentionCases = heads.map((options): OpCase => {
  const { q, k, bias } = shapes(options)
  return {
    name: JSON.stringify(options),
    sizes: options.sizes ?? {},
    floats: [{ shape: q }, { shape: k }, { shape: [...k.slice(0, 3), 3] }, { shape: bias }],
    build: ([q, k, v, bias]) => attention({ q, k, v, bias }, 0.7),
  }
})

const turned = (n: number | string, h: number, sizes: Record<string, number> = {}): OpCase => ({
  name: `(${n}, ${h}, 4)`,
  sizes,
  floats: [{ shape: [n, h, 4] }, { shape: [n, 2] }, { shape: [n, 2] }],
  build: ([x, cos, sin]) => rotary(x, cos, sin),
})

/** A gradient as the value: differentiating it again takes the rules of the rules. */
const again = (opCase: OpCase): OpCase => ({
  ...opCase,
  name: `the gradient of ${opCase.name}`,
  build: (x, i) => {
    const y = opCase.build(x, i) as Tensor<Float>
    return concat(backward(reduceSum(mul(y, y)), x).map((g) => reshape(g, [count(g.shape)])), 0)
  },
})

/** Products and fused forms. */
export const fusedRows = {
  matmul: [
    ...stored,
    again(stored[stored.length - 1]),
    product([2, 3], [3, 2]),
    product([1, 1], [1, 1]),
    product(["B", 2, 3], [3, 2], { sizes: { B: 2 } }),
    product([2, 3], ["B", 3, 2], { sizes: { B: 2 } }),
    product(["B", 2, 3], [3, 2], { sizes: { B: 2 }, alpha: 2 }),
    product([2, "B", 3, 2], ["B", 3, 2], { sizes: { B: 3 }, transB: true }),
    product([2, 3, 1, 2], [2, 1, "S", 2], { sizes: { S: 3 }, transB: true }),
    product([2, 3, 1, "S"], [2, 1, "S", 2], { sizes: { S: 3 } }),
    product([2, "M", "K"], [2, "N", "K"], { sizes: { M: 2, K: 3, N: 4 }, transB: true }),
    product([2, 1, 2, 3], [3, 3, 2], { alpha: -1 }),
    product(["N", 2], [2, 3], { sizes: { N: 0 } }),
    product([2, "K"], ["K", 3], { sizes: { K: 0 } }),
    { name: "a tensor by itself", floats: [{ shape: [2, 3] }], build: ([x]) => matmul(x, x, { transB: true }) },
    {
      name: "given numbers",
      floats: [{ shape: [1, 2], data: [1, 2] }, { shape: [2, 2], data: [3, 4, 5, 6] }],
      build: ([x, y]) => matmul(x, y, { alpha: 10 }),
      values: [130, 160],
    },
  ],
  dequantize: dequantized,
  softmax: [
    ...rowsOf(softmax),
    {
      name: "large numbers",
      floats: [{ shape: [2], data: [large, large] }],
      build: ([x]) => softmax(x),
      values: [0.5, 0.5],
    },
  ],
  logSoftmax: [
    ...rowsOf(logSoftmax),
    {
      name: "large numbers",
      floats: [{ shape: [2], data: [large, large] }],
      build: ([x]) => logSoftmax(x),
      values: [-Math.LN2, -Math.LN2],
    },
  ],
  rmsNorm: [
    again({ name: "one row", floats: [{ shape: [4] }, { shape: [4] }], build: ([x, w]) => rmsNorm(x, w, 0.1) }),
    {
      name: "rows",
      sizes: { N: 2 },
      floats: [{ shape: ["N", 3] }, { shape: [3] }],
      build: ([x, w]) => rmsNorm(x, w, 0.1),
    },
    { name: "three axes", floats: [{ shape: [2, 2, 3] }, { shape: [3] }], build: ([x, w]) => rmsNorm(x, w, 1e-5) },
    { name: "one row", floats: [{ shape: [4] }, { shape: [4] }], build: ([x, w]) => rmsNorm(x, w, 1e-5) },
    { name: "width 1", floats: [{ shape: [3, 1] }, { shape: [1] }], build: ([x, w]) => rmsNorm(x, w, 0.5) },
    {
      name: "no rows",
      sizes: { N: 0 },
      floats: [{ shape: ["N", 3] }, { shape: [3] }],
      build: ([x, w]) => rmsNorm(x, w, 0.1),
    },
    { name: "its own weight", floats: [{ shape: [3] }], build: ([x]) => rmsNorm(x, x, 0.1) },
    {
      name: "given numbers",
      floats: [{ shape: [1, 2], data: [1, 7] }, { shape: [2], data: [5, 10] }],
      build: ([x, w]) => rmsNorm(x, w, 0),
      values: [1, 14],
    },
  ],
  inverseRms: [
    ...rowsOf((x) => inverseRms(x, 0.1)),
    {
      name: "given numbers",
      floats: [{ shape: [1, 2], data: [1, 7] }],
      build: ([x]) => inverseRms(x, 0),
      values: [0.2],
    },
  ],
  rotary: [
    turned("N", 3, { N: 2 }),
    turned(1, 1),
    again(turned("N", 2, { N: 2 })),
    turned("N", 2, { N: 0 }),
    {
      name: "a quarter turn",
      floats: [{ shape: [1, 1, 2], data: [3, 5] }, { shape: [1, 1], data: [0] }, { shape: [1, 1], data: [1] }],
      build: ([x, cos, sin]) => rotary(x, cos, sin),
      values: [-5, 3],
    },
  ],
  attentionWeights: [
    ...weightCases,
    {
      name: "a mask",
      floats: [{ shape: [1, 1, 2, 2] }, { shape: [1, 1, 2, 2] }],
      build: ([q, k]) => attentionWeights({ q, k, bias: causal(q) }, 1),
    },
  ],
  attention: [
    ...attentionCases,
    again(attentionCases[0]),
    {
      name: "queries, keys and values the same",
      floats: [{ shape: [2, 2, 3, 2] }, { shape: [3, 3] }],
      build: ([x, bias]) => attention({ q: x, k: x, v: x, bias }, 0.5),
    },
    {
      name: "a mask",
      floats: [{ shape: [1, 1, 2, 2] }, { shape: [1, 1, 2, 2] }],
      build: ([q, v]) => attention({ q, k: q, v, bias: causal(q) }, 1),
    },
  ],
  tokenLogprob: [
    again({
      name: "one row",
      floats: [{ shape: [1, 3] }],
      indices: [{ shape: [1], data: [2] }],
      build: ([z], [i]) => tokenLogprob(z, i),
    }),
    {
      name: "rows",
      sizes: { M: 2 },
      floats: [{ shape: ["M", 3] }],
      indices: [{ shape: ["M"], data: [2, 0] }],
      build: ([z], [i]) => tokenLogprob(z, i),
    },
    {
      name: "two axes of rows",
      sizes: { V: 3 },
      floats: [{ shape: [2, 2, "V"] }],
      indices: [{ shape: [2, 2], data: [2, 0, 1, 1] }],
      build: ([z], [i]) => tokenLogprob(z, i),
    },
    {
      name: "large numbers",
      floats: [{ shape: [1, 2], data: [large, large] }],
      indices: [{ shape: [1], data: [1] }],
      build: ([z], [i]) => tokenLogprob(z, i),
      values: [-Math.LN2],
    },
    {
      name: "no rows",
      sizes: { M: 0 },
      floats: [{ shape: ["M", 3] }],
      indices: [{ shape: ["M"], data: [] }],
      build: ([z], [i]) => tokenLogprob(z, i),
    },
    {
      name: "twice, of one tensor",
      floats: [{ shape: [2, 3] }],
      indices: [{ shape: [2], data: [2, 0] }, { shape: [2], data: [1, 0] }],
      build: ([z], [i, j]) => add(tokenLogprob(z, i), tokenLogprob(z, j)),
    },
  ],
} satisfies Partial<Record<OpName, ReadonlyArray<OpCase>>>

// (T, T): nothing before, -1e9 after.
const causal = (q: Tensor<Float>) => {
  const mask = constant(Int32Array.of(0, -1e9, 0, 0), [2, 2], "int32")
  return cast(mask, q.dtype)
}
