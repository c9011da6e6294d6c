// A model as text: one line a node, in order, values numbered as they appear, small literals in place.
import type { ModelProto, TensorProto, ValueInfoProto } from "../../packages/core/onnx/gen/onnx_pb.ts"

const types: Readonly<Record<number, string>> = { 1: "float32", 6: "int32", 7: "int64", 9: "bool", 11: "float64" }

/** The graph of a model, readable and free of internal names. */
export const print = ({ graph }: ModelProto): string => {
  const { input, output, valueInfo, initializer, node } = graph!
  const fixed = new Set([...input, ...output].map(({ name }) => name))
  const literals = new Map(initializer.map((tensor) => [tensor.name, literal(tensor)]))
  const shapes = new Map([...input, ...output, ...valueInfo].map((info) => [info.name, typeOf(info)]))
  const numbers = new Map<string, number>()
  const label = (name: string) => {
    if (fixed.has(name)) return name
    const found = literals.get(name)
    if (found !== undefined) return found
    if (!numbers.has(name)) numbers.set(name, numbers.size)
    return `%${numbers.get(name)}`
  }
  const lines = node.map(({ opType, domain, input, output, attribute }) => {
    const attributes = attribute.map(({ name, f, i, ints, s, type }) =>
      `${name}=${
        type === 1
          ? Math.fround(f).toPrecision(6)
          : type === 2
          ? i
          : type === 3
          ? new TextDecoder().decode(s)
          : `[${ints}]`
      }`
    )
    const results = output.map((name) => `${label(name)} ${shapes.get(name) ?? ""}`.trim()).join(", ")
    const operands = [...input.map(label), ...attributes].join(", ")
    return `${results} = ${domain === "" ? "" : `${domain}.`}${opType}(${operands})`
  })
  return [...input.map((info) => `input ${info.name} ${typeOf(info)}`), ...lines, ""].join("\n")
}

const typeOf = ({ type }: ValueInfoProto) => {
  const tensor = type?.value
  if (tensor?.case !== "tensorType") throw new Error("a value is no tensor")
  return `${types[tensor.value.elemType]} (${tensor.value.shape!.dim.map(({ value }) => value.value).join(", ")})`
}

const literal = ({ dataType, dims, rawData }: TensorProto) => {
  const { buffer } = Uint8Array.from(rawData)
  const arrays: Readonly<Record<number, ArrayLike<number | bigint>>> = {
    1: dataType === 1 ? new Float32Array(buffer) : [],
    6: dataType === 6 ? new Int32Array(buffer) : [],
    7: dataType === 7 ? new BigInt64Array(buffer) : [],
  }
  return `${types[dataType]}(${dims})[${Array.from(arrays[dataType]).join(" ")}]`
}
