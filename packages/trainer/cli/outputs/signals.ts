import type { Signals } from "@rlif/core/signals"

/** Signals as JSON has them: lists, under their names in snake_case. */
export const signalsJson = (signals: Signals): Readonly<Record<string, ReadonlyArray<number>>> =>
  Object.fromEntries(Object.entries(signals).map(([name, values]) => [snake(name), short(values)]))

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Nine digits are all that a float32 has. */
const short = (values: Float32Array) => Array.from(values, (x) => Number(x.toPrecision(9)))
