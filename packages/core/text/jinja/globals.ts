// The functions that every template may call.
import { countArgument } from "./arguments.ts"
import type { Meter } from "./meter.ts"
import { Callable, isDict, itemsOf, listed, Namespace, shown, typeOf, type Value, View } from "./python.ts"

/** The limit of Jinja's sandbox on `range`. */
const longestRange = 100_000

/** The predefined names. */
export const globals = (meter: Meter): Readonly<Record<string, Value>> => ({
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
  range: new Callable("range", ({ args }) => {
    const bounds = args.map((arg) => countArgument("range", arg))
    const [from, to, step = 1] = bounds.length === 1 ? [0, ...bounds] : bounds
    if (to === undefined || step === 0) throw new Error("range needs a bound, and a step that is not 0")
    const length = Math.max(0, Math.ceil((to - from) / step))
    if (length > longestRange) throw new Error(`range has more than ${longestRange} items`)
    meter.step(length)
    return listed(new View(), Array.from({ length }, (_, i) => from + i * step))
  }),
  dict: new Callable("dict", ({ args: [from = new Map()], named }) => {
    if (!isDict(from)) throw new Error(`dict needs a dict, not a ${typeOf(from)}`)
    return new Map([...from, ...named])
  }),
  namespace: new Callable("namespace", ({ args: [from = new Map()], named }) => {
    const pairs: ReadonlyArray<readonly [string | number, Value]> = isDict(from)
      ? [...from]
      : itemsOf(from, meter).map((pair) => {
        const [key, value] = itemsOf(pair, meter)
        return [shown(key, meter), value]
      })
    return new Namespace(new Map([...pairs.map(([key, value]) => [String(key), value] as const), ...named]))
  }),
  raise_exception: new Callable("raise_exception", ({ args: [message = ""] }) => {
    throw new Error(shown(message, meter))
  }),
})
