import fc from "fast-check"
import { expect, it } from "vitest"
import { packed, unpacked } from "./frame.ts"

const arrays = fc.oneof(
  fc.float32Array(),
  fc.float64Array(),
  fc.int32Array(),
  fc.int8Array(),
  fc.uint8Array(),
)
/** Names that a record may have; "#" is what the format itself writes. */
const names = fc.oneof(fc.string(), fc.constantFrom("#", "##", "#a", "constructor", "7"))
  .filter((name) => name !== "__proto__")
const { data } = fc.letrec((tie) => ({
  data: fc.oneof(
    { maxDepth: 5 },
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    arrays,
    fc.array(tie("data"), { maxLength: 4 }),
    fc.dictionary(names, tie("data"), { maxKeys: 4, noNullPrototype: true }),
  ),
}))

it("gives back all data as it was: -0, NaN, infinities, arrays and odd names too", () => {
  fc.assert(fc.property(data, (x) => {
    expect(unpacked(packed(x))).toEqual(x)
    if (typeof x === "number") expect(Object.is(unpacked(packed(x)), x)).toBe(true)
  }))
})

it("has the same bytes in room that was used before", () => {
  fc.assert(fc.property(data, (x) => {
    expect(packed(x, (length) => new Uint8Array(length + 9).fill(255))).toEqual(packed(x))
  }))
})

it("keeps the bits of every float, wherever in memory the bytes lie", () => {
  const pattern = Uint32Array.of(0x7fc00001, 0xff800000, 0x80000000, 1)
  fc.assert(fc.property(fc.integer({ min: 0, max: 15 }), (offset) => {
    const sent = packed({ x: new Float32Array(pattern.buffer), n: 1 })
    const room = new Uint8Array(sent.length + 16)
    room.set(sent, offset)
    const { x } = unpacked(room.subarray(offset, offset + sent.length)) as { readonly x: Float32Array }
    expect(new Uint32Array(x.buffer, x.byteOffset, x.length)).toEqual(pattern)
  }))
})

it("refuses bytes that were cut off anywhere, or have more at their end", () => {
  fc.assert(fc.property(data, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (x, part) => {
    const bytes = packed(x)
    expect(() => unpacked(bytes.subarray(0, Math.floor(part * bytes.length)))).toThrow(/./)
    expect(() => unpacked(Uint8Array.of(...bytes, 0))).toThrow("1 bytes are left")
  }))
})

it("throws an Error, and nothing else, at whatever bytes", () => {
  const read = (bytes: Uint8Array) => {
    try {
      unpacked(bytes)
    } catch (cause) {
      expect(cause).toBeInstanceOf(Error)
    }
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), read))
  // Bytes that differ from a frame in one place come further.
  fc.assert(fc.property(data, fc.nat(), fc.nat(255), (x, at, byte) => {
    const bytes = packed(x)
    bytes[at % bytes.length] = byte
    read(bytes)
  }))
})

/** A frame of this header, and nothing behind it. */
const framed = (header: string) => {
  const bytes = new Uint8Array(Math.ceil((8 + header.length) / 8) * 8)
  bytes.set(packed(null).subarray(0, 4))
  new DataView(bytes.buffer).setUint32(4, header.length, true)
  bytes.set(new TextEncoder().encode(header), 8)
  return bytes
}

it.each([
  ['{"#":["f4",250000000]}', "truncated: an array takes 1000000000 bytes, and 0 are left"],
  ['{"#":["f4",9007199254740991]}', "truncated"],
  ['{"#":["f4",-1]}', "an array has no length"],
  ['{"#":["f4",0.5]}', "an array has no length"],
  ['{"#":["f4","8"]}', "an array has no length"],
  ['{"#":["constructor",0]}', "an array is of no known type"],
  ['{"#":[["f4"],0]}', "an array is of no known type"],
  ['{"#":"constructor"}', "an array is neither a type nor a length"],
  ['{"#":null}', "an array is neither a type nor a length"],
  [`${"[".repeat(100_000)}${"]".repeat(100_000)}`, "nested more than 32 levels deep"],
  ['{"a":1', "JSON"],
])("refuses the header %.40s", (header, why) => {
  expect(() => unpacked(framed(header))).toThrow(why)
})

it("refuses a header that is longer than what came, and makes no room for it", () => {
  const bytes = framed("null")
  new DataView(bytes.buffer).setUint32(4, 2 ** 32 - 1, true)
  expect(() => unpacked(bytes)).toThrow("truncated: the header takes 4294967295 bytes of 16")
})
