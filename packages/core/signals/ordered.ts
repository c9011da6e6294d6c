import { InvalidInput, PolicyError } from "../runtime/policy_error.ts"
import { allSignals } from "./all_signals.ts"
import { identity } from "./flat_signal.ts"
import type { Signal } from "./signal.ts"

/**
 * Signals in one order, each once, so that programs are shared whatever the order in which somebody asks. Throws a
 * PolicyError where two have one name and are not the same, or where one cannot be built.
 *
 * @since 0.1.0
 */
export const ordered = (action: string, signals: ReadonlyArray<Signal>, v: number): ReadonlyArray<Signal> => {
  const found = new Map<string, Signal>()
  for (const signal of signals) {
    const { name } = signal
    const other = found.get(name)
    const own = identity(signal, v)
    if (other !== undefined && identity(other, v) !== own) {
      const message = `Cannot ${action}: two signals that differ are called "${name}"`
      throw new PolicyError({ action, reason: new InvalidInput({ field: "signals", message }) })
    }
    if (other === undefined) found.set(name, signal)
  }
  const names = allSignals.map(({ name }): string => name)
  const rank = ({ name }: Signal) => names.includes(name) ? names.indexOf(name) : names.length
  return [...found.values()].toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
}
