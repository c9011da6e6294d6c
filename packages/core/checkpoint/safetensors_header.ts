import * as Result from "effect/Result"
import { duplicateKey } from "./_duplicate_key.ts"
import { quote } from "../files/quote.ts"
import { SafetensorsError } from "./checkpoint_error.ts"

/** Bytes per element of every type a header may name. */
export const itemSize = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
} as const

/** An element type in the spelling of headers. */
export type StoredDType = keyof typeof itemSize

/** The element types that weights are stored in. */
export type WeightDType = "F32" | "F16" | "BF16"

/** Where a tensor lies: bytes `begin` to `end` of the data that follows the header. */
export interface Entry {
  readonly name: string
  readonly dtype: StoredDType
  readonly dims: ReadonlyArray<number>
  readonly begin: number
  readonly end: number
}

/** Where a tensor of weights lies. */
export interface WeightEntry extends Entry {
  readonly dtype: WeightDType
}

/** Most bytes of a header, as in the reference implementation. */
export const headerLimit = 100_000_000

/** The first 8 bytes -> the length of the header in bytes, if a file of `size` bytes is long enough to hold it. */
export const headerLength = (
  bytes: Uint8Array,
  { file, size }: { readonly file: string; readonly size: number },
): Result.Result<number, SafetensorsError> => {
  const fail = (why: string) =>
    Result.fail(new SafetensorsError({ file, tensor: "", message: `Cannot read "${file}": ${why}` }))
  if (size === 0) return fail("it is empty")
  if (size < 8) return fail(`truncated, ${size} bytes are no safetensors file`)
  if (new TextDecoder().decode(bytes.subarray(0, 8)) === "version ") {
    return fail('it is a pointer of Git LFS, not the file itself, which "git lfs pull" fetches')
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (length === 0n) return fail("its header has no bytes")
  if (length > headerLimit) return fail(`a header of ${length} bytes is over the limit of ${headerLimit}`)
  if (length > size - 8) return fail(`truncated, the header takes ${length} bytes and ${size - 8} are left`)
  return Result.succeed(Number(length))
}

/**
 * The header's JSON -> its tensors in the order of their data. Strict: each tensor lies inside the data at a multiple of
 * its element size, takes exactly the bytes of its shape, and together they cover the data without gap or overlap.
 *
 * Source: https://github.com/huggingface/safetensors#format
 */
export const parseHeader = (
  json: Uint8Array,
  { file, dataLength }: { readonly file: string; readonly dataLength: number },
): Result.Result<ReadonlyArray<Entry>, SafetensorsError> => {
  const fail = (why: string, tensor = "") => {
    const message = `Cannot read ${tensor === "" ? "" : `"${tensor}" of `}"${file}": ${why}`
    return Result.fail(new SafetensorsError({ file, tensor, message }))
  }
  const parsed = Result.try(() => {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(json)
    return { text, header: JSON.parse(text) as unknown }
  })
  if (Result.isFailure(parsed)) return fail("the header is not JSON")
  const { text, header } = parsed.success
  if (!isObject(header) || !text.startsWith("{")) return fail("the header is not a JSON object")
  const duplicate = duplicateKey(text)
  if (duplicate !== undefined) return fail(`"${duplicate}" occurs twice in the header`, duplicate)
  const { __metadata__: metadata = {}, ...tensors } = header
  if (!isObject(metadata) || !Object.values(metadata).every((v) => typeof v === "string")) {
    return fail("__metadata__ is not an object of strings")
  }

  const entries: Array<Entry> = []
  for (const [name, info] of Object.entries(tensors)) {
    const entry = parseEntry(name, info)
    if (typeof entry === "string") return fail(entry, name)
    if (entry.end > dataLength) {
      return fail(`it ends at ${entry.end}, and the file has ${dataLength} bytes of data`, name)
    }
    entries.push(entry)
  }

  entries.sort((a, b) => a.begin - b.begin || a.end - b.end)
  const apart = uncovered(entries, dataLength)
  return apart === undefined ? Result.succeed(entries) : fail(...apart)
}

/** Why entries, in order, do not cover the data, and the tensor at fault, if one is; undefined if they do. */
const uncovered = (
  entries: ReadonlyArray<Entry>,
  dataLength: number,
): readonly [why: string, tensor?: string] | undefined => {
  let position = 0
  for (const { name, begin, end } of entries) {
    if (begin < position) return [`it begins at ${begin}, overlapping the tensor that ends at ${position}`, name]
    if (begin > position) return [`it begins at ${begin}, leaving a gap from ${position}`, name]
    position = end
  }
  return position === dataLength ? undefined : [`${dataLength - position} trailing bytes belong to no tensor`]
}

/** The entries as weights. Fails for entries that are not floats. */
export const weightEntries = (
  entries: ReadonlyArray<Entry>,
  file: string,
): Result.Result<ReadonlyArray<WeightEntry>, SafetensorsError> => {
  const wrong = entries.find(({ dtype }) => !Object.hasOwn(weightTypes, dtype))
  return wrong === undefined ? Result.succeed(entries as ReadonlyArray<WeightEntry>) : Result.fail(
    new SafetensorsError({
      file,
      tensor: wrong.name,
      message: `Cannot read "${wrong.name}" of "${file}": dtype ${wrong.dtype} is not one of F32, F16, BF16`,
    }),
  )
}

const weightTypes: { readonly [D in WeightDType]: true } = { F32: true, F16: true, BF16: true }

/** One entry of the header, or what is wrong with it. */
const parseEntry = (name: string, info: unknown): Entry | string => {
  if (!isObject(info)) return "its entry is not an object"
  const { dtype, shape: dims, data_offsets: offsets } = info
  if (!isDType(dtype)) return `unknown dtype ${quote(dtype)}`
  if (!isSizes(dims)) return `shape ${quote(dims)} is not a list of sizes`
  if (!isSizes(offsets) || offsets.length !== 2) return `data_offsets ${quote(offsets)} are not two positions`
  const [begin, end] = offsets
  const size = itemSize[dtype]
  if (begin > end) return `it begins at ${begin}, after its end at ${end}`
  const bytes = dims.reduce((a, b) => a * b, size)
  if (end - begin !== bytes) return `${dtype} of shape [${dims.join(", ")}] takes ${bytes} bytes, not ${end - begin}`
  if (begin % size !== 0) return `it begins at ${begin}, unaligned: no multiple of ${size}`
  return { name, dtype, dims, begin, end }
}

/** The first bytes of a file: header length (8 bytes, little-endian) and header, padded by spaces to a multiple of 8. */
export const formatHeader = (entries: ReadonlyArray<Entry>): Uint8Array<ArrayBuffer> => {
  // Joined as text: an object would move names that look like integers to the front.
  const fields = entries.map(({ name, dtype, dims, begin, end }) =>
    `,${JSON.stringify(name)}:${JSON.stringify({ dtype, shape: dims, data_offsets: [begin, end] })}`
  )
  const json = new TextEncoder().encode(`{"__metadata__":{"format":"pt"}${fields.join("")}}`)
  const length = Math.ceil(json.length / 8) * 8
  const out = new Uint8Array(8 + length).fill(0x20)
  new DataView(out.buffer).setBigUint64(0, BigInt(length), true)
  out.set(json, 8)
  return out
}

const isObject = (u: unknown): u is Record<string, unknown> => typeof u === "object" && u !== null && !Array.isArray(u)

const isDType = (u: unknown): u is StoredDType => typeof u === "string" && Object.hasOwn(itemSize, u)

const isSizes = (u: unknown): u is ReadonlyArray<number> =>
  Array.isArray(u) && u.every((n) => Number.isSafeInteger(n) && n >= 0)
