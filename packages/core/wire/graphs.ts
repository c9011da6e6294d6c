// Schemas of graphs as lists: what a learner and a signal are made of.
import * as Schema from "effect/Schema"
import type { FlatGraph } from "../graph/flat_graph.ts"
import type { Attributes, OpName } from "../graph/tensor.ts"
import type { FlatSignal } from "../signals/flat_signal.ts"
import { Bytes, Float32, Float64, Int32, Int8, Natural } from "./arrays.ts"

const none = Schema.Struct({})
const axis = Schema.Int
const axes = Schema.Array(axis)
const flag = Schema.Boolean
const number = Schema.Number
const DType = Schema.Literals(["float32", "float64", "int32", "int8", "bool"])
const place = Schema.Union([Schema.Int, Schema.String])
const reduced = Schema.Struct({ axes, keepDims: flag })
const scaled = Schema.Struct({ scale: number })
const steadied = Schema.Struct({ epsilon: number })

/** The attributes of every operation. */
const attributes: { readonly [K in OpName]: Schema.Codec<Attributes[K], unknown> } = {
  input: Schema.Struct({ name: Schema.String }),
  constant: Schema.Struct({ data: Schema.Union([Float32, Float64, Int32, Int8, Bytes]) }),
  add: none,
  sub: none,
  mul: none,
  div: none,
  minimum: none,
  maximum: none,
  where: none,
  neg: none,
  exp: none,
  log: none,
  sqrt: none,
  abs: none,
  reciprocal: none,
  sigmoid: none,
  silu: none,
  clip: Schema.Struct({ low: number, high: number }),
  cast: Schema.Struct({ to: DType }),
  stopGradient: none,
  less: none,
  lessEqual: none,
  equal: none,
  and: none,
  or: none,
  not: none,
  reduceSum: reduced,
  reduceMean: reduced,
  reduceMax: reduced,
  cumSum: Schema.Struct({ axis, reverse: flag }),
  argMax: Schema.Struct({ axis }),
  size: Schema.Struct({ axes }),
  reshape: none,
  broadcastTo: none,
  transpose: Schema.Struct({ permutation: axes }),
  concat: Schema.Struct({ axis }),
  slice: Schema.Struct({ axis, start: place, end: place }),
  gather: none,
  scatterAdd: none,
  pick: none,
  place: none,
  regroup: none,
  sortDescending: none,
  orderDescending: none,
  rearrange: none,
  matmul: Schema.Struct({ transA: flag, transB: flag, alpha: number }),
  dequantize: none,
  softmax: none,
  logSoftmax: none,
  rmsNorm: steadied,
  inverseRms: steadied,
  rotary: none,
  attentionWeights: scaled,
  attention: scaled,
  tokenLogprob: none,
}

const nodeOf = (op: OpName) =>
  Schema.Struct({
    op: Schema.Literal(op),
    inputs: Schema.Array(Natural),
    attributes: attributes[op],
    shape: Schema.Array(place),
    dtype: DType,
  })

const Node = Schema.Union((Object.keys(attributes) as ReadonlyArray<OpName>).map(nodeOf))

/** Operands come before the nodes that use them, so that no list leads in a circle or out of itself. */
const ordered = Schema.makeFilter(
  ({ nodes, outputs }: FlatGraph) =>
    nodes.every(({ inputs }, i) => inputs.every((at) => at < i)) &&
    Object.values(outputs).every((at) => at < nodes.length),
  { expected: "nodes after their operands" },
)

/** A graph as a list. */
export const Graph: Schema.Codec<FlatGraph, unknown> = Schema.Struct({
  nodes: Schema.Array(Node),
  outputs: Schema.Record(Schema.String, Natural),
}).check(ordered)

/** A signal whose function is a list. */
export const AnySignal: Schema.Codec<FlatSignal, unknown> = Schema.Struct({
  name: Schema.String,
  reads: Schema.Array(Schema.Literals(["logits", "logprobs", "chosen"])),
  unit: Schema.String,
  source: Schema.String,
  graph: Graph,
})
