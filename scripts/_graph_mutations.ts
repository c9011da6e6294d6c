// Mistakes below everything that trains: gradient rules, reverse mode and the lowering of operations.
import { foundBy } from "./_found_by.ts"
import type { Mutation } from "./_mutations.ts"

const rules = foundBy("test/laws/op_gradient", [
  ["a quotient's sign", "core/grad/_elementwise", "[da, neg(mul(da, y))]", "[da, mul(da, y)]"],
  ["silu without its curve", "core/grad/_elementwise", "add(s, mul(y, sub(1, s)))", "s"],
  ["the root's half", "core/grad/_elementwise", "div(dy, mul(y, 2))", "div(dy, y)"],
  [
    "a clip lets everything through",
    "core/grad/_elementwise",
    "and(not(less(x, low)), lessEqual(x, high))",
    "lessEqual(x, high)",
  ],
  [
    "the norm's mean forgotten",
    "core/grad/_fused",
    "mul(r, sub(g, mul(n, reduceMean(mul(g, n), -1, { keepDims: true }))))",
    "mul(r, g)",
  ],
  ["turned the wrong way", "core/grad/_fused", "rotary(dy, cos, neg(sin))", "rotary(dy, cos, sin)"],
  ["softmax's sum forgotten", "core/grad/_fused", "mul(p, sub(dp, rowSum(mul(dp, p))))", "mul(p, dp)"],
  ["attention's sum forgotten", "core/grad/_attention", "mul(p, sub(dp, sums))", "mul(p, dp)"],
  ["keys without the scale", "core/grad/_attention", "{ transA: true, alpha }", "{ transA: true }"],
  [
    "a mean's count forgotten",
    "core/grad/_reduce",
    "restore(div(dy, count(x, axes)), x.shape, axes)",
    "restore(dy, x.shape, axes)",
  ],
  ["ties take it all", "core/grad/_reduce", "div(restore(dy, x.shape, axes), ties)", "restore(dy, x.shape, axes)"],
  ["running sums from the wrong end", "core/grad/_reduce", "{ reverse: !reverse }", "{ reverse }"],
  [
    "a slice without what is before it",
    "core/grad/_shape",
    "[...padding(start), dy, ...padding(after)]",
    "[dy, ...padding(start), ...padding(after)]",
  ],
  [
    "a product untransposed",
    "core/grad/_matmul",
    "matmul(a, dy, { transA: !transA, alpha })",
    "matmul(a, dy, { transA: !transA, alpha: 1 })",
  ],
  ["a permutation repeated", "core/grad/_rows", "rearrange(dy, backward, forward)", "rearrange(dy, forward, backward)"],
])

const reverse = foundBy("packages/core/grad/backward", [
  ["the last use alone", "core/grad/backward", "before === undefined ? part : add(before, part)", "part"],
])

const lowerings = foundBy("test/laws/op_twin", [
  [
    "plain halves turn backwards",
    "core/onnx/plain",
    'e.op("Sub", [e.op("Mul", [a, c]), e.op("Mul", [b, s])])',
    'e.op("Add", [e.op("Mul", [a, c]), e.op("Mul", [b, s])])',
  ],
  [
    "attention without its bias",
    "core/onnx/_attention",
    'emit.op("Softmax", [emit.op("Add", [scores, bias])]',
    'emit.op("Softmax", [scores]',
  ],
  ["attention without its scale", "core/onnx/_attention", "alpha: scale, emit", "alpha: 1, emit"],
  ["a norm without its epsilon", "core/onnx/plain", 'e.op("Add", [square, e.scalar(dtype, epsilon)])', "square"],
])

const operators = foundBy("test/laws/op_gradient", [
  ["minimum lowered as maximum", "core/onnx/plain", 'minimum: same("Min")', 'minimum: same("Max")'],
  [
    "running sums ignore their direction",
    "core/onnx/plain",
    "attributes: { reverse: Number(reverse) }",
    "attributes: { reverse: 0 }",
  ],
  [
    "row -1 is the last",
    "core/onnx/plain",
    'e.op("Concat", [x, e.zeros(dtype, [1, ...shape.slice(1)])], { attributes: { axis: 0 } })',
    "x",
  ],
  ["additions overwrite", "core/onnx/plain", '{ axis: 0, reduction: "add" }', "{ axis: 0 }"],
  ["a product's factor lost", "core/onnx/_product", "orZero(alpha === 1 ? raw", "orZero(alpha !== 0 ? raw"],
  [
    "the fused product's factor lost",
    "core/onnx/_product",
    "transBatchB: timeMajor, alpha }",
    "transBatchB: timeMajor }",
  ],
])

/** All of them. */
export const graphMutations: ReadonlyArray<Mutation> = [...rules, ...reverse, ...lowerings, ...operators]
