// Gradients of operations that move elements: they move the gradient back.
import { difference, sum } from "../graph/dim.ts"
import type { Dim } from "../graph/dim.ts"
import { concat, reshape, slice, transpose } from "../graph/ops/shape.ts"
import { type Rules, zeros } from "./_rule.ts"

/** Shapes, axes, joins and cuts. */
export const moves: Rules<"reshape" | "broadcastTo" | "transpose" | "concat" | "slice"> = {
  // the old shape
  reshape: ({ inputs: [x] }, dy) => [reshape(dy, x.shape)],
  // a broadcast like any other
  broadcastTo: (_, dy) => [dy],
  // the inverse permutation
  transpose: ({ attributes: { permutation } }, dy) => [
    transpose(dy, permutation.map((_, i) => permutation.indexOf(i))),
  ],
  // the part of dy that each operand became
  concat: ({ inputs, attributes: { axis } }, dy) => {
    let start: Dim = 0
    return inputs.map((x) => {
      const end = sum([start, x.shape[axis]])
      const part = slice(dy, axis, { start, end })
      start = end
      return part
    })
  },
  // dy between zeros
  slice: ({ inputs: [x], attributes: { axis, start, end } }, dy) => {
    const length = x.shape[axis]
    const after = difference(length, end)
    const padding = (size: Dim) => size === 0 ? [] : [zeros(x.shape.map((d, i) => (i === axis ? size : d)), x.dtype)]
    return [concat([...padding(start), dy, ...padding(after)], axis)]
  },
}
