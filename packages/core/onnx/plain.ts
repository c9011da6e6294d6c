// Every operation in ONNX's own primitive operators, all of which also exist in double precision. Providers start
// from this table and override rows with kernels of theirs.
import { product } from "../graph/dim.ts";
import type { OpName } from "../graph/tensor.ts";
import { attentionRows } from "./_attention.ts";
import { elementType, type Emit } from "./_emit.ts";
import { plainProduct, type Product } from "./_product.ts";
import type { Lowering, Row, Rows } from "./lower.ts";

/** One ONNX operator over the same operands. */
const same = <K extends OpName>(type: string): Row<K> => (_, x, e) =>
  e.op(type, x);

/** One ONNX operator along the last axis. */
const last = <K extends OpName>(type: string): Row<K> => (_, x, e) =>
  e.op(type, x, { attributes: { axis: -1 } });

const reduce =
  <K extends "reduceSum" | "reduceMean" | "reduceMax">(type: string): Row<K> =>
  ({ attributes }, [x], e) =>
    // ONNX reads an empty list of axes as all of them.
    attributes.axes.length === 0
      ? x
      : e.op(type, [x, e.int64(attributes.axes)], {
        attributes: { keepdims: attributes.keepDims ? 1 : 0 },
      });

const cast = (x: string, to: number, e: Emit) =>
  e.op("Cast", [x], { attributes: { to } });

/** The row of `matmul` over a provider's product. */
export const matmulRow =
  (multiply: Product): Row<"matmul"> => ({ inputs, attributes }, [a, b], e) => {
    const { dtype } = inputs[0];
    return multiply(
      [{ name: a, rank: inputs[0].shape.length, dtype }, {
        name: b,
        rank: inputs[1].shape.length,
        dtype,
      }],
      attributes,
      e,
    );
  };

/** `1 / sqrt(mean(x^2) + epsilon)` in primitives. */
export const inverseRms: Row<"inverseRms" | "rmsNorm"> = (
  { attributes: { epsilon }, dtype },
  [x],
  e,
) => {
  const square = e.op("ReduceMean", [e.op("Mul", [x, x]), e.int64([-1])], {
    attributes: { keepdims: 1 },
  });
  return e.op("Reciprocal", [
    e.op("Sqrt", [e.op("Add", [square, e.scalar(dtype, epsilon)])]),
  ]);
};

const rows: Rows = {
  input: ({ attributes }) => attributes.name,
  constant: ({ attributes, dtype, shape }, _, e) =>
    e.constant(dtype, shape.map(Number), attributes.data),

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
  sigmoid: same("Sigmoid"),
  silu: (_, [x], e) => e.op("Mul", [x, e.op("Sigmoid", [x])]),
  clip: ({ attributes: { low, high }, dtype }, [x], e) =>
    e.op("Clip", [x, e.scalar(dtype, low), e.scalar(dtype, high)]),
  cast: (
    { inputs, dtype },
    [x],
    e,
  ) => (inputs[0].dtype === dtype ? x : cast(x, elementType[dtype], e)),
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
    e.op("CumSum", [x, e.scalar("int32", axis)], {
      attributes: { reverse: reverse ? 1 : 0 },
    }),
  argMax: ({ attributes: { axis } }, [x], e) =>
    cast(
      e.op("ArgMax", [x], { attributes: { axis, keepdims: 0 } }),
      elementType.int32,
      e,
    ),
  size: ({ attributes: { axes }, inputs, dtype }, _, e) => {
    const count = product(axes.map((axis) => inputs[0].shape[axis]));
    if (typeof count === "number") return e.scalar(dtype, count);
    return cast(e.reshape(e.dims([count]), []), elementType[dtype], e);
  },

  reshape: ({ shape }, [x], e) => e.reshape(x, shape),
  broadcastTo: ({ shape }, [x], e) => e.op("Expand", [x, e.dims(shape)]),
  transpose: ({ attributes: { permutation } }, [x], e) =>
    e.transpose(x, permutation),
  concat: ({ attributes: { axis } }, xs, e) =>
    e.op("Concat", xs, { attributes: { axis } }),
  slice: ({ attributes }, [x], e) => e.slice(x, attributes),

  gather: (_, x, e) => e.op("Gather", x, { attributes: { axis: 0 } }),
  // Updates (...I, ...rest) are read as (n, r), whose columns all go to the row that the index names.
  scatterAdd: ({ inputs: [, index], shape, dtype }, [updates, at], e) => {
    const [n, r] = [product(index.shape), product(shape.slice(1))];
    const rows = e.op("Expand", [e.reshape(at, [n, 1]), e.dims([n, r])]);
    const attributes = { axis: 0, reduction: "add" };
    const zeros = e.zeros(dtype, [shape[0], r]);
    const sums = e.op("ScatterElements", [
      zeros,
      rows,
      e.reshape(updates, [n, r]),
    ], { attributes });
    return e.reshape(sums, shape);
  },
  pick: ({ inputs: [, index], shape }, [x, at], e) => {
    const column = e.reshape(at, [...index.shape, 1]);
    return e.reshape(
      e.op("GatherElements", [x, column], {
        attributes: { axis: shape.length },
      }),
      shape,
    );
  },
  place: ({ shape, dtype }, [values, at], e) => {
    const column = [...shape.slice(0, -1), 1];
    return e.op("ScatterElements", [
      e.zeros(dtype, shape),
      e.reshape(at, column),
      e.reshape(values, column),
    ], {
      attributes: { axis: shape.length - 1 },
    });
  },
  // Index -1 is ONNX's last row: one row of zeros is appended.
  regroup: ({ inputs: [{ shape }], dtype }, [x, forward], e) => {
    const padded = e.op("Concat", [x, e.zeros(dtype, [1, ...shape.slice(1)])], {
      attributes: { axis: 0 },
    });
    return e.op("Gather", [padded, forward], { attributes: { axis: 0 } });
  },
  sortDescending: ({ shape }, [x], e) =>
    e.ops("TopK", [x, e.dims(shape.slice(-1))], {
      attributes: { axis: -1, largest: 1, sorted: 1 },
      outputs: 2,
    })[0],

  matmul: matmulRow(plainProduct),

  softmax: last("Softmax"),
  logSoftmax: last("LogSoftmax"),
  inverseRms,
  rmsNorm: (node, [x, w], e) =>
    e.op("Mul", [e.op("Mul", [x, inverseRms(node, [x], e)]), w]),
  // Halves a and b turn together: (a cos - b sin, b cos + a sin).
  rotary: ({ shape: [n, , d], inputs: [{ shape }] }, [x, cos, sin], e) => {
    const half = Number(d) / 2;
    const axis = shape.length - 1;
    const a = e.slice(x, { axis, start: 0, end: half });
    const b = e.slice(x, { axis, start: half, end: d });
    const [c, s] = [cos, sin].map((table) => e.reshape(table, [n, 1, half]));
    return e.op("Concat", [
      e.op("Sub", [e.op("Mul", [a, c]), e.op("Mul", [b, s])]),
      e.op("Add", [e.op("Mul", [b, c]), e.op("Mul", [a, s])]),
    ], { attributes: { axis } });
  },
  ...attentionRows(plainProduct),
  tokenLogprob: ({ inputs: [{ shape }], shape: rows }, [z, target], e) => {
    const logprobs = e.op("LogSoftmax", [z], { attributes: { axis: -1 } });
    const column = e.reshape(target, [...rows, 1]);
    return e.reshape(
      e.op("GatherElements", [logprobs, column], {
        attributes: { axis: shape.length - 1 },
      }),
      rows,
    );
  },
};

/** The lowering that every provider can run. */
export const plain: Lowering = { opset: 21, rows };
