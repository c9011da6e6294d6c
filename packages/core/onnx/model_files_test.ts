import { fromBinary } from "@bufbuild/protobuf"
import { expect, it } from "vitest"
import { graph } from "../graph/graph.ts"
import { add } from "../graph/ops/arithmetic.ts"
import { input } from "../graph/ops/leaf.ts"
import { matmul } from "../graph/ops/matmul.ts"
import { value } from "../graph/value.ts"
import { ModelProtoSchema, TensorProto_DataLocation as Location } from "./gen/onnx_pb.ts"
import { interchange } from "./interchange.ts"
import { type ModelFile, modelFiles } from "./model_files.ts"

const numbers = (length: number, from: number) => Float32Array.from({ length }, (_, i) => from + i)
const weights = {
  a: value("float32", [30, 40], numbers(1200, 0)),
  b: value("float32", [40], numbers(40, 0.5)),
  c: value("float32", [40, 2], numbers(80, -7)),
}
const model = interchange(graph({
  y: matmul(add(matmul(input("x", ["N", 30]), input("a", [30, 40])), input("b", [40])), input("c", [40, 2])),
}))
const content = ({ pieces }: ModelFile) => Buffer.concat([...pieces()])
const parse = (file: ModelFile) => fromBinary(ModelProtoSchema, content(file)).graph!
const raw = ({ buffer }: Float32Array) => Buffer.from(buffer)

it("writes weights into the model's own file, which says all that the model says", () => {
  const [file, ...others] = modelFiles(model, weights, { name: "m.onnx" })
  expect(others).toEqual([])
  expect(content(file).length).toBe(file.bytes)
  const { node, output, input, initializer } = parse(file)
  expect({ node, output }).toEqual({ node: model.graph!.node, output: model.graph!.output })
  expect(input.map(({ name }) => name)).toEqual(["x"])
  const stored = initializer.filter(({ name }) => name in weights)
  expect(stored.map(({ name, dims, rawData }) => [name, dims.map(Number), Buffer.from(rawData)])).toEqual(
    Object.entries(weights).map(([name, { dims, data }]) => [name, dims, raw(data)]),
  )
  expect(fromBinary(ModelProtoSchema, content(file)).opsetImport).toEqual(model.opsetImport)
})

it("writes them beside it where the file would be larger than the limit, each at a page", () => {
  const { bytes } = modelFiles(model, weights, { name: "m.onnx" })[0]
  expect(modelFiles(model, weights, { name: "m.onnx", limit: bytes })).toHaveLength(1)
  const [file, ...data] = modelFiles(model, weights, { name: "m.onnx", limit: bytes - 1 })
  expect(data.map(({ name, bytes }) => [name, bytes])).toEqual([["m.onnx_data", 4800], ["m.onnx_data_1", 4096 + 320]])
  for (const { name, dataLocation, externalData, dims } of parse(file).initializer) {
    const place = Object.fromEntries(externalData.map(({ key, value }) => [key, value]))
    const [offset, length] = [Number(place.offset), Number(place.length)]
    const stored = content(data.find((file) => file.name === place.location)!)
    const { data: expected, dims: size } = weights[name as keyof typeof weights]
    expect(dataLocation).toBe(Location.EXTERNAL)
    expect(dims.map(Number)).toEqual(size)
    expect(offset % 4096).toBe(0)
    expect(stored.subarray(offset, offset + length)).toEqual(raw(expected))
  }
})

it("gives a tensor beyond the limit a file of its own", () => {
  const data = modelFiles(model, weights, { name: "m.onnx", limit: 1000 }).slice(1)
  expect(data.map(({ name, bytes }) => [name, bytes])).toEqual([
    ["m.onnx_data", 4800],
    ["m.onnx_data_1", 160],
    ["m.onnx_data_2", 320],
  ])
})
