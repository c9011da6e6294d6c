// A small graph with everything that a model's step has: what providers are compared on, and what goldens pin.
import { backward } from "@rlif/core/grad/backward"
import { type Graph, graph } from "@rlif/core/graph/graph"
import {
  add,
  attention,
  gather,
  input,
  matmul,
  mul,
  reduceMean,
  reshape,
  rmsNorm,
  silu,
  tokenLogprob,
  transpose,
} from "@rlif/core/graph/ops"
import { random } from "@rlif/core/random/seed"
import { value, type Values } from "@rlif/core/graph/value"

/** One small transformer block and its loss, with the gradient of every parameter. B 2, T 3, C 8, H 4, K 2, V 7. */
export const block = (): { readonly closed: Graph; readonly feeds: Values } => {
  const shapes = { e: [7, 8], n1: [8], q: [8, 8], k: [4, 8], v: [4, 8], o: [8, 8], n2: [8], up: [16, 8], down: [8, 16] }
  const w = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, input(name, shape)]))
  const tokens = input("tokens", ["B", "T"], "int32")
  const project = (x: typeof w.e, to: typeof w.e) => matmul(x, to, { transB: true })
  const x = gather(w.e, tokens) // (B, T, C)
  const h = rmsNorm(x, w.n1, 1e-5)
  const heads = (y: typeof w.e, count: number) => transpose(reshape(project(h, y), ["B", "T", count, 2]), [0, 2, 1, 3])
  const attended = attention(
    { q: heads(w.q, 4), k: heads(w.k, 2), v: heads(w.v, 2), bias: input("bias", ["T", "T"]) },
    Math.SQRT1_2,
  )
  const y = add(x, project(reshape(transpose(attended, [0, 2, 1, 3]), ["B", "T", 8]), w.o))
  const z = add(y, project(silu(project(rmsNorm(y, w.n2, 1e-5), w.up)), w.down))
  const logits = reshape(project(z, w.e), ["B*T", 7])
  const loss = mul(reduceMean(tokenLogprob(logits, input("targets", ["B*T"], "int32"))), -1)
  const parameters = Object.keys(shapes)
  const gradients = backward(loss, parameters.map((name) => w[name]))
  const { normal } = random(3)
  const draw = (shape: ReadonlyArray<number>) => {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.5 * normal())
    return value("float32", shape, data)
  }
  return {
    closed: graph({ loss, ...Object.fromEntries(parameters.map((name, i) => [`d_${name}`, gradients[i]])) }),
    feeds: {
      ...Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, draw(shape)])),
      tokens: value("int32", [2, 3], Int32Array.of(1, 5, 2, 2, 6, 0)),
      targets: value("int32", [6], Int32Array.of(5, 2, 3, 6, 0, 1)),
      bias: value("float32", [3, 3], Float32Array.of(0, -1e9, -1e9, 0, 0, -1e9, 0, 0, 0)),
    },
  }
}
