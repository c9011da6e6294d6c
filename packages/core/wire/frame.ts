// Plain data with typed arrays as bytes: a header in JSON, in which an array is its type and length, then the arrays in the order
// of the header, each at a multiple of 8. All of JSON's lapses are closed: -0, infinities and NaN cross as they are.
//
//   "RLF1"  length of the header, uint32  header  arrays      all little-endian, padded by zeros to multiples of 8

/** A typed array that may cross. */
export type Typed = Float32Array | Float64Array | Int32Array | Int8Array | Uint8Array

/** Most levels of nested data: what crosses is flat, and a reader must not run out of stack. */
const deepest = 32

const magic = 0x31464c52

const makers = { f4: Float32Array, f8: Float64Array, i4: Int32Array, i1: Int8Array, u1: Uint8Array } as const

type Kind = keyof typeof makers

const widths: { readonly [K in Kind]: number } = { f4: 4, f8: 8, i4: 4, i1: 1, u1: 1 }

const kindOf = (x: unknown): Kind | undefined =>
  (Object.keys(makers) as ReadonlyArray<Kind>).find((kind) => x instanceof makers[kind])

const padded = (length: number) => Math.ceil(length / 8) * 8

/** Gives room for so many bytes at least. */
export type Room = (length: number) => Uint8Array<ArrayBuffer>

const fresh: Room = (length) => new Uint8Array(length)

/** Data as bytes of their own, or in the room that is given. Fields that are undefined do not cross. */
export const packed = (data: unknown, room = fresh): Uint8Array<ArrayBuffer> => {
  const arrays: Array<Typed> = []
  const header = new TextEncoder().encode(JSON.stringify(marked(data, arrays)))
  const begin = padded(8 + header.length)
  const length = arrays.reduce((at, { byteLength }) => at + padded(byteLength), begin)
  const bytes = room(length).subarray(0, length)
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  view.setUint32(0, magic, true)
  view.setUint32(4, header.length, true)
  bytes.set(header, 8)
  bytes.fill(0, 8 + header.length, begin)
  let at = begin
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    bytes.fill(0, at + byteLength, at += padded(byteLength))
  }
  return bytes
}

/** Data as JSON has it; what JSON lacks is an object with the one key "#". */
const marked = (x: unknown, arrays: Array<Typed>): unknown => {
  if (typeof x === "number") {
    return Number.isFinite(x) && !Object.is(x, -0) ? x : { "#": Object.is(x, -0) ? "-0" : `${x}` }
  }
  if (typeof x !== "object" || x === null) return x
  if (Array.isArray(x)) return x.map((one) => marked(one, arrays))
  const kind = kindOf(x)
  if (kind === undefined) {
    const fields = Object.entries(x).filter(([, field]) => field !== undefined)
    return Object.fromEntries(fields.map(([key, field]) => [escaped(key), marked(field, arrays)]))
  }
  const array = x as Typed
  arrays.push(array)
  return { "#": [kind, array.length] }
}

const escaped = (key: string) => (key.startsWith("#") ? `#${key}` : key)

/**
 * The data of bytes. Arrays are views of one buffer: of `bytes` where they lie at a multiple of 8, else of a copy. Throws an
 * Error where the bytes are no such data; what it allocates is no more than what was received.
 */
export const unpacked = (given: Uint8Array): unknown => {
  if (given.length < 8) throw new Error(`${given.length} bytes are no frame`)
  const bytes = given.byteOffset % 8 === 0 ? given : Uint8Array.from(given)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0, true) !== magic) throw new Error("it does not begin as a frame does")
  const length = view.getUint32(4, true)
  const begin = padded(8 + length)
  if (begin > bytes.length) throw new Error(`truncated: the header takes ${length} bytes of ${bytes.length}`)
  const header = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, 8 + length))
  const reading = { bytes, at: begin }
  const data = unmarked(JSON.parse(header), reading, 0)
  if (reading.at !== bytes.length) throw new Error(`${bytes.length - reading.at} bytes are left`)
  return data
}

interface Reading {
  readonly bytes: Uint8Array
  at: number
}

const unmarked = (x: unknown, reading: Reading, depth: number): unknown => {
  if (depth > deepest) throw new Error(`it is nested more than ${deepest} levels deep`)
  if (typeof x !== "object" || x === null) return x
  if (Array.isArray(x)) return x.map((one) => unmarked(one, reading, depth + 1))
  if (Object.hasOwn(x, "#")) return special((x as { readonly "#": unknown })["#"], reading)
  return Object.fromEntries(
    Object.entries(x).map(([key, field]) => [
      key.startsWith("##") ? key.slice(1) : key,
      unmarked(field, reading, depth + 1),
    ]),
  )
}

const special = (mark: unknown, reading: Reading): number | Typed => {
  if (typeof mark === "string" && Object.hasOwn(numbers, mark)) return numbers[mark]
  if (!Array.isArray(mark) || mark.length !== 2) throw new Error("an array is neither a type nor a length")
  const [kind, length] = mark as ReadonlyArray<unknown>
  if (typeof kind !== "string" || !Object.hasOwn(makers, kind)) throw new Error("an array is of no known type")
  if (typeof length !== "number" || !Number.isSafeInteger(length) || length < 0) {
    throw new Error("an array has no length")
  }
  const { bytes, at } = reading
  const size = length * widths[kind as Kind]
  if (size > bytes.length - at) {
    throw new Error(`truncated: an array takes ${size} bytes, and ${bytes.length - at} are left`)
  }
  // The last array may fill its bytes without padding only where it ends at a multiple of 8.
  reading.at = at + padded(size)
  return new makers[kind as Kind](bytes.buffer as ArrayBuffer, bytes.byteOffset + at, length)
}

const numbers: Readonly<Record<string, number>> = { "-0": -0, NaN, Infinity, "-Infinity": -Infinity }
