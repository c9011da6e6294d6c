// Mistakes below everything that trains: gradient rules, reverse mode and the lowering of operations.
import { foundBy, type Mutation } from "./_mutation.ts"

const rules = foundBy("test/laws/op_gradient", {
  "core/grad/_elementwise": [
    ["a quotient's sign", "[da, neg(mul(da, y))]", "[da, mul(da, y)]"],
    ["silu without its curve", "add(s, mul(y, sub(1, s)))", "s"],
    ["the root's half", "div(dy, mul(y, 2))", "div(dy, y)"],
    ["a clip lets everything through", "and(not(less(x, low)), lessEqual(x, high))", "lessEqual(x, high)"],
  ],
  "core/grad/_fused": [
    ["the norm's mean forgotten", "mul(r, sub(g, mul(n, reduceMean(mul(g, n), -1, { keepDims: true }))))", "mul(r, g)"],
    ["turned the wrong way", "rotary(dy, cos, neg(sin))", "rotary(dy, cos, sin)"],
    ["softmax's sum forgotten", "mul(p, sub(dp, rowSum(mul(dp, p))))", "mul(p, dp)"],
  ],
  "core/grad/_attention": [
    ["attention's sum forgotten", "mul(p, sub(dp, sums))", "mul(p, dp)"],
    ["keys without the scale", "{ transA: true, alpha }", "{ transA: true }"],
  ],
  "core/grad/_reduce": [
    ["a mean's count forgotten", "restore(div(dy, count(x, axes)), x.shape, axes)", "restore(dy, x.shape, axes)"],
    ["ties take it all", "div(restore(dy, x.shape, axes), ties)", "restore(dy, x.shape, axes)"],
    ["running sums from the wrong end", "{ reverse: !reverse }", "{ reverse }"],
  ],
  "core/grad/_shape": [
    [
      "a slice without what is before it",
      "[...padding(start), dy, ...padding(after)]",
      "[dy, ...padding(start), ...padding(after)]",
    ],
  ],
  "core/grad/_matmul": [
    [
      "a product's gradient without its factor",
      "matmul(a, dy, { transA: !transA, alpha })",
      "matmul(a, dy, { transA: !transA, alpha: 1 })",
    ],
  ],
  "core/grad/_rows": [
    ["a permutation repeated", "rearrange(dy, backward, forward)", "rearrange(dy, forward, backward)"],
  ],
})

const reverse = foundBy("packages/core/grad/backward", {
  "core/grad/backward": [["the last use alone", "before === undefined ? part : add(before, part)", "part"]],
})

const places = foundBy("packages/core/model/layout", {
  "core/model/_head_rows": [
    ["states from the next row's heads", "mul(row, heads - 1)", "mul(row, heads)"],
    [
      "padding reads a head",
      "maximum(add(mul(expandDims(f, 1), heads), head([1, heads, 1])), -1)",
      "maximum(add(mul(expandDims(f, 1), heads), head([1, heads, 1])), 0)",
    ],
  ],
})

const lowerings = [
  ...foundBy("test/laws/op_twin", {
    "core/onnx/plain": [
      [
        "plain halves turn backwards",
        'e.op("Sub", [e.op("Mul", [a, c]), e.op("Mul", [b, s])])',
        'e.op("Add", [e.op("Mul", [a, c]), e.op("Mul", [b, s])])',
      ],
      ["a norm without its epsilon", 'e.op("Add", [square, e.scalar(dtype, epsilon)])', "square"],
    ],
    "core/onnx/_attention": [
      [
        "attention without its bias",
        'emit.op("Softmax", [emit.op("Add", [scores, bias])]',
        'emit.op("Softmax", [scores]',
      ],
      ["attention without its scale", "alpha: scale, emit", "alpha: 1, emit"],
    ],
  }),
  ...foundBy("test/laws/op_gradient", {
    "core/onnx/plain": [
      ["minimum lowered as maximum", 'minimum: same("Min")', 'minimum: same("Max")'],
      ["running sums ignore their direction", "attributes: { reverse: Number(reverse) }", "attributes: { reverse: 0 }"],
      [
        "row -1 is the last",
        'e.op("Concat", [x, e.zeros(dtype, [1, ...shape.slice(1)])], { attributes: { axis: 0 } })',
        "x",
      ],
      ["additions overwrite", '{ axis: 0, reduction: "add" }', "{ axis: 0 }"],
    ],
    "core/onnx/_product": [
      ["a product's factor lost", "return alpha === 1 ? raw", "return alpha !== 0 ? raw"],
      ["the fused product's factor lost", "transBatchB: 0, alpha }", "transBatchB: 0 }"],
    ],
  }),
]

/** All of them. */
export const graphMutations: ReadonlyArray<Mutation> = [...rules, ...reverse, ...places, ...lowerings]
