// One program in a process of its own: `_measured.ts NAME [retain]` prints the bytes that were expected of it, and those by
// which the process grew at most while it ran, as JSON. What it is fed does not matter, so it is zeros.
import * as names from "@rlif/core/graph/names"
import { evaluate } from "@rlif/core/graph/dim.ts"
import { allocate } from "@rlif/core/graph/dtype"
import { peakBytes } from "@rlif/core/onnx/peak.ts"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import { peakMemory } from "@rlif/core/memory"
import { type Value, value } from "@rlif/core/graph/value"
import type { Tensor } from "@rlif/core/graph/tensor"
import { Console, Effect } from "effect"
import { programs } from "./_programs.ts"

const { graph, sizes } = programs[process.argv[2]]()
const bound = new Map(Object.entries(sizes))
/** Zeros that lie in memory, as those that nothing has written do not. */
const zeros = ({ shape, dtype }: Tensor): Value => {
  const dims = shape.map((dim) => evaluate(dim, bound))
  return value(dtype, dims, allocate(dtype, dims.reduce((a, b) => a * b, 1)).fill(0))
}
const all = (tensors: Readonly<Record<string, Tensor>>) =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, zeros(tensor)]))

const gradients = Object.fromEntries(
  names.listed(names.grad, Object.keys(graph.outputs)).map(names.grad).map((name) => [name, graph.outputs[name]]),
)
const program = Effect.gen(function* () {
  const runtime = yield* Runtime
  const compiled = yield* runtime.compile(graph, { finite: false, retain: process.argv[3] === "retain" })
  const [feeds, into] = [all(graph.inputs), all(gradients)]
  const before = process.memoryUsage.rss()
  yield* compiled.run(feeds, into)
  const measured = peakMemory() - before
  const expected = peakBytes(graph, sizes, { into: Object.keys(into) })
  yield* Console.log(JSON.stringify({ expected, measured }))
})
await Effect.runPromise(program.pipe(Effect.scoped, Effect.provide(Cpu.layer)))
