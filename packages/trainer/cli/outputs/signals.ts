// Signals as the command writes them.
import { type Signal, type Signals, snakeName } from "@rlif/core/signals"
import * as Effect from "effect/Effect"
import { SettingsError } from "../../settings/setting.ts"

/** Signals as JSON has them: lists, under their names in snake_case. */
export const signalsJson = (signals: Signals): Readonly<Record<string, ReadonlyArray<number>>> =>
  Object.fromEntries(Object.entries(signals).map(([name, values]) => [snakeName(name), short(values)]))

/** The signals, unless two of them, or one and a field beside which they stand, would be written under one name. */
export const writable = (
  signals: ReadonlyArray<Signal>,
  beside: ReadonlyArray<string> = [],
): Effect.Effect<ReadonlyArray<Signal>, SettingsError> => {
  const names = [...new Set(signals.map(({ name }) => name))]
  const other = (name: string, i: number) => names.slice(0, i).find((before) => snakeName(before) === snakeName(name))
  const i = names.findIndex((name, i) => beside.includes(snakeName(name)) || other(name, i) !== undefined)
  if (i < 0) return Effect.succeed(signals)
  const why = other(names[i], i) === undefined ? "a row has for itself" : `signal "${other(names[i], i)}" has, too`
  return Effect.fail(
    new SettingsError({ message: `Cannot write signal "${names[i]}": ${snakeName(names[i])} is a name that ${why}` }),
  )
}

/** Nine digits are all that a float32 has. */
const short = (values: Float32Array) => Array.from(values, (x) => Number(x.toPrecision(9)))
