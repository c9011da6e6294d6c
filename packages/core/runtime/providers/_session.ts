// From a graph to a scoped program over an ONNX Runtime session: what all providers share.
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type * as Ort from "onnxruntime-node"
import type { Graph } from "../../graph/graph.ts"
import { type Lowering, toModel } from "../../onnx/lower.ts"
import type { CompileOptions, Program, Provider, Runtime } from "../runtime.ts"
import { CompileError, NotFinite, ProgramClosed, RunError, type RuntimeError } from "../runtime_error.ts"
import { sessions } from "../sessions.ts"
import type { Value, Values } from "../../graph/value.ts"
import type { Feeds } from "../feeds.ts"
import { checker, checkInto } from "./_feeds.ts"
import { checkFinite } from "./_finite.ts"
import { type Held, held, isHeld } from "./_held.ts"
import { fromTensor, messageOf, placesOf, toTensor } from "./_tensors.ts"

/** The differences between providers. */
export interface Backend {
  readonly provider: Provider
  readonly ort: typeof Ort
  readonly lowering: Lowering
  readonly options: Ort.InferenceSession.SessionOptions
  /** Whether the provider can compute tensors without elements. */
  readonly empty: boolean
  /** Whether outputs can stay on a device. */
  readonly keeps: boolean
}

/** The service of a provider. */
export const makeRuntime = (backend: Backend): Runtime["Service"] => ({
  provider: backend.provider,
  keeps: backend.keeps,
  resident: (name) => held(name, backend.provider),
  compile: Effect.fn("Runtime.compile")(function* (graph: Graph, options: CompileOptions = {}) {
    const { program } = yield* Effect.acquireRelease(open(backend, graph, options), ({ close }) => close)
    return program
  }),
})

const open = (backend: Backend, graph: Graph, options: CompileOptions) => {
  const { bind = {}, keep = [], finite = true } = options
  const alive = Metric.withAttributes(sessions, { provider: backend.provider })
  const fixed: Record<string, Value> = {}
  const lasting: Record<string, Held> = {}
  for (const [name, value] of Object.entries(bind)) {
    if (isHeld(value)) lasting[name] = value
    else fixed[name] = value as Value
  }
  return Effect.gen(function* () {
    const { session, check } = yield* Effect.tryPromise({
      try: async () => {
        const check = checker(graph, { bind, empty: backend.empty })
        const stranger = keep.find((name) => graph.outputs[name] === undefined)
        if (stranger !== undefined) throw new Error(`Cannot keep "${stranger}": the graph has no such output`)
        const model = toModel(graph, backend.lowering, fixed)
        return { check, session: await backend.ort.InferenceSession.create(model, sessionOptions(backend, options)) }
      },
      catch: (cause) => new CompileError({ message: `Cannot compile graph: ${messageOf(cause)}` }),
    })
    yield* Metric.modify(alive, 1)
    const { execute, drained } = runner({ backend, session, graph, check, lasting, keep, finite })
    const program: Program = {
      execute,
      // A computation cannot be aborted: interruption waits for its end.
      run: (feeds, into) =>
        Effect.uninterruptible(
          Effect.tryPromise({ try: () => execute(feeds, into), catch: (error) => error as RuntimeError }),
        ),
    }
    const close = Effect.promise(drained).pipe(
      Effect.andThen(Effect.promise(() => session.release())),
      Effect.andThen(Metric.modify(alive, -1)),
    )
    return { program, close }
  })
}

const sessionOptions = (
  { keeps, options }: Backend,
  { keep = [], retain = true, threads }: CompileOptions,
): Ort.InferenceSession.SessionOptions => ({
  ...options,
  ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
  ...(retain ? {} : { enableCpuMemArena: false }),
  ...(keeps && keep.length > 0
    ? { preferredOutputLocation: Object.fromEntries(keep.map((name) => [name, "gpu-buffer"])) }
    : {}),
})

/** A session of a graph: what is fed at every run, what stays on the device, and whether results have to be finite. */
interface Opened {
  readonly backend: Backend
  readonly session: Ort.InferenceSession
  readonly graph: Graph
  readonly check: (feeds: Feeds) => ReadonlyMap<string, number>
  readonly lasting: Readonly<Record<string, Held>>
  readonly keep: ReadonlyArray<string>
  readonly finite: boolean
}

/** The runs of one session, and their end: releasing a session during a run would abort the process. */
const runner = ({ backend, session, graph, check, lasting, keep, finite }: Opened) => {
  const names = Object.keys(graph.outputs)
  const returned = names.filter((name) => !keep.includes(name))
  let closed = false
  let running = 0
  let idle = () => {}

  const execute = async (feeds: Feeds, into: Feeds = {}): Promise<Values> => {
    if (closed) throw new ProgramClosed({ message: "Cannot run program: its scope has closed" })
    const sizes = check(feeds)
    const places = placesOf(into, keep)
    for (const name in places.values) checkInto(name, places.values[name], { type: graph.outputs[name], sizes })
    const tensors: Record<string, Ort.Tensor> = {}
    for (const feed of [lasting, feeds]) place(backend, feed, tensors)
    const fetches: Record<string, Ort.Tensor | null> = Object.fromEntries(names.map((name) => [name, null]))
    place(backend, places.values, fetches)
    running++
    try {
      const computed = await session.run(tensors, fetches)
      // Residents take their tensors before anything can fail: a tensor without a holder is never disposed.
      for (const name of keep) places.residents[name].put(computed[name])
      const values: Record<string, Value> = {}
      for (const name of returned) {
        values[name] = places.values[name] ?? fromTensor(computed[name])
        if (finite) checkFinite(name, values[name])
      }
      return values
    } catch (error) {
      throw error instanceof NotFinite ? error : new RunError({ message: `Cannot run program: ${messageOf(error)}` })
    } finally {
      running--
      if (running === 0) idle()
    }
  }
  const drained = async () => {
    closed = true
    if (running > 0) await new Promise<void>((resolve) => (idle = resolve))
  }
  return { execute, drained }
}

/** Puts the tensors of feeds into `tensors`, by name. */
const place = (backend: Backend, feeds: Feeds, tensors: Record<string, Ort.Tensor | null>) => {
  for (const name in feeds) tensors[name] = toTensor(backend, name, feeds[name])
}
