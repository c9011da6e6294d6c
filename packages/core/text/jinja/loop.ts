import { Callable, Undefined, type Value } from "./python.ts"

/** The variable `loop`. Items are found when needed, since the loop's condition may change while the loop runs. */
export class Loop {
  readonly #items: Array<Value> = []
  readonly #rest: Iterator<Value>
  #at = -1
  constructor(items: Iterable<Value>) {
    this.#rest = items[Symbol.iterator]()
  }

  /** Moves to the next item; false after the last one. */
  next(): boolean {
    this.#at++
    return this.#has(this.#at)
  }

  get item(): Value {
    return this.#items[this.#at]
  }

  get(name: string): Value {
    const at = this.#at
    const neighbor = (at: number) => at >= 0 && this.#has(at) ? this.#items[at] : new Undefined(`"loop.${name}"`)
    switch (name) {
      case "index":
        return at + 1
      case "index0":
        return at
      case "first":
        return at === 0
      case "last":
        return !this.#has(at + 1)
      case "length":
        return this.#length
      case "revindex":
        return this.#length - at
      case "revindex0":
        return this.#length - at - 1
      case "previtem":
        return neighbor(at - 1)
      case "nextitem":
        return neighbor(at + 1)
      case "cycle":
        return new Callable("loop.cycle", ({ args }) => {
          if (args.length === 0) throw new Error("loop.cycle needs values")
          return args[at % args.length]
        })
      default:
        throw new Error(`"loop.${name}" is not supported`)
    }
  }

  #has(at: number): boolean {
    while (this.#items.length <= at) {
      const next = this.#rest.next()
      if (next.done === true) return false
      this.#items.push(next.value)
    }
    return true
  }

  get #length(): number {
    while (this.#has(this.#items.length));
    return this.#items.length
  }
}
