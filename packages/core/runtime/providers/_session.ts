// From a graph to a scoped program over an ONNX Runtime session: what all providers share.
import { Effect, Metric } from "effect"
import type * as Ort from "onnxruntime-node"
import type { DType } from "../../graph/dtype.ts"
import type { Graph } from "../../graph/graph.ts"
import { type Lowering, toModel } from "../../onnx/lower.ts"
import type { CompileOptions, Program, Provider, Runtime } from "../runtime.ts"
import { CompileError, FeedError, NotFinite, ProgramClosed, RunError, type RuntimeError } from "../runtime_error.ts"
import { sessions } from "../sessions.ts"
import type { Value, Values } from "../value.ts"
import { checker, checkInto } from "./_feeds.ts"
import { checkFinite } from "./_finite.ts"

/** What tells one provider from another. */
export interface Backend {
  readonly provider: Provider
  readonly ort: typeof Ort
  readonly lowering: Lowering
  readonly options: Ort.InferenceSession.SessionOptions
  /** Whether it can compute tensors of no elements. */
  readonly empty: boolean
}

/** The service of a provider. */
export const makeRuntime = (backend: Backend): Runtime["Service"] => ({
  provider: backend.provider,
  compile: Effect.fn("Runtime.compile")(function* (graph: Graph, options: CompileOptions = {}) {
    const { program } = yield* Effect.acquireRelease(open(backend, graph, options), ({ close }) => close)
    return program
  }),
})

const open = (backend: Backend, graph: Graph, options: CompileOptions) => {
  const { bind = {}, finite = true } = options
  const alive = Metric.withAttributes(sessions, { provider: backend.provider })
  return Effect.gen(function* () {
    const { session, check } = yield* Effect.tryPromise({
      try: async () => {
        const check = checker(graph, { bind, empty: backend.empty })
        const model = toModel(graph, backend.lowering, bind)
        return { check, session: await backend.ort.InferenceSession.create(model, backend.options) }
      },
      catch: (cause) => new CompileError({ message: `Cannot compile graph: ${messageOf(cause)}` }),
    })
    yield* Metric.modify(alive, 1)
    const { execute, drained } = runner({ ort: backend.ort, session, graph, check, finite })
    const program: Program = {
      execute,
      // A computation cannot be aborted: interruption waits for the one that runs.
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

/** Runs of one session, and how to end them: releasing a session that computes would abort the process. */
const runner = ({ ort, session, graph, check, finite }: {
  readonly ort: typeof Ort
  readonly session: Ort.InferenceSession
  readonly graph: Graph
  readonly check: (feeds: Values) => ReadonlyMap<string, number>
  readonly finite: boolean
}) => {
  const names = Object.keys(graph.outputs)
  let closed = false
  let running = 0
  let idle = () => {}

  const execute = async (feeds: Values, into: Values = {}): Promise<Values> => {
    if (closed) throw new ProgramClosed({ message: "Cannot run program: its scope has closed" })
    const sizes = check(feeds)
    for (const name in into) checkInto(name, into[name], { type: graph.outputs[name], sizes })
    const tensors: Record<string, Ort.Tensor> = {}
    for (const name in feeds) tensors[name] = toTensor(ort, name, feeds[name])
    const fetches: Record<string, Ort.Tensor | null> = {}
    for (const name of names) fetches[name] = into[name] === undefined ? null : toTensor(ort, name, into[name])
    running++
    try {
      const computed = await session.run(tensors, fetches)
      const values: Record<string, Value> = {}
      for (const name of names) {
        values[name] = into[name] ?? fromTensor(computed[name])
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

const toTensor = (ort: typeof Ort, name: string, { dtype, dims, data }: Value): Ort.Tensor => {
  try {
    // The constructor is overloaded one type at a time.
    return new ort.Tensor(dtype as "float32", data as Float32Array, dims)
  } catch (error) {
    throw new FeedError({ tensor: name, message: `Cannot feed "${name}": ${messageOf(error)}` })
  }
}

const fromTensor = (tensor: Ort.Tensor): Value => ({
  dtype: tensor.type as DType,
  dims: tensor.dims,
  data: tensor.data as Value["data"],
})

/** What went wrong, without the place in ONNX Runtime's sources and the condition that did not hold there. */
const messageOf = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).replace(/\/onnxruntime_src\/.* was false\. /s, "").trim()
