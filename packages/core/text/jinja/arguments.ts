// The arguments of a function of Python: by position, else by name, else what they are by themselves.
import { type Given, typeOf, type Value } from "./python.ts"

/** The values of the parameters of a function, in their order; throws where one is missing, or not among them. */
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

/** Whether a value is of a type of Python's; throws where not. */
export const textArgument = (name: string, value: Value): string => {
  if (typeof value !== "string") throw new Error(`${name} needs a text, not a ${typeOf(value)}`)
  return value
}

/** A whole number. */
export const countArgument = (name: string, value: Value): number => {
  if (typeof value === "boolean") return Number(value)
  if (typeof value !== "number") throw new Error(`${name} needs a whole number, not a ${typeOf(value)}`)
  return value
}
