// Every operation in ONNX's own primitive operators, all of which also exist in double precision. Providers start
// from this table and override rows with kernels of theirs.
import { product } from "../graph/dim.ts"
import type { OpName } from "../graph/tensor.ts"
import { attentionRows } from "./_attention.ts"
import { plainProduct, type Product } from "./_product.ts"
import type { Lowering, Row, Rows } from "./lower.ts"

/** One ONNX operator over the same operands. */
const same = <K extends OpName>(type: string): Row<K> => (_, x, e) => e.op(type, x)

/** One ONNX operator along the last axis. */
const last = <K extends OpName>(type: string): Row<K> => (_, x, e) => e.op(type, x, { attributes: { axis: -1 } })

// Values (0) or indices (1), sorted. A row of zeros is appended and dropped again: TopK of no rows at all divides by zero and
// ends the process.
const ranked =
  <K extends "sortDescending" | "orderDescending">(output: 0 | 1): Row<K> => ({ inputs, shape }, [x], e) => {
    const [n, width] = [product(shape.slice(0, -1)), shape[shape.length - 1]]
    const padded = [e.reshape(x, [n, width]), e.zeros(inputs[0].dtype, [1, width])]
    const attributes = { axis: -1, largest: 1, sorted: 1 }
    const all = e.op("Concat", padded, { attributes: { axis: 0 } })
    const found = e.ops("TopK", [all, e.dims([width])], { attributes, outputs: 2 })[output]
    return e.reshape(e.slice(found, { axis: 0, start: 0, end: n }), shape)
  }

const reduce = <K extends "reduceSum" | "reduceMean" | "reduceMax">(type: string): Row<K> => ({ attributes }, [x], e) =>
  // ONNX reads an empty list of axes as all of them.
  attributes.axes.length === 0
    ? x
    : e.op(type, [x, e.int64(attributes.axes)], { attributes: { keepdims: Number(attributes.keepDims) } })

/** The row of `matmul` over a provider's product. */
export const matmulRow = (multiply: Product): Row<"matmul"> => ({ inputs: [x, y], attributes }, [a, b], e) =>
  multiply([{ ...x, name: a }, { ...y, name: b }], attributes, e)

/**
 * `dequantize` as one kernel, in single precision. A bound weight stays an integer: the optimizer computes casts of bound
 * values when it compiles, but not this operator.
 */
export const dequantizeLinear: Row<"dequantize"> = (_, x, e) => e.op("DequantizeLinear", x, { attributes: { axis: 0 } })

// 1 / sqrt(mean(x^2) + epsilon)
const inverseRms: Row<"inverseRms" | "rmsNorm"> = ({ attributes: { epsilon }, dtype }, [x], e) => {
  const square = e.op("ReduceMean", [e.op("Mul", [x, x]), e.int64([-1])], { attributes: { keepdims: 1 } })
  return e.op("Reciprocal", [e.op("Sqrt", [e.op("Add", [square, e.scalar(dtype, epsilon)])])])
}

// 1 / (1 + e^-x) in double precision: ONNX Runtime's optimizer would turn x sigmoid(x) into a kernel that it lacks.
const sigmoid: Row<"sigmoid" | "silu"> = ({ dtype }, [x], e) =>
  dtype === "float32"
    ? e.op("Sigmoid", [x])
    : e.op("Reciprocal", [e.op("Add", [e.scalar(dtype, 1), e.op("Exp", [e.op("Neg", [x])])])])

const rows: Rows = {
  input: ({ attributes }) => attributes.name,
  constant: ({ attributes, dtype, shape }, _, e) => e.constant(dtype, shape.map(Number), attributes.data),

  add: same("Add"),
  sub: same("Sub"),
  mul: same("Mul"),
  div: same("Div"),
  minimum: same("Min"),
  maximum: same("Max"),
  where: same("Where"),

  neg: same("Neg"),
  exp: same("Exp"),
  log: same("Log"),
  sqrt: same("Sqrt"),
  abs: same("Abs"),
  reciprocal: same("Reciprocal"),
  sigmoid,
  silu: (node, [x], e) => e.op("Mul", [x, sigmoid(node, [x], e)]),
  clip: ({ attributes: { low, high }, dtype }, [x], e) =>
    e.op("Clip", [x, e.scalar(dtype, low), e.scalar(dtype, high)]),
  cast: ({ inputs, dtype }, [x], e) => (inputs[0].dtype === dtype ? x : e.cast(x, dtype)),
  stopGradient: (_, [x]) => x,

  less: same("Less"),
  lessEqual: same("LessOrEqual"),
  equal: same("Equal"),
  and: same("And"),
  or: same("Or"),
  not: same("Not"),

  reduceSum: reduce("ReduceSum"),
  reduceMean: reduce("ReduceMean"),
  reduceMax: reduce("ReduceMax"),
  cumSum: ({ attributes: { axis, reverse } }, [x], e) =>
    e.op("CumSum", [x, e.scalar("int32", axis)], { attributes: { reverse: Number(reverse) } }),
  argMax: ({ attributes: { axis } }, [x], e) =>
    e.cast(e.op("ArgMax", [x], { attributes: { axis, keepdims: 0 } }), "int32"),
  size: ({ attributes: { axes }, inputs: [{ shape }], dtype }, _, e) => {
    const count = product(axes.map((axis) => shape[axis]))
    return typeof count === "number" ? e.scalar(dtype, count) : e.cast(e.reshape(e.dims([count]), []), dtype)
  },

  reshape: ({ shape }, [x], e) => e.reshape(x, shape),
  broadcastTo: ({ shape }, [x], e) => e.op("Expand", [x, e.dims(shape)]),
  transpose: ({ attributes: { permutation } }, [x], e) => e.transpose(x, permutation),
  concat: ({ attributes: { axis } }, xs, e) => e.op("Concat", xs, { attributes: { axis } }),
  slice: ({ attributes }, [x], e) => e.slice(x, attributes),

  gather: (_, x, e) => e.op("Gather", x, { attributes: { axis: 0 } }),
  // Updates (...I, ...rest) are read as (n, r): all columns of row i go to row index[i].
  scatterAdd: ({ inputs: [, index], shape, dtype }, [updates, at], e) => {
    const [n, r] = [product(index.shape), product(shape.slice(1))]
    const to = e.op("Expand", [e.reshape(at, [n, 1]), e.dims([n, r])])
    const operands = [e.zeros(dtype, [shape[0], r]), to, e.reshape(updates, [n, r])]
    return e.reshape(e.op("ScatterElements", operands, { attributes: { axis: 0, reduction: "add" } }), shape)
  },
  pick: ({ inputs: [, index], shape }, [x, at], e) => {
    const column = e.reshape(at, [...index.shape, 1])
    return e.reshape(e.op("GatherElements", [x, column], { attributes: { axis: shape.length } }), shape)
  },
  place: ({ shape, dtype }, [values, at], e) => {
    const column = [...shape.slice(0, -1), 1]
    const operands = [e.zeros(dtype, shape), e.reshape(at, column), e.reshape(values, column)]
    return e.op("ScatterElements", operands, { attributes: { axis: shape.length - 1 } })
  },
  // Index -1 is ONNX's last row: one row of zeros is appended.
  regroup: ({ inputs: [{ shape }], dtype }, [x, forward], e) => {
    const padded = e.op("Concat", [x, e.zeros(dtype, [1, ...shape.slice(1)])], { attributes: { axis: 0 } })
    return e.op("Gather", [padded, forward], { attributes: { axis: 0 } })
  },
  sortDescending: ranked(0),
  orderDescending: (node, x, e) => e.cast(ranked(1)(node, x, e), "int32"),
  rearrange: ({ shape }, [x, forward], e) =>
    e.op("GatherElements", [x, forward], { attributes: { axis: shape.length - 1 } }),

  matmul: matmulRow(plainProduct),
  dequantize: ({ shape: [rows], dtype }, [w, scale], e) => e.op("Mul", [e.cast(w, dtype), e.reshape(scale, [rows, 1])]),

  softmax: last("Softmax"),
  logSoftmax: last("LogSoftmax"),
  inverseRms,
  rmsNorm: (node, [x, w], e) => e.op("Mul", [e.op("Mul", [x, inverseRms(node, [x], e)]), w]),
  // Halves a and b turn together: (a cos - b sin, b cos + a sin).
  rotary: ({ shape: [n, , d] }, [x, cos, sin], e) => {
    const half = Number(d) / 2
    const a = e.slice(x, { axis: 2, start: 0, end: half })
    const b = e.slice(x, { axis: 2, start: half, end: d })
    const [c, s] = [cos, sin].map((table) => e.reshape(table, [n, 1, half]))
    const first = e.op("Sub", [e.op("Mul", [a, c]), e.op("Mul", [b, s])])
    const second = e.op("Add", [e.op("Mul", [b, c]), e.op("Mul", [a, s])])
    return e.op("Concat", [first, second], { attributes: { axis: 2 } })
  },
  ...attentionRows(plainProduct),
  tokenLogprob: ({ shape }, [z, target], e) => {
    const logprobs = e.op("LogSoftmax", [z], { attributes: { axis: -1 } })
    const column = e.reshape(target, [...shape, 1])
    return e.reshape(e.op("GatherElements", [logprobs, column], { attributes: { axis: shape.length } }), shape)
  },
}

/** The lowering that every provider can run. */
export const plain: Lowering = { opset: 21, rows }
