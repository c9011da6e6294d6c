// The type of every value of a lowered model, shapes in the symbols of its inputs.
import type { Shape } from "../graph/dim.ts"
import { dtypeOf, operators, type Typed } from "./_operators.ts"
import type { GraphProto, TensorProto, ValueInfoProto } from "./gen/onnx_pb.ts"

/** Types by name: declared by the model, or inferred from declared ones. Nodes must come after their operands. */
export const typed = ({ node, initializer, input, output, valueInfo }: GraphProto): ReadonlyMap<string, Typed> => {
  const types = new Map<string, Typed>(initializer.map((tensor) => [tensor.name, literal(tensor)]))
  for (const info of [...input, ...output, ...valueInfo]) types.set(info.name, declared(info))
  for (const each of node) {
    const inferred = operators[each.opType].infer(each.input.map((name) => types.get(name)!), each)
    for (const [i, name] of each.output.entries()) types.set(name, types.get(name) ?? inferred[i])
  }
  return types
}

const literal = ({ dims, dataType, rawData }: TensorProto): Typed => {
  const type: Typed = { shape: dims.map(Number), dtype: dtypeOf(dataType), known: true }
  if (type.dtype !== "int64") return type
  const { buffer } = Uint8Array.from(rawData)
  return { ...type, elements: Array.from(new BigInt64Array(buffer), Number) }
}

const declared = ({ name, type }: ValueInfoProto): Typed => {
  const value = type?.value
  if (value?.case !== "tensorType") throw new Error(`Cannot type model: "${name}" is no tensor`)
  const shape: Shape = value.value.shape!.dim.map(({ value }) =>
    value.case === "dimParam" ? value.value : Number(value.value)
  )
  return { shape, dtype: dtypeOf(value.value.elemType), known: true }
}
