// `tojson` of `transformers`: Python's `json.dumps`, without Jinja's escapes for HTML.
import { argumentsOf } from "./arguments.ts"
import type { Meter } from "./meter.ts"
import { Float, floatText, type Given, isDict, isList, order, typeOf, type Value } from "./python.ts"

interface Layout {
  /** The indentation of a level; undefined for a single line. */
  readonly indent: string | undefined
  readonly separators: readonly [string, string]
  readonly ascii: boolean
  readonly sorted: boolean
  readonly meter: Meter
}

/** The JSON of a value. */
export const jinjaJson = (value: Value, given: Given, meter: Meter): string => {
  const [ascii, indent, separators, sorted] = argumentsOf("tojson", given, {
    ensure_ascii: false,
    indent: null,
    separators: null,
    sort_keys: false,
  })
  const [item, key] = isList(separators) ? separators : [indent === null ? ", " : ",", ": "]
  if (typeof item !== "string" || typeof key !== "string") throw new Error("the separators of tojson are two texts")
  if (indent !== null && typeof indent !== "number" && typeof indent !== "string") {
    throw new Error("tojson is indented by a number or a text")
  }
  if (typeof indent === "number") meter.letters(Math.max(indent, 0))
  return written(value, {
    meter,
    indent: indent === null ? undefined : typeof indent === "number" ? " ".repeat(Math.max(indent, 0)) : indent,
    separators: [item, key],
    ascii: ascii !== false && ascii !== 0 && ascii !== null,
    sorted: sorted === true,
  })
}

const written = (value: Value, layout: Layout, level = 0): string => {
  layout.meter.step()
  const text = bare(value, layout, level)
  layout.meter.letters(text.length)
  return text
}

const bare = (value: Value, layout: Layout, level: number): string => {
  if (typeof value === "string") return quoted(value, layout.ascii)
  if (value === null || typeof value === "boolean" || typeof value === "number") return String(value)
  if (value instanceof Float) {
    if (!Number.isFinite(value.value)) {
      return Number.isNaN(value.value) ? "NaN" : value.value > 0 ? "Infinity" : "-Infinity"
    }
    return floatText(value.value)
  }
  const [item, colon] = layout.separators
  const inside = (parts: ReadonlyArray<string>, [open, close]: readonly [string, string]) => {
    if (parts.length === 0) return open + close
    if (layout.indent === undefined) return open + parts.join(item) + close
    layout.meter.letters(layout.indent.length * (level + 1) * (parts.length + 1))
    const line = `\n${layout.indent.repeat(level + 1)}`
    return open + line + parts.join(item + line) + `\n${layout.indent.repeat(level)}` + close
  }
  if (isDict(value)) {
    const entries = [...value]
    if (layout.sorted) entries.sort(([a], [b]) => order(a, b, layout.meter))
    const pairs = entries.map(([key, entry]) =>
      quoted(String(key), layout.ascii) + colon + written(entry, layout, level + 1)
    )
    return inside(pairs, ["{", "}"])
  }
  if (isList(value) && typeOf(value) !== "view") {
    return inside(Array.from(value, (entry) => written(entry, layout, level + 1)), ["[", "]"])
  }
  throw new Error(`a ${typeOf(value)} is no JSON`)
}

// JSON.stringify escapes lone surrogates; Python does so only with `ensure_ascii`.
const quoted = (text: string, ascii: boolean): string => {
  const json = JSON.stringify(text)
  if (!ascii) return json
  return json.replace(/[\x7f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`)
}
