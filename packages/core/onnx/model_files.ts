// ONNX models with their weights, as files that are never in memory as a whole.
import { create, toBinary } from "@bufbuild/protobuf"
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire"
import { elementType } from "./_emit.ts"
import {
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProto_DataLocation as Location,
  TensorProtoSchema,
} from "./gen/onnx_pb.ts"
import type { Bound, Literal } from "./lower.ts"

/** A file that is not written yet. */
export interface ModelFile {
  readonly name: string
  /** The size of the file. */
  readonly bytes: number
  /** The content in order; weights are views, not copies. */
  readonly pieces: () => Iterable<Uint8Array>
}

/** Options of a model's files. */
export interface ModelFilesOptions {
  /** The name of the model's own file. */
  readonly name: string
  /** Most bytes of a file. A larger tensor gets a file of its own. Default: the limit of protobuf. */
  readonly limit?: number
}

const mostBytes = 2 ** 31 - 1

/**
 * The files of a model, some of whose inputs are bound to `weights`. The model's own file holds the weights if they fit;
 * otherwise they lie in `<name>_data`, `<name>_data_1`, and so on.
 */
export const modelFiles = (
  model: ModelProto,
  weights: Bound,
  { name, limit = mostBytes }: ModelFilesOptions,
): ReadonlyArray<ModelFile> => {
  const graph = model.graph!
  const open = { ...model, graph: { ...graph, input: graph.input.filter(({ name }) => weights[name] === undefined) } }
  const most = Math.min(limit, mostBytes)
  const all = Object.entries(weights)
  if (total(all.map(([, { data }]) => bytesOf(data))) <= most) {
    const pieces = inline(open, all)
    if (total(pieces) <= most) return [{ name, bytes: total(pieces), pieces: () => cut(pieces) }]
  }
  const { tensors, files } = outside(all, { name, most })
  const own = [
    toBinary(ModelProtoSchema, {
      ...open,
      graph: { ...open.graph, initializer: [...open.graph.initializer, ...tensors] },
    }),
  ]
  return [{ name, bytes: total(own), pieces: () => own }, ...files]
}

type Named = readonly [name: string, literal: Literal]

/** A model with its weights inside, by protobuf's fields: the model's graph (7), its initializers (5), their data (9). */
const inline = (model: ModelProto, weights: ReadonlyArray<Named>): ReadonlyArray<Uint8Array> => {
  const tensors = weights.map(([name, literal]) => {
    const data = bytesOf(literal.data)
    const tensor = [toBinary(TensorProtoSchema, typed(name, literal)), head(9, data.length), data]
    return [head(5, total(tensor)), ...tensor]
  })
  const graph = [toBinary(GraphProtoSchema, model.graph!), ...tensors.flat()]
  const { graph: _, ...rest } = model
  return [toBinary(ModelProtoSchema, create(ModelProtoSchema, rest)), head(7, total(graph)), ...graph]
}

/** Tensors that name the place of their data, at multiples of a page, and the files that hold the data. */
const outside = (weights: ReadonlyArray<Named>, { name, most }: { readonly name: string; readonly most: number }) => {
  const tensors: Array<TensorProto> = []
  const files: Array<{ readonly name: string; bytes: number; readonly content: Array<Uint8Array> }> = []
  for (const [weight, literal] of weights) {
    const data = bytesOf(literal.data)
    let file = files.at(-1)
    let padding = file === undefined ? 0 : -file.bytes & (page - 1)
    if (file === undefined || file.bytes + padding + data.length > most) {
      file = { name: `${name}_data${files.length === 0 ? "" : `_${files.length}`}`, bytes: 0, content: [] }
      padding = 0
      files.push(file)
    }
    const place = { location: file.name, offset: `${file.bytes + padding}`, length: `${data.length}` }
    tensors.push(create(TensorProtoSchema, {
      ...typed(weight, literal),
      dataLocation: Location.EXTERNAL,
      externalData: Object.entries(place).map(([key, value]) => create(StringStringEntryProtoSchema, { key, value })),
    }))
    file.content.push(new Uint8Array(padding), data)
    file.bytes += padding + data.length
  }
  return {
    tensors,
    files: files.map(({ name, bytes, content }): ModelFile => ({ name, bytes, pieces: () => cut(content) })),
  }
}

const page = 4096

const typed = (name: string, { dtype, dims }: Literal): TensorProto =>
  create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: elementType[dtype] })

/** The bytes before the `length` bytes of a field. */
const head = (field: number, length: number): Uint8Array =>
  new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(length).finish()

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

const total = (pieces: ReadonlyArray<Uint8Array>): number => pieces.reduce((sum, { length }) => sum + length, 0)

/** Pieces that one system call can write. */
function* cut(pieces: ReadonlyArray<Uint8Array>): Generator<Uint8Array> {
  for (const piece of pieces) {
    for (let from = 0; from < piece.length; from += largest) yield piece.subarray(from, from + largest)
  }
}

const largest = 2 ** 30
