// Cases of the operations that move elements: shapes, and rows by index.
import { add } from "@rlif/core/graph/ops/arithmetic"
import { gather, pick, place, regroup, scatterAdd, sortDescending } from "@rlif/core/graph/ops/rows"
import { broadcastTo, concat, expandDims, reshape, slice, squeeze, transpose } from "@rlif/core/graph/ops/shape"
import type { OpName } from "@rlif/core/graph/tensor"
import type { OpCase } from "./_op_case.ts"

/** Shapes, rows and indices. */
export const movingRows = {
  reshape: [
    { name: "flat", floats: [{ shape: [2, 3] }], build: ([x]) => reshape(x, [6]) },
    {
      name: "symbols",
      sizes: { B: 2, G: 3 },
      floats: [{ shape: ["B", "G", 2] }],
      build: ([x]) => reshape(x, ["B*G", 2]),
    },
    { name: "to a scalar", floats: [{ shape: [1, 1] }], build: ([x]) => reshape(x, []) },
    { name: "an axis more", sizes: { N: 2 }, floats: [{ shape: ["N"] }], build: ([x]) => expandDims(x, -1) },
    { name: "an axis less", sizes: { N: 2 }, floats: [{ shape: [1, "N"] }], build: ([x]) => squeeze(x, 0) },
    { name: "nothing", sizes: { N: 0 }, floats: [{ shape: ["N", 4] }], build: ([x]) => reshape(x, ["N", 2, 2]) },
  ],
  broadcastTo: [
    { name: "a new axis", floats: [{ shape: [3] }], build: ([x]) => broadcastTo(x, [2, 3]) },
    { name: "a scalar", floats: [{ shape: [] }], build: ([x]) => broadcastTo(x, [2, 2]) },
    {
      name: "to a symbol",
      sizes: { N: 3 },
      floats: [{ shape: [2, 1] }, { shape: ["N"] }],
      build: ([x, y]) => add(broadcastTo(x, [2, "N"]), y),
    },
    {
      name: "to nothing",
      sizes: { N: 0 },
      floats: [{ shape: [2, 1] }, { shape: ["N"] }],
      build: ([x, y]) => add(broadcastTo(x, [2, "N"]), y),
    },
    {
      name: "a given one",
      floats: [{ shape: [2, 1], data: [1, 2] }],
      build: ([x]) => broadcastTo(x, [2, 2]),
      values: [1, 1, 2, 2],
    },
  ],
  transpose: [
    {
      name: "a matrix",
      floats: [{ shape: [2, 3], data: [1, 2, 3, 4, 5, 6] }],
      build: ([x]) => transpose(x, [1, 0]),
      values: [1, 4, 2, 5, 3, 6],
    },
    { name: "a cycle", sizes: { N: 2 }, floats: [{ shape: ["N", 3, 4] }], build: ([x]) => transpose(x, [1, 2, 0]) },
    { name: "nothing", sizes: { N: 0 }, floats: [{ shape: ["N", 3] }], build: ([x]) => transpose(x, [1, 0]) },
  ],
  concat: [
    {
      name: "rows",
      sizes: { N: 2, M: 1 },
      floats: [{ shape: ["N", 2] }, { shape: ["M", 2] }],
      build: (xs) => concat(xs, 0),
    },
    {
      name: "columns",
      floats: [{ shape: [2, 1] }, { shape: [2, 3] }, { shape: [2, 2] }],
      build: (xs) => concat(xs, -1),
    },
    {
      name: "with nothing",
      sizes: { N: 0 },
      floats: [{ shape: ["N", 2] }, { shape: [3, 2] }],
      build: (xs) => concat(xs, 0),
    },
    {
      name: "one tensor twice",
      floats: [{ shape: [2], data: [1, 2] }],
      build: ([x]) => concat([x, x], 0),
      values: [1, 2, 1, 2],
    },
  ],
  slice: [
    {
      name: "the middle",
      floats: [{ shape: [4], data: [1, 2, 3, 4] }],
      build: ([x]) => slice(x, 0, { start: 1, end: 3 }),
      values: [2, 3],
    },
    { name: "the beginning", sizes: { N: 2 }, floats: [{ shape: ["N", 4] }], build: ([x]) => slice(x, 1, { end: 2 }) },
    { name: "the end", sizes: { N: 2 }, floats: [{ shape: ["N", 4] }], build: ([x]) => slice(x, -1, { start: 3 }) },
    { name: "nothing", floats: [{ shape: [2, 3] }], build: ([x]) => slice(x, 1, { start: 1, end: 1 }) },
    {
      name: "at a symbol",
      sizes: { P: 2, T: 3 },
      floats: [{ shape: ["P", 2] }, { shape: ["T", 2] }],
      build: ([x, y]) => slice(concat([x, y], 0), 0, { start: "P" }),
    },
    {
      name: "up to a symbol",
      sizes: { P: 2, T: 3 },
      floats: [{ shape: ["P", 2] }, { shape: ["T", 2] }],
      build: ([x, y]) => slice(concat([x, y], 0), 0, { start: 1, end: "P+1" }),
    },
  ],
  gather: [
    {
      name: "rows, one of them twice",
      sizes: { N: 3, M: 4 },
      floats: [{ shape: ["N", 2], data: [1, 2, 3, 4, 5, 6] }],
      indices: [{ shape: ["M"], data: [2, 0, 2, 1] }],
      build: ([x], [i]) => gather(x, i),
      values: [5, 6, 1, 2, 5, 6, 3, 4],
    },
    {
      name: "a matrix of numbers",
      floats: [{ shape: [3] }],
      indices: [{ shape: [2, 2], data: [1, 1, 1, 0] }],
      build: ([x], [i]) => gather(x, i),
    },
    {
      name: "a matrix of rows",
      floats: [{ shape: [3, 2, 2] }],
      indices: [{ shape: [2, 1], data: [2, 2] }],
      build: ([x], [i]) => gather(x, i),
    },
    {
      name: "one row",
      floats: [{ shape: [3, 2] }],
      indices: [{ shape: [], data: [1] }],
      build: ([x], [i]) => gather(x, i),
    },
    {
      name: "nothing",
      sizes: { M: 0 },
      floats: [{ shape: [3, 2] }],
      indices: [{ shape: ["M"], data: [] }],
      build: ([x], [i]) => gather(x, i),
    },
  ],
  scatterAdd: [
    {
      name: "two into one row, none into another",
      floats: [{ shape: [3, 2], data: [1, 2, 3, 4, 5, 6] }],
      indices: [{ shape: [3], data: [2, 0, 2] }],
      build: ([x], [i]) => scatterAdd(x, i, 4),
      values: [3, 4, 0, 0, 6, 8, 0, 0],
    },
    {
      name: "numbers into a symbol of rows",
      sizes: { N: 3, M: 2 },
      floats: [{ shape: ["M", 2] }, { shape: ["N"] }],
      indices: [{ shape: ["M", 2], data: [0, 1, 1, 1] }],
      build: ([x, y], [i]) => add(scatterAdd(x, i, "N"), y),
    },
    {
      name: "nothing",
      sizes: { M: 0 },
      floats: [{ shape: ["M", 2] }],
      indices: [{ shape: ["M"], data: [] }],
      build: ([x], [i]) => scatterAdd(x, i, 3),
    },
  ],
  pick: [
    {
      name: "one a row",
      sizes: { M: 2 },
      floats: [{ shape: ["M", 3], data: [1, 2, 3, 4, 5, 6] }],
      indices: [{ shape: ["M"], data: [2, 0] }],
      build: ([x], [i]) => pick(x, i),
      values: [3, 4],
    },
    {
      name: "of one row",
      floats: [{ shape: [3] }],
      indices: [{ shape: [], data: [1] }],
      build: ([x], [i]) => pick(x, i),
    },
    {
      name: "two axes of rows",
      sizes: { V: 3 },
      floats: [{ shape: [2, 1, "V"] }],
      indices: [{ shape: [2, 1], data: [1, 2] }],
      build: ([x], [i]) => pick(x, i),
    },
    {
      name: "of nothing",
      sizes: { M: 0 },
      floats: [{ shape: ["M", 3] }],
      indices: [{ shape: ["M"], data: [] }],
      build: ([x], [i]) => pick(x, i),
    },
  ],
  place: [
    {
      name: "one a row",
      sizes: { M: 2 },
      floats: [{ shape: ["M"], data: [5, 7] }],
      indices: [{ shape: ["M"], data: [2, 0] }],
      build: ([x], [i]) => place(x, i, 3),
      values: [0, 0, 5, 7, 0, 0],
    },
    {
      name: "a symbol wide",
      sizes: { V: 3 },
      floats: [{ shape: [2, 2] }, { shape: ["V"] }],
      indices: [{ shape: [2, 2], data: [1, 2, 1, 0] }],
      build: ([x, y], [i]) => add(place(x, i, "V"), y),
    },
    {
      name: "nothing",
      sizes: { M: 0 },
      floats: [{ shape: ["M"] }],
      indices: [{ shape: ["M"], data: [] }],
      build: ([x], [i]) => place(x, i, 3),
    },
  ],
  regroup: [
    {
      name: "packed to padded, one row dropped",
      sizes: { N: 4, B: 2, T: 3 },
      floats: [{ shape: ["N", 2], data: [1, 2, 3, 4, 5, 6, 7, 8] }],
      indices: [{ shape: ["B", "T"], data: [2, -1, 0, 3, -1, -1] }, { shape: ["N"], data: [2, -1, 0, 3] }],
      build: ([x], [forward, backward]) => regroup(x, forward, backward),
      values: [5, 6, 0, 0, 1, 2, 7, 8, 0, 0, 0, 0],
    },
    {
      name: "padded to packed",
      floats: [{ shape: [6] }],
      indices: [{ shape: [2], data: [3, 1] }, { shape: [6], data: [-1, 1, -1, 0, -1, -1] }],
      build: ([x], [forward, backward]) => regroup(x, forward, backward),
    },
    {
      name: "rows of matrices, all dropped but one",
      floats: [{ shape: [2, 2, 2] }],
      indices: [{ shape: [3], data: [-1, 1, -1] }, { shape: [2], data: [-1, 1] }],
      build: ([x], [forward, backward]) => regroup(x, forward, backward),
    },
    {
      name: "to nothing",
      sizes: { M: 0 },
      floats: [{ shape: [2, 3] }],
      indices: [{ shape: ["M"], data: [] }, { shape: [2], data: [-1, -1] }],
      build: ([x], [forward, backward]) => regroup(x, forward, backward),
    },
  ],
  sortDescending: [
    {
      name: "rows",
      sizes: { N: 2 },
      floats: [{ shape: ["N", 3], data: [1, 3, 2, 5, 4, 5] }],
      build: ([x]) => sortDescending(x),
      values: [3, 2, 1, 5, 5, 4],
      gradients: "zero",
    },
  ],
} satisfies Partial<Record<OpName, ReadonlyArray<OpCase>>>
