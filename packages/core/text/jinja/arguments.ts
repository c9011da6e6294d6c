// The arguments of a Python function: by position, else by name, else the default.
import { type Given, typeOf, type Value } from "./python.ts"

/** The values of a function's parameters, in order. Throws if an argument is missing or unknown. */
export const argumentsOf = (
  name: string,
  { args, named }: Given,
  parameters: Readonly<Record<string, Value | undefined>>,
): ReadonlyArray<Value> => {
  const names = Object.keys(parameters)
  if (args.length > names.length) throw new Error(`${name} has ${names.length} arguments at most`)
  for (const given of named.keys()) {
    const at = names.indexOf(given)
    if (at < 0 || at < args.length) throw new Error(`${name} has no argument "${given}"${at < 0 ? "" : " left"}`)
  }
  return names.map((parameter, i) => {
    const value = i < args.length ? args[i] : named.has(parameter) ? named.get(parameter) : parameters[parameter]
    if (value === undefined) throw new Error(`${name} needs the argument "${parameter}"`)
    return value
  })
}

/** The value of a text argument. Throws if the value is no text. */
export const textArgument = (name: string, value: Value): string => {
  if (typeof value !== "string") throw new Error(`${name} needs a text, not a ${typeOf(value)}`)
  return value
}

/** The value of a whole-number argument. Throws if the value is none. */
export const countArgument = (name: string, value: Value): number => {
  if (typeof value === "boolean") return Number(value)
  if (typeof value !== "number") throw new Error(`${name} needs a whole number, not a ${typeOf(value)}`)
  return value
}
