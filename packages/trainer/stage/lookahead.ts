import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type * as Tracer from "effect/Tracer"
import { InvalidLookahead } from "./lookahead_error.ts"

/**
 * Composes two stages so that `first` may run ahead of `second`: at each element `first` has missed at most `n` effects of
 * `second`. With n = 0 the stages alternate strictly, so that sampling is exactly on-policy; a larger n lets sampling and
 * learning overlap at a price in staleness that is bounded and, in steady state, paid in full.
 *
 * `first` must be one-to-one, and `second` make `outputs` elements of each: an element that never comes out never gives its
 * place back. With n above 0 the lag of an element, between 0 and n, may depend on the timing of the stages, so only n = 0
 * repeats a run bit for bit. Fails if n is no whole number of updates. `step` counts the updates of the run before the
 * first element; it names spans only.
 * @since 0.1.0
 */
export const lookahead = (
  n: number,
  { step = 0, outputs = 1 }: {
    readonly step?: number
    /** How many elements `second` makes of each, as `minibatches` does. Default 1. */
    readonly outputs?: number
  } = {},
) =>
<A, E, R, B, E1, R1, C, E2, R2>(
  first: (elements: Stream.Stream<A, E, R>) => Stream.Stream<B, E1, R1>,
  second: (elements: Stream.Stream<B, E1, R1>) => Stream.Stream<C, E2, R2>,
) =>
(elements: Stream.Stream<A, E, R>): Stream.Stream<C, E2 | InvalidLookahead, R2> => {
  // Without a place nothing would ever come out.
  if (!(Number.isInteger(n) && n >= 0)) return Stream.fail(new InvalidLookahead({ n }))
  return Stream.unwrap(
    Effect.map(Effect.all([Semaphore.make(n + 1), flights(n, step)]), ([places, { begin, end, endAll }]) => {
      // A buffer bounds the elements that wait, not those on their way in or out; the places bound them all.
      const ahead = elements.pipe(Stream.tap(() => Effect.andThen(places.take(1), begin)), first)
      const ready = n === 0 ? ahead : Stream.buffer(ahead, { capacity: n + 1 })
      let out = 0
      const given = Effect.suspend(() => ++out % outputs === 0 ? Effect.andThen(end, places.release(1)) : Effect.void)
      return second(ready).pipe(Stream.tap(() => given), Stream.ensuring(endAll))
    }),
  )
}

/** A span for each element, from where it gets its place to where it gives it back. */
const flights = (n: number, before: number) =>
  Effect.sync(() => {
    const spans: Array<Tracer.Span> = []
    let step = before
    const begin = Effect.map(
      Effect.suspend(() => Effect.makeSpan("lookahead", { attributes: { "rlif.step": ++step, "rlif.lookahead": n } })),
      (span) => spans.push(span),
    )
    const leave = (some: () => ReadonlyArray<Tracer.Span>, exit: Exit.Exit<void>) =>
      Effect.map(Effect.clockWith((clock) => clock.currentTimeNanos), (now) =>
        some().forEach((span) => span.end(now, exit)))
    // Stages keep the order, so the first in is the first out.
    const end = leave(() =>
      spans.splice(0, 1), Exit.void)
    const endAll = leave(() => spans.splice(0), Exit.interrupt())
    return { begin, end, endAll }
  })
