import { Undefined, type Value } from "./python.ts"

/** The names that a part of a template sees: its own, and the outer scope's. */
export class Scope {
  readonly #names = new Map<string, Value>()
  readonly #around: Scope | undefined
  constructor(around?: Scope) {
    this.#around = around
  }

  get(name: string): Value {
    const value = this.#names.get(name)
    if (value !== undefined) return value
    return this.#around === undefined ? new Undefined(`"${name}"`) : this.#around.get(name)
  }

  set(name: string, value: Value): void {
    this.#names.set(name, value)
  }
}
