// Names with weights and commas between, such as `self-certainty:1,repetition:-0.1`; a name may be a module's path.
import { reasonOf } from "@rlif/core/files/reason"
import * as Schema from "effect/Schema"
import { type Setting, text } from "./setting.ts"

/** One of the names, with its weight; NaN is a weight that is no finite number. */
export interface Part {
  readonly name: string
  readonly weight: number
}

/** Whether a name is that of a file, as no name of a value is. */
export const isModule = (name: string): boolean => /[\\/]/.test(name) || file.test(name)

const file = /\.[cm]?[jt]s$/

/** The parts of a text; one without a weight has weight 1. */
export const partsOf = (text: string): ReadonlyArray<Part> =>
  namesOf(text).map((part) => {
    // The colon of a Windows drive stands before a slash, and no weight ends like a file.
    const [, name, weight] = (file.test(part) ? null : /^(.*):([^:\\/]*)$/.exec(part)) ?? ["", part, "1"]
    const x = decimal.test(weight.trim()) ? Number(weight) : NaN
    return { name: name.trim(), weight: Number.isFinite(x) ? x : NaN }
  })

/** The names of a text without weights; none of an empty text. */
export const namesOf = (text: string): ReadonlyArray<string> =>
  text.trim() === "" ? [] : text.split(",").map((part) => part.trim())

/** Hexadecimal digits and infinities are more likely a mistake. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** A setting of names. */
interface Naming {
  readonly fallback: string
  readonly help: string
  /** What is wrong with a name that is no module's; undefined where there is a value of that name. */
  readonly problem: (name: string) => string | undefined
}

/** A setting of weighted names: at least one, and none of them twice. */
export const weightedNames = ({ fallback, help, problem }: Naming): Setting<string> =>
  naming(
    { ...text(fallback, help), parts: partsOf },
    (parts) => parts.length === 0 ? "it names nothing" : wrongPart(parts, problem),
  )

/** A setting of names, none of them twice. */
export const nameList = ({ fallback, help, problem }: Naming): Setting<string> =>
  naming(
    { ...text(fallback, help), parts: (text) => namesOf(text).map((name) => ({ name, weight: 1 })) },
    (parts) => wrongPart(parts, problem),
  )

const naming = (
  { parts, ...setting }: Setting<string> & { readonly parts: (text: string) => ReadonlyArray<Part> },
  problem: (parts: ReadonlyArray<Part>) => string | undefined,
): Setting<string> => ({
  ...setting,
  schema: Schema.String.check(Schema.makeFilter((text) => problem(parts(text)))),
  modules: (value) => parts(String(value)).map(({ name }) => name).filter(isModule),
})

/** What is wrong with some parts; undefined where nothing is. */
export const wrongPart = (parts: ReadonlyArray<Part>, problem: Naming["problem"]): string | undefined => {
  for (const [i, { name, weight }] of parts.entries()) {
    if (name === "") return "a name is missing"
    if (Number.isNaN(weight)) return `the weight of "${name}" is not a number`
    const why = isModule(name) ? undefined : said(() => problem(name))
    if (why !== undefined) return why
    if (parts.slice(0, i).some((other) => other.name === name)) return `"${name}" is given twice`
  }
  return undefined
}

/** What a value of that name says itself against the number in the name. */
const said = (problem: () => string | undefined): string | undefined => {
  try {
    return problem()
  } catch (error) {
    return reasonOf(error)
  }
}
