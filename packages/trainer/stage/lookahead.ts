import { Policy } from "@rlif/core/policy"
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type * as Tracer from "effect/Tracer"
import { InvalidLookahead } from "./lookahead_error.ts"

/**
 * Where two stages are in a run.
 * @since 0.1.0
 */
export interface LookaheadOptions {
  /** Updates of the run before the first element. Default 0. */
  readonly step?: number
  /** How many elements `second` makes of each, as `minibatches` does. Default 1. */
  readonly outputs?: number
}

/**
 * Composes two stages so that `first` may run ahead of `second`: at each element `first` has missed at most `n` effects of
 * `second`. With n = 0 the stages alternate strictly, so that sampling is exactly on-policy; a larger n lets sampling and
 * learning overlap. Where a policy samples, `lookahead.exact` says which weights sample what; this alone knows of no weights.
 *
 * `first` must be one-to-one, and `second` make `outputs` elements of each: an element that never comes out never gives its
 * place back. With n above 0 the lag of an element, between 0 and n, may depend on the timing of the stages, so only n = 0
 * repeats a run bit for bit. Fails if n is no whole number of updates. `step` counts the updates of the run before the
 * first element; it names spans only.
 * @since 0.1.0
 */
export const lookahead =
  (n: number, { step = 0, outputs = 1 }: LookaheadOptions = {}) =>
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

/**
 * Composes two stages so that `first` runs ahead of `second` by exactly `n` elements: a policy samples element i of the run, from 0
 * on, by its weights after the updates of max(0, i - n) elements, however long either stage takes. `first` samples while `second`
 * learns, and a run still has the same bits each time it is run, with any number of threads or workers, and where it goes on from a
 * state of its training: the policy holds the n + 1 versions that are yet to be sampled by, and the state has them.
 *
 * The log-probabilities and signals of a completion are those of the weights that sampled it, so that ratios and importance weights
 * (`clipped`, `corrected`) are against these; `sampling/lag` of `update` says how many updates that is behind. `first` is as in
 * `lookahead`, takes one element at a time, and samples and reads by the policy of its context. What else it reads, such as a
 * teacher, must not change meanwhile. `n` = 0 is `lookahead(0)`.
 *
 * @example
 * ```ts
 * import { sample } from "@rlif/core/sample/sample"
 * import { selfCertainty } from "@rlif/rewards/self-certainty"
 * import { score } from "@rlif/rewards/score"
 * import { standardized } from "@rlif/trainer/advantage/standardized"
 * import { clipped } from "@rlif/trainer/loss/clipped"
 * import { tokenMean } from "@rlif/trainer/loss/token-mean"
 * import { adamw } from "@rlif/trainer/optimizer/adamw"
 * import { constant } from "@rlif/trainer/optimizer/schedule"
 * import { advantage } from "@rlif/trainer/stage/advantage"
 * import { lookahead } from "@rlif/trainer/stage/lookahead"
 * import { update } from "@rlif/trainer/stage/update"
 * import { Stream, flow } from "effect"
 *
 * const reward = selfCertainty()
 * const problems = Stream.make({ id: "1", problem: "2 + 2 =", gold: "4" }).pipe(Stream.forever)
 * const steps = problems.pipe(
 *   Stream.grouped(8),
 *   lookahead.exact(1)(
 *     flow(
 *       sample({ completions: 8, signals: reward.needs, maxTokens: 64, seed: 0 }),
 *       score(reward),
 *       advantage(standardized()),
 *     ),
 *     update({ loss: clipped(), aggregate: tokenMean, optimizer: adamw(), schedule: constant(1e-5) }),
 *   ),
 *   Stream.take(10),
 * )
 * // Run it with a Policy and a Tokenizer.
 * ```
 *
 * @since 0.1.0
 */
lookahead.exact = (n: number, options: LookaheadOptions = {}) =>
<A, E, R, B, E1, R1, C, E2, R2>(
  first: (elements: Stream.Stream<A, E, R>) => Stream.Stream<B, E1, R1>,
  second: (elements: Stream.Stream<B, E1, R1>) => Stream.Stream<C, E2, R2>,
) =>
(elements: Stream.Stream<A, E, R>): Stream.Stream<C, E2 | InvalidLookahead | PolicyError, R2 | Policy> => {
  const { step = 0, outputs = 1 } = options
  if (!(Number.isInteger(n) && n > 0)) return lookahead(n, options)(first, second)(elements)
  return Stream.unwrap(Effect.gen(function* () {
    const policy = yield* Policy
    const begun = (yield* policy.version).updates - step
    const hold = policy.hold(n + 1)
    yield* hold
    let [entered, out, version] = [step / outputs, 0, begun]
    const enters = Effect.sync(() => void (version = begun + outputs * Math.max(0, entered++ - n)))
    const sampling = Policy.of({
      ...policy,
      sample: (request) => Effect.suspend(() => policy.sample({ version, ...request })),
      read: (sequences, asked) => Effect.suspend(() => policy.read(sequences, { version, ...asked })),
    })
    return elements.pipe(
      lookahead(n, options)(
        (all: Stream.Stream<A, E, R>) =>
          first(Stream.tap(all, () => enters)).pipe(Stream.provideService(Policy, sampling)),
        (ready) => Stream.tap(second(ready), () => ++out % outputs === 0 ? hold : Effect.void),
      ),
    )
  }))
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
