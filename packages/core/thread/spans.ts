// Spans of a policy's thread, as plain data, and their way to the owner's tracer. Without a tracer nothing is recorded or sent.
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Formatter from "effect/Formatter"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as References from "effect/References"
import * as Tracer from "effect/Tracer"
import { policyError } from "../runtime/drained.ts"
import { decodeFailure, encodeFailure, type Failure } from "./failure.ts"

/** The part of a call for a tracer: the span around the call, if any. */
export interface Caller {
  readonly span?: { readonly traceId: string; readonly spanId: string }
}

/** A span that has ended. Times are the process's monotonic ones: each thread anchors its wall clock for itself. */
export interface EndedSpan {
  readonly name: string
  readonly id: string
  readonly parent?: string
  readonly kind: Tracer.SpanKind
  readonly start: bigint
  readonly end: bigint
  readonly attributes: ReadonlyArray<readonly [name: string, value: unknown]>
  readonly events: ReadonlyArray<readonly [name: string, time: bigint, attributes: Record<string, unknown>]>
  /** The failure of the span; absent if it succeeded. */
  readonly failure?: Failure | "interrupted"
}

/** In the thread: runs an effect inside the caller's span, and gives the ended spans to `report` at the end. */
export const recorded =
  (caller: Caller | undefined, report: (spans: ReadonlyArray<EndedSpan>) => void) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
    if (caller === undefined) return self
    const spans: Array<Tracer.NativeSpan> = []
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        spans.push(span)
        return span
      },
    })
    const done = Effect.map(anchor, (at) => report(spans.flatMap((span) => endedSpan(span, at))))
    const within = caller.span === undefined ? self : Effect.withParentSpan(self, Tracer.externalSpan(caller.span))
    return within.pipe(Effect.withTracer(tracer), Effect.ensuring(done))
  }

/** The tracer of a fiber that listens to spans. */
export interface Listener {
  readonly caller: Caller
  /** Gives spans of the thread to the tracer, in the order of their start. */
  readonly emit: (spans: ReadonlyArray<EndedSpan>) => void
}

/** In the owner: the listener of this fiber; undefined if there is none, as by default. */
export const listener: Effect.Effect<Listener | undefined> = Effect.gen(function* () {
  const tracer = yield* Tracer.Tracer
  // The default tracer forgets its spans.
  if (tracer === Tracer.nativeTracer || !(yield* References.TracerEnabled)) return undefined
  const parent = Option.flatMap(yield* Effect.serviceOption(Tracer.ParentSpan), propagated)
  const sampled = Option.isNone(parent) || parent.value.sampled
  const [least, level] = [yield* Tracer.MinimumTraceLevel, yield* Tracer.CurrentTraceLevel]
  if (!sampled || LogLevel.isGreaterThan(least, level)) return undefined
  const everywhere = Object.entries(yield* References.TracerSpanAnnotations)
  const links = yield* References.TracerSpanLinks
  const at = yield* anchor
  const emit = (spans: ReadonlyArray<EndedSpan>) => {
    const made = new Map<string | undefined, Tracer.Span>()
    for (const { name, id, parent: above, kind, start, attributes, events } of spans) {
      const span = tracer.span({
        name,
        parent: Option.orElse(Option.fromUndefinedOr(made.get(above)), () => parent),
        annotations: Context.empty(),
        links: [...links],
        startTime: start + at,
        kind,
        root: false,
        sampled: true,
      })
      for (const [key, value] of [...everywhere, ...attributes]) span.attribute(key, value)
      for (const [event, time, about] of events) span.event(event, time + at, about)
      made.set(id, span)
    }
    // Inner spans end before the outer span, so spans are emitted in reverse.
    for (const { id, end, failure } of spans.toReversed()) made.get(id)!.end(end + at, exitOf(failure))
  }
  const caller = Option.match(parent, {
    onNone: () => ({}),
    onSome: ({ traceId, spanId }) => ({ span: { traceId, spanId } }),
  })
  return { caller, emit }
})

/** The nearest span that is propagated. */
const propagated = (span: Tracer.AnySpan): Option.Option<Tracer.AnySpan> =>
  !Context.get(span.annotations, Tracer.DisablePropagation)
    ? Option.some(span)
    : span._tag === "Span"
    ? Option.flatMap(span.parent, propagated)
    : Option.none()

/** The difference between this thread's clock and monotonic time. */
const anchor = Effect.map(Clock.Clock, (clock) => clock.currentTimeNanosUnsafe() - process.hrtime.bigint())

/** A span as plain data; none if it has not ended. */
const endedSpan = (span: Tracer.NativeSpan, anchor: bigint): ReadonlyArray<EndedSpan> => {
  const { name, spanId: id, parent, kind, status, attributes, events } = span
  if (status._tag !== "Ended") return []
  const { exit } = status
  return [{
    name,
    id,
    ...(Option.isSome(parent) ? { parent: parent.value.spanId } : {}),
    kind,
    start: status.startTime - anchor,
    end: status.endTime - anchor,
    attributes: [...attributes].map(([key, value]) => [key, plain(value)] as const),
    events: events.map(([event, time, about]) => [event, time - anchor, plainAll(about)] as const),
    ...(Exit.isSuccess(exit)
      ? {}
      : Cause.hasInterruptsOnly(exit.cause)
      ? { failure: "interrupted" as const }
      : { failure: encodeFailure(policyError("run", Cause.squash(exit.cause))) }),
  }]
}

const exitOf = (failure: EndedSpan["failure"]): Exit.Exit<void, unknown> =>
  failure === undefined ? Exit.void : failure === "interrupted" ? Exit.interrupt() : Exit.fail(decodeFailure(failure))

/** An attribute as a value that can be cloned: others would cost the call its answer. */
const plain = (value: unknown): unknown =>
  typeof value === "object" || typeof value === "function" || typeof value === "symbol"
    ? Formatter.format(value)
    : value

const plainAll = (record: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, plain(value)]))
