import type { Path } from "./_rollouts.ts"

/**
 * A case as an expression to paste into a test: evaluated, it is the case again, to the last bit. Numbers are fractions where
 * they are simple ones, and groups whose distributions are known are `groupOf(...)`.
 *
 * @example
 * ```ts
 * import { literal } from "@rlif/trainer/equivalence"
 *
 * literal({ p: [1 / 3, 2 / 3], next: [undefined, undefined] }) // "{ p: [1 / 3, 2 / 3], next: [undefined, undefined] }"
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const literal = (value: unknown): string => {
  if (typeof value === "number") return number(value)
  if (typeof value === "bigint") return `${value}n`
  if (typeof value !== "object" || value === null) return value === undefined ? "undefined" : JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`
  if (ArrayBuffer.isView(value)) {
    return `${value.constructor.name}.of(${Array.from(value as unknown as ArrayLike<number>, number).join(", ")})`
  }
  if (isKnownGroup(value)) return `groupOf(${literal(value.paths)})`
  const fields = Object.entries(value).map(([name, inner]) =>
    `${identifier.test(name) ? name : JSON.stringify(name)}: ${literal(inner)}`
  )
  return `{ ${fields.join(", ")} }`
}

/**
 * A case as JSON has it: typed arrays as arrays, what is no finite number as text, and groups whose distributions are known as
 * their paths.
 * @stability unstable
 * @since 0.1.0
 */
export const plain = (value: unknown): unknown => {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value)
  if (typeof value !== "object" || value === null) return value === undefined ? null : value
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, plain)
  if (Array.isArray(value)) return value.map(plain)
  if (isKnownGroup(value)) return { paths: plain(value.paths) }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]))
}

/** A quotient of whole numbers is the double that it was, or else all digits are written. */
const number = (x: number): string => {
  if (Object.is(x, -0)) return "-0"
  if (Number.isInteger(x) || !Number.isFinite(x)) return String(x)
  for (let d = 2; d <= 400; d++) {
    const n = Math.round(x * d)
    if (n !== 0 && n / d === x) return `${n} / ${d}`
  }
  return String(x)
}

const identifier = /^[A-Za-z_$][\w$]*$/

const isKnownGroup = (value: object): value is { readonly paths: ReadonlyArray<Path> } =>
  "paths" in value && "rollouts" in value
