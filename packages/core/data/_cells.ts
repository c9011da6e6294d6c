// The exact values of a parquet file's cells. The library (hyparquet 1.33) turns decimals and 32-bit floats into doubles,
// nanoseconds into milliseconds, and times into integers, so it gives raw values only, which are converted here.
import type { SchemaElement, SchemaTree } from "hyparquet"
import { shortestDecimal, toHalf } from "./_shortest_decimal.ts"

/** A column for the library: without its type if the values are converted here. */
export const raw = (element: SchemaElement): SchemaElement => {
  const { converted_type: _, logical_type: __, ...rest } = element
  return kindOf(element) === undefined ? element : rest
}

/** A converter of rows to JSON's values, by their schema. */
export const cells = (schema: SchemaTree): (row: unknown) => unknown => structOf(schema.children)

type Read = (value: unknown) => unknown

const structOf = (children: ReadonlyArray<SchemaTree>): Read => {
  const reads = new Map(children.map((child) => [child.element.name, valueOf(child)]))
  return (value) =>
    Object.fromEntries(Object.entries(Object(value)).map(([name, inner]) => [name, (reads.get(name) ?? plain)(inner)]))
}

const valueOf = (tree: SchemaTree): Read => {
  const { element: { converted_type: converted, logical_type: logical }, children } = tree
  const present = (read: Read): Read => (value) => value === undefined || value === null ? value : read(value)
  const each = (read: Read): Read =>
    present((value) => Array.isArray(value) ? value.map((inner) => each(read)(inner)) : read(value))
  if (children.length === 0) return each(leafOf(tree.element))
  if (logical?.type === "VARIANT") return plain
  if (children.length === 1 && converted === "LIST") {
    const [repeated] = children
    return present(each(valueOf(repeated.children.length === 1 ? repeated.children[0] : repeated)))
  }
  if (children.length === 1 && converted === "MAP") {
    const value = children[0].children.find(({ element }) => element.name === "value")
    const read = value === undefined ? plain : valueOf(value)
    return each((map) => Object.fromEntries(Object.entries(Object(map)).map(([key, inner]) => [key, read(inner)])))
  }
  return each(structOf(children))
}

/** The type of a column that is converted here, and the type's parameters. */
const kindOf = ({ type, converted_type: converted, logical_type: logical, scale = 0 }: SchemaElement) => {
  if (converted === "DECIMAL" || logical?.type === "DECIMAL") {
    return { kind: "decimal", scale: logical?.type === "DECIMAL" ? logical.scale : scale } as const
  }
  if (converted === "DATE" || logical?.type === "DATE") return { kind: "date" } as const
  if (logical?.type === "TIME") return { kind: "time", unit: logical.unit } as const
  if (logical?.type === "TIMESTAMP") {
    return { kind: "timestamp", unit: logical.unit, zone: logical.isAdjustedToUTC ? "Z" : "" } as const
  }
  const [, kind, unit] = /^(TIME|TIMESTAMP)_(MILLIS|MICROS)$/.exec(converted ?? "") ?? []
  if (unit === "MILLIS" || unit === "MICROS") {
    return kind === "TIME" ? { kind: "time", unit } as const : { kind: "timestamp", unit, zone: "Z" } as const
  }
  if (logical?.type === "FLOAT16") return { kind: "half" } as const
  const unsigned = logical?.type === "INTEGER" && !logical.isSigned
  if (converted === "UINT_64" || (unsigned && type === "INT64")) return { kind: "unsigned", bits: 64 } as const
  if (converted === "UINT_32" || (unsigned && logical.bitWidth === 32)) return { kind: "unsigned", bits: 32 } as const
  return undefined
}

const leafOf = (element: SchemaElement): Read => {
  const kind = kindOf(element)
  switch (kind?.kind) {
    case undefined:
      return element.type === "FLOAT"
        ? (value) => shortestDecimal(Number(value), Math.fround)
        : element.type === "INT96"
        ? (value) => timestamp(value as bigint, "NANOS")
        : plain
    case "decimal":
      return (value) => decimal(value instanceof Uint8Array ? signed(value) : BigInt(value as bigint), kind.scale)
    case "date":
      return (value) => new Date(Number(value) * 86_400_000).toISOString().slice(0, -"T00:00:00.000Z".length)
    case "time":
      return (value) => time(BigInt(value as bigint), kind.unit)
    case "timestamp":
      return (value) => timestamp(BigInt(value as bigint), kind.unit) + kind.zone
    case "half":
      return (value) => shortestDecimal(half(value as Uint8Array), toHalf)
    case "unsigned":
      return (value) => plain(BigInt.asUintN(kind.bits, BigInt(value as bigint)))
  }
}

/** 64-bit integers as numbers if exact, else as text; bytes as text if they are UTF-8. */
const plain: Read = (value) =>
  typeof value === "bigint"
    ? Number.isSafeInteger(Number(value)) ? Number(value) : `${value}`
    : value instanceof Uint8Array
    ? textOf(value)
    : Array.isArray(value)
    ? value.map(plain)
    : typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
    : value

const textOf = (bytes: Uint8Array): unknown => {
  try {
    return utf8.decode(bytes)
  } catch {
    return { bytes: bytes.length }
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** The number of bytes in two's complement, the most significant byte first. */
const signed = (bytes: Uint8Array): bigint =>
  BigInt.asIntN(8 * bytes.length, bytes.reduce((value, byte) => value << 8n | BigInt(byte), 0n))

/** unscaled * 10^-scale, without zeros at its end. */
const decimal = (unscaled: bigint, scale: number): string => {
  const digits = `${unscaled < 0n ? -unscaled : unscaled}`.padStart(scale + 1, "0")
  const whole = digits.slice(0, digits.length - scale)
  const rest = digits.slice(digits.length - scale).replace(/0+$/, "")
  return `${unscaled < 0n ? "-" : ""}${whole}${rest === "" ? "" : `.${rest}`}`
}

type Unit = "MILLIS" | "MICROS" | "NANOS"
const perSecond: Readonly<Record<Unit, bigint>> = { MILLIS: 1000n, MICROS: 1_000_000n, NANOS: 1_000_000_000n }

/** The fraction of a second, in groups of three digits: at least `least` groups, and no more than needed. */
const fraction = (part: bigint, unit: Unit, least: number): string => {
  const digits = `${part}`.padStart(`${perSecond[unit]}`.length - 1, "0")
  const groups = (digits.match(/.{3}/g) ?? []).map((group, i, all) =>
    [group, all.slice(i).some((one) => one !== "000")] as const
  )
  const shown = groups.filter(([, needed], i) => needed || i < least).map(([group]) => group).join("")
  return shown === "" ? "" : `.${shown}`
}

const time = (value: bigint, unit: Unit): string => {
  const seconds = Number(value / perSecond[unit])
  const parts = [seconds / 3600, seconds / 60 % 60, seconds % 60].map((part) => `${Math.floor(part)}`.padStart(2, "0"))
  return `${parts.join(":")}${fraction(value % perSecond[unit], unit, 0)}`
}

/** A moment in ISO 8601, without a zone. */
const timestamp = (value: bigint, unit: Unit): string => {
  const part = ((value % perSecond[unit]) + perSecond[unit]) % perSecond[unit]
  const seconds = Number((value - part) / perSecond[unit])
  return `${new Date(seconds * 1000).toISOString().slice(0, -".000Z".length)}${fraction(part, unit, 1)}`
}

const half = (bytes: Uint8Array): number => {
  const bits = bytes[1] << 8 | bytes[0]
  const [sign, exponent, rest] = [bits >> 15 ? -1 : 1, bits >> 10 & 31, bits & 1023]
  if (exponent === 31) return rest === 0 ? sign * Infinity : NaN
  return sign * (exponent === 0 ? rest * 2 ** -24 : 2 ** (exponent - 25) * (1024 + rest))
}
