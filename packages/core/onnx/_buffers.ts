// When ONNX Runtime allocates and releases the buffers of a run: its plan, made before the sizes are known. A value that
// nothing reads any more leaves its buffer to the next value of the same shape. The buffer stays allocated between the two,
// which may be long, as from the forward pass to the backward pass, so more memory is allocated than is in use.
import type { Dim } from "../graph/dim.ts"
import { bytesOf, operators, type Typed } from "./_operators.ts"
import { typed } from "./_typed.ts"
import type { GraphProto, NodeProto } from "./gen/onnx_pb.ts"

/** Bytes that are allocated from one step to another, both steps included. */
export interface Allocated {
  readonly bytes: Dim
  readonly from: number
  readonly to: number
}

/**
 * The allocations of a model's run, with one step a node. Feeds and constants lie elsewhere, and so do the outputs that are
 * written `into` a place of the caller's.
 */
export const buffers = (model: GraphProto, into: ReadonlyArray<string>): ReadonlyArray<Allocated> => {
  const types = typed(model)
  const order = running(model.node)
  const reads = new Map<string, number>()
  for (const name of order.flatMap(({ input }) => input)) reads.set(name, (reads.get(name) ?? 0) + 1)
  const scratch: Array<Allocated> = []
  const holders = new Map<string, Buffer>()
  for (const [name, type] of types) holders.set(name, { type, from: 0, to: 0, uses: Infinity })
  const outputs = new Set(model.output.map(({ name }) => name))
  const { all, place, leave } = pool({ types, reads, holders, outputs, into, last: order.length - 1 })

  for (const [step, node] of order.entries()) {
    for (const [i, name] of node.output.entries()) {
      const buffer = place(name, { node, step, first: i === 0 })
      holders.set(name, buffer)
      buffer.uses += reads.get(name) ?? 0
      leave(buffer, step)
    }
    for (const name of node.input) {
      const buffer = holders.get(name)!
      buffer.uses--
      leave(buffer, step)
    }
    const bytes = operators[node.opType].scratch?.(node.input.map((name) => types.get(name)!))
    if (bytes !== undefined) scratch.push({ bytes, from: step, to: step })
  }
  return [...all.map(({ type, from, to }) => ({ bytes: bytesOf(type), from, to })), ...scratch]
}

/** The buffers made so far, and those of them that nothing holds. */
const pool = ({ types, reads, holders, outputs, into, last }: {
  readonly types: ReadonlyMap<string, Typed>
  readonly reads: ReadonlyMap<string, number>
  readonly holders: ReadonlyMap<string, Buffer>
  readonly outputs: ReadonlySet<string>
  readonly into: ReadonlyArray<string>
  /** The last step. */
  readonly last: number
}) => {
  const all: Array<Buffer> = []
  const free = new Map<string, Array<Buffer>>() // by what fits in, the latest last

  // The buffer of a result: that of its operand (a view, or in place), of an output, a free one, or a new one.
  const place = (name: string, { node, step, first }: { node: NodeProto; step: number; first: boolean }): Buffer => {
    const type = types.get(name)!
    const { view, inPlace } = operators[node.opType]
    const operand = first ? holders.get(node.input[0]) : undefined
    const make = (lasting: boolean) => {
      const buffer = { type, from: step, to: lasting ? last : step, uses: lasting ? Infinity : 0 }
      if (!into.includes(name)) all.push(buffer)
      return buffer
    }
    if (outputs.has(name) || !reads.has(name)) return make(true) // also what nothing reads stays to the end
    if (view && operand) return operand
    if (inPlace && operand?.uses === 1 && fits(types.get(node.input[0])!, type)) return operand
    return (type.known ? free.get(keyOf(type))?.pop() : undefined) ?? make(false)
  }
  const leave = (buffer: Buffer, step: number) => {
    if (buffer.uses > 0) return
    buffer.to = step
    if (!buffer.type.known) return
    const key = keyOf(buffer.type)
    const others = free.get(key)
    if (others === undefined) free.set(key, [buffer])
    else others.push(buffer)
  }
  return { all, place, leave }
}

interface Buffer {
  /** The type of the buffer's first value. */
  readonly type: Typed
  readonly from: number
  to: number
  /** Reads to come. */
  uses: number
}

const fits = (a: Typed, b: Typed) => a.known && b.known && keyOf(a) === keyOf(b)

/** Equal dimensions print alike. */
const keyOf = ({ dtype, shape }: Typed) => `${dtype} ${shape.join()}`

/** Nodes in the order of running: depth first from the last node that nothing reads, through operands from the last. */
const running = (nodes: ReadonlyArray<NodeProto>): ReadonlyArray<NodeProto> => {
  const makers = new Map(nodes.flatMap(({ output }, i) => output.map((name) => [name, i] as const)))
  const sources = nodes.map(({ input }) => input.flatMap((name) => makers.get(name) ?? []).sort((a, b) => a - b))
  const read = new Set(sources.flat())
  const stack = [...nodes.keys()].filter((i) => !read.has(i)).map((i) => ({ i, done: false }))
  const seen = new Set<number>()
  const order: Array<NodeProto> = []
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { i, done } = next
    if (done) order.push(nodes[i])
    if (seen.has(i)) continue
    seen.add(i)
    stack.push({ i, done: true }, ...sources[i].map((source) => ({ i: source, done: false })))
  }
  return order
}
