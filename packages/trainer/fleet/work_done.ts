// What a worker has done, and how fast.
import type { Doing } from "./presence.ts"

/** Milliseconds of which the speed is told. */
const span = 30_000

/** Counts pieces and tokens, by a clock in milliseconds. */
export const workDone = (clock: () => number = () => performance.now()) => {
  const begun = clock()
  const doing = new Map<symbol, string>()
  let computed = 0
  let done: ReadonlyArray<{ readonly at: number; readonly tokens: number }> = []
  return {
    /** A piece begins; the answer ends it, with its tokens where it was computed. */
    begins: (what: string) => {
      const piece = Symbol(what)
      doing.set(piece, what)
      return (tokens?: number): void => {
        doing.delete(piece)
        if (tokens === undefined) return
        computed++
        done = [...done, { at: clock(), tokens }]
      }
    },
    now: (): Doing => {
      const from = Math.max(begun, clock() - span)
      done = done.filter(({ at }) => at >= from)
      const tokens = done.reduce((sum, one) => sum + one.tokens, 0)
      const seconds = Math.max(1, clock() - from) / 1000
      return { doing: [...doing.values()].join(", ") || "waits", computed, rate: tokens / seconds }
    },
  }
}
