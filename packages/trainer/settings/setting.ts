// One table per command says everything about its settings: name, type, default, help. From it come the flags, the
// schema of a `--config` file, and the merge of the two: defaults, then the file, then the flags.
import { reasonOf } from "@rlif/core/files/reason"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import { Argument, Flag } from "effect/cli"
import { calledHere } from "./elsewhere.ts"
import { idleSetting } from "./idle.ts"
import { kebab } from "./kebab.ts"
import { most } from "./most.ts"
import { format, renamed } from "./renamed.ts"

/** A setting that could not be read; the message names the file, key or flag. */
export class SettingsError extends Schema.TaggedError<SettingsError>()("@rlif/trainer/SettingsError", {
  message: Schema.String,
}) {}

/** One setting: its flag, what a file may say, and its value if neither speaks. */
export interface Setting<A> {
  readonly schema: Schema.Codec<A, unknown>
  readonly flag: (name: string) => Flag.Flag<A>
  readonly fallback: A
  readonly help: string
  /** Whether a command without flag and file fails before it starts, as there is no other value. */
  readonly required?: boolean
  /** Whether the value stands on the command line without a flag, in the table's order. */
  readonly operand?: boolean
  /** Whether it stands there once or several times. */
  readonly several?: boolean
  /** Whether the setting is of one start of a command alone: no file has it. */
  readonly flagOnly?: boolean
  /** The file of settings that a value stands for, as if `--config` had named it. */
  readonly file?: (value: string) => string
  /** The values of other settings that a value stands for, below file and flags. */
  readonly values?: (value: unknown) => Readonly<Record<string, unknown>>
  /** The modules that a value would run: a file may name them only where somebody allows it. */
  readonly modules?: (value: unknown) => ReadonlyArray<string>
}

const bounded = (
  least: number | undefined,
  schema: Schema.Codec<number, unknown>,
) => (least === undefined ? schema : schema.check(Schema.isGreaterThanOrEqualTo(least)))

/** A whole number, at least `least`. */
export const integer = (fallback: number, help: string, least = 0): Setting<number> => ({
  schema: bounded(least, Schema.Int),
  flag: Flag.Int,
  fallback,
  help,
})

/** A finite number, at least `least` where one is given. */
export const number = (fallback: number, help: string, least?: number): Setting<number> => ({
  schema: bounded(least, Schema.Finite),
  flag: Flag.Finite,
  fallback,
  help,
})

/** A number from 0 up to, but not including, 1. */
export const fraction = (fallback: number, help: string): Setting<number> => ({
  ...number(fallback, help),
  schema: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1, exclusiveMaximum: true })),
})

/** A number from 0 to 1; 0 itself only if the share `mayBeNone`. */
export const share = (
  fallback: number,
  help: string,
  { mayBeNone }: { readonly mayBeNone: boolean },
): Setting<number> => ({
  ...number(fallback, help),
  schema: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1, exclusiveMinimum: !mayBeNone })),
})

/** Any text, such as a path. */
export const text = (fallback: string, help: string): Setting<string> => ({
  schema: Schema.String,
  flag: Flag.String,
  fallback,
  help,
})

/** Any texts: the flag may be repeated, and a file has one or a list. */
export const texts = (help: string): Setting<ReadonlyArray<string>> => ({
  schema: Schema.Union([Schema.Array(Schema.String), Schema.String]).pipe(
    Schema.decodeTo(Schema.Array(Schema.String), {
      decode: SchemaGetter.transform((given) => typeof given === "string" ? [given] : given),
      encode: SchemaGetter.transform((given) => given),
    }),
  ),
  flag: (name) => Flag.atLeast(Flag.String(name), 1),
  fallback: [],
  help,
})

/** A text that must be given. */
export const required = (help: string): Setting<string> => ({ ...text("", help), required: true })

/** A text that must be given, and has no flag: `rlif compare A B`. */
export const operand = (help: string): Setting<string> => ({ ...required(help), operand: true })

/** Texts of which at least one must be given, and which have no flag: `rlif report RUN [RUN ...]`. */
export const operands = (help: string): Setting<ReadonlyArray<string>> => ({
  ...texts(help),
  required: true,
  operand: true,
  several: true,
})

/** One of a few words. */
export const choice = <const W extends ReadonlyArray<string>>(
  words: W,
  fallback: W[number],
  help: string,
): Setting<W[number]> => ({
  schema: Schema.Literals(words),
  flag: (name) => Flag.Literals(name, words),
  fallback,
  help,
})

/** On or off. */
export const toggle = (fallback: boolean, help: string): Setting<boolean> => ({
  schema: Schema.Boolean,
  flag: Flag.Boolean,
  fallback,
  help,
})

/** A command's settings by name. */
export type Table = Readonly<
  Record<
    string,
    Setting<never> | Setting<string> | Setting<number> | Setting<boolean> | Setting<ReadonlyArray<string>>
  >
>

/** The values that a table describes. */
export type Of<T> = { readonly [K in keyof T]: T[K] extends Setting<infer A> ? A : never }

/**
 * The operands of a table, its flags, each optional, and what is said of a file: `--config` and, where it may name modules,
 * `--allow-modules`.
 */
export const flags = <T extends Table>(table: T) => {
  const optional = (flag: Flag.Flag<unknown>, help: string) => Flag.optional(Flag.withDescription(flag, help))
  const given = Object.entries(table).map(([name, { flag, help, fallback, required, operand, several }]) => [
    name,
    operand ? stands(name, { help, several }) : optional(
      flag(kebab(name)),
      `${help} (${required ? "required" : `default: ${String(fallback) === "" ? "none" : fallback}`})`,
    ),
  ])
  const config = optional(Flag.String("config"), "JSON file with any of these settings; flags win")
  const allowModules = optional(
    Flag.Boolean("allow-modules"),
    "run the modules that the --config file names (default: false)",
  )
  const running = Object.values(table).some(({ modules }) => modules !== undefined)
  return Object.fromEntries([...given, ["config", config], ...running ? [["allowModules", allowModules]] : []]) as {
    readonly [K in keyof T | "config"]: Flag.Flag<Option.Option<unknown>>
  }
}

/** What stands on the command line without a flag. */
const stands = (name: string, { help, several }: Pick<Setting<unknown>, "help"> & { several: boolean | undefined }) => {
  const one = Argument.withDescription(Argument.String(name.toUpperCase()), help)
  const known: Argument.Argument<unknown> = several ? Argument.variadic(one, { min: 1 }) : one
  return Argument.map(known, Option.some)
}

/** Defaults, then the file, then the flags, each checked by the table's schema. */
export const decode = Effect.fnUntraced(function* <T extends Table>(
  table: T,
  given: Readonly<Record<string, Option.Option<unknown>>>,
): Effect.fn.Return<Of<T>, SettingsError, FileSystem.FileSystem> {
  const config = yield* configOf(table, given)
  const values = config === undefined ? {} : yield* readFile(table, String(config))
  const trusted = Option.getOrElse(given["allowModules"] ?? Option.none(), () => false)
  const named = Object.keys(values).filter((name) => Option.isNone(given[name] ?? Option.none()))
  if (!trusted) yield* refuseModules(table, { values, named, where: `config "${config}"` })
  for (const [name, setting] of Object.entries(table)) {
    const flag = Option.getOrUndefined(given[name] ?? Option.none())
    if (flag !== undefined) {
      values[name] = yield* check(setting, flag, { where: `flag --${kebab(name)}`, limit: most[name] })
    }
  }
  return yield* complete(table, values, yield* stoodFor(table, values))
})

/** What the values of other settings are that a value stands for. */
const stoodFor = Effect.fnUntraced(function* (table: Table, values: Readonly<Record<string, unknown>>) {
  const all: Record<string, unknown> = {}
  for (const [name, setting] of Object.entries(table)) {
    const given = values[name] === undefined ? {} : setting.values?.(values[name]) ?? {}
    for (const [other, value] of Object.entries(given)) {
      all[other] = yield* check(table[other], value, { where: `--${kebab(name)} ${values[name]}`, limit: most[other] })
    }
  }
  return all
})

/** The file of settings: that of `--config`, or of a flag that stands for one. */
const configOf = Effect.fnUntraced(function* (
  table: Table,
  given: Readonly<Record<string, Option.Option<unknown>>>,
): Effect.fn.Return<string | undefined, SettingsError> {
  const named = [["config", (value: string) => value] as const].concat(
    Object.entries(table).flatMap(([name, { file }]) => file === undefined ? [] : [[name, file] as never]),
  ).flatMap(([name, file]) => {
    const value = Option.getOrUndefined(given[name] ?? Option.none())
    return value === undefined ? [] : [{ flag: `--${kebab(name)}`, path: file(String(value)) }]
  })
  // A file that a flag stands for has every setting already.
  const below = Object.entries(table).find(([name, { values }]) =>
    values !== undefined && Option.isSome(given[name] ?? Option.none())
  )
  const whole = named.find(({ flag }) => flag !== "--config")
  if (below !== undefined && whole !== undefined) {
    return yield* new SettingsError({ message: `Cannot start: --${kebab(below[0])} and ${whole.flag} are both given` })
  }
  if (named.length < 2) return named[0]?.path
  return yield* new SettingsError({
    message: `Cannot start: ${named.map(({ flag }) => flag).join(" and ")} are both given`,
  })
})

/** Defaults, then what JSON says; errors call the JSON `where`. */
export const decodeJson = Effect.fnUntraced(function* <T extends Table>(
  table: T,
  { json, where }: { readonly json: unknown; readonly where: string },
): Effect.fn.Return<Of<T>, SettingsError> {
  const values = yield* read(table, json, where)
  yield* refuseModules(table, { values, named: Object.keys(values), where })
  return yield* complete(table, values)
})

/** Fails where one of the named values, which come from a file, would run a module: a module is a program. */
const refuseModules = (
  table: Table,
  { values, named, where }: {
    readonly values: Readonly<Record<string, unknown>>
    readonly named: ReadonlyArray<string>
    readonly where: string
  },
): Effect.Effect<void, SettingsError> => {
  for (const name of named) {
    const [module] = table[name].modules?.(values[name]) ?? []
    if (module === undefined) continue
    const message = `Cannot run "${module}" of key "${name}" of ${where}: a module is a program, ` +
      "and only --allow-modules lets a file name one"
    return Effect.fail(new SettingsError({ message }))
  }
  return Effect.void
}

/** All values in the order of the table, wherever each came from; `below` stands where nothing is said, unless it is idle there. */
const complete = Effect.fnUntraced(function* <T extends Table>(
  table: T,
  values: Readonly<Record<string, unknown>>,
  below: Readonly<Record<string, unknown>> = {},
): Effect.fn.Return<Of<T>, SettingsError> {
  for (const [name, { required, operand }] of Object.entries(table)) {
    if (required && values[name] === undefined) {
      const called = operand ? name.toUpperCase() : `--${kebab(name)}`
      return yield* new SettingsError({ message: `Cannot start: ${called} is missing` })
    }
  }
  const defaults = Object.fromEntries(Object.entries(table).map(([name, { fallback }]) => [name, fallback]))
  const standing: Record<string, unknown> = { ...defaults, ...below }
  while (true) {
    const all = Object.fromEntries(Object.keys(table).map((name) => [name, values[name] ?? standing[name]]))
    const idle = idleSetting(all, defaults)
    if (idle === undefined) return all as Of<T>
    if (values[idle.name] !== undefined) return yield* new SettingsError({ message: idle.message })
    standing[idle.name] = defaults[idle.name]
  }
})

const readFile = Effect.fnUntraced(function* (table: Table, path: string) {
  const fail = failing(`config "${path}"`)
  const fs = yield* FileSystem.FileSystem
  const { type } = yield* fs.stat(path).pipe(Effect.mapError((error) => fail(reasonOf(error))))
  if (type === "Directory") return yield* fail('it is a folder; the settings of a run are in its "config.json"')
  const source = yield* fs.readFileString(path).pipe(Effect.mapError((error) => fail(reasonOf(error))))
  const json = yield* Effect.try({
    try: (): unknown => JSON.parse(source),
    catch: (error) => fail(`not JSON, ${(error as SyntaxError).message}`),
  })
  return yield* read(table, json, `config "${path}"`)
})

/** What JSON says of a table's settings, which come from `where`. */
const read = Effect.fnUntraced(function* (table: Table, json: unknown, where: string) {
  const fail = failing(where)
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    return yield* fail("it is not a JSON object")
  }
  const values: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(json)) {
    if (key === "format") {
      if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > format) {
        return yield* fail(`its format is ${JSON.stringify(value)}, and this rlif knows formats 1 to ${format}`)
      }
      continue
    }
    const setting = Object.hasOwn(table, key) ? table[key] : undefined
    if (setting?.flagOnly) return yield* fail(`"${key}" is no key, but a flag alone: --${kebab(key)}`)
    if (setting === undefined) {
      const now = renamed[key]
      if (now !== undefined && Object.hasOwn(table, now)) return yield* fail(`"${key}" is called "${now}" now`)
      const here = calledHere(key, Object.keys(table))
      if (here !== undefined) return yield* fail(`unknown key "${key}"; here it is ${keyed(here)}`)
      return yield* fail(`unknown key "${key}"; known keys are ${Object.keys(stored(table)).join(", ")}`)
    }
    values[key] = yield* check(setting, value, { where: `key "${key}" of ${where}`, limit: most[key] })
  }
  return values
})

/** Those of a table, or of its values, that a file may have. */
export const stored = <A>(all: Readonly<Record<string, A>>, table: Table = all as never): Readonly<Record<string, A>> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !table[name]?.flagOnly))

/** Flags in a text, as keys. */
const keyed = (text: string) =>
  text.replaceAll(
    /--([a-z0-9-]+)/g,
    (_, flag: string) => `"${flag.replaceAll(/-(.)/g, (_, c: string) => c.toUpperCase())}"`,
  )

const failing = (where: string) => (why: string) =>
  new SettingsError({ message: oneLine(`Cannot read ${where}: ${why}`) })

const check = (
  setting: Table[string],
  value: unknown,
  { where, limit = Infinity }: { readonly where: string; readonly limit: number | undefined },
): Effect.Effect<unknown, SettingsError> =>
  Schema.decodeUnknownEffect(setting.schema)(value).pipe(
    Effect.mapError(({ message }) => {
      // A setting's own message quotes the value if that helps.
      const why = message.startsWith("Expected ") ? `e${message.slice(1)}, got ${JSON.stringify(value)}` : message
      return new SettingsError({ message: oneLine(`Cannot read ${where}: ${why}`) })
    }),
    Effect.filterOrFail(
      (read) => !(typeof read === "number" && read > limit),
      () => new SettingsError({ message: `Cannot read ${where}: expected at most ${limit}, got ${value}` }),
    ),
  )

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, " ")
