import { entropy } from "../signals/entropy.ts"
import { Cause, Context, Effect, Exit, Fiber, FileSystem, type Layer, Option, type Scope, Tracer } from "effect"
import { Worker } from "node:worker_threads"
import { afterEach, expect, it, vi } from "vitest"
import { seed } from "../random/seed.ts"
import { config, weights } from "../testing/tiny_model.ts"
import { platform, smallLearner, tokenSource, trainingGroups } from "../testing/tiny_policy.ts"
import { layerParameters } from "../policy/folder.ts"
import { Policy } from "../policy/policy.ts"
import { layerWorker } from "../policy/worker.ts"

const source = { config, parameters: weights, endTokens: [] }
const prompts = [3, 5].map(tokenSource(9))
const request = {
  prompts,
  seeds: prompts.map((_, i) => Array.from({ length: 4 }, (_, j) => seed(j, i))),
  signals: [],
  maxTokens: 6,
  temperature: 1,
}
const batch = { groups: trainingGroups(7), learningRate: 0.05 }
const learned = batch.groups.flatMap(({ rows }) => rows)

const here = layerParameters(source)
const there = layerWorker({ parameters: source })
const policies = [["this process", here], ["a thread", there]] as const

/** Runs with a tracer that keeps what it is given, inside a span. */
const traced = async <A, E>(
  body: Effect.Effect<A, E, Policy | Scope.Scope | FileSystem.FileSystem>,
  layer: Layer.Layer<Policy, unknown, Layer.Services<typeof here>>,
) => {
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    },
  })
  const exit = await body.pipe(
    Effect.provide(layer),
    Effect.withSpan("run"),
    Effect.withTracer(tracer),
    Effect.scoped,
    Effect.provide(platform),
    Effect.runPromiseExit,
  )
  return { exit, spans }
}

const pathOf = ({ name, parent }: Tracer.NativeSpan): string =>
  Option.match(parent, {
    onNone: () => name,
    onSome: (above) => `${above instanceof Tracer.NativeSpan ? pathOf(above) : "?"} > ${name}`,
  })

const endOf = ({ status }: Tracer.NativeSpan) =>
  status._tag === "Started"
    ? "never"
    : Exit.isSuccess(status.exit)
    ? "well"
    : Cause.hasInterruptsOnly(status.exit.cause)
    ? "interrupted"
    : String(Cause.squash(status.exit.cause))

const shown = (spans: ReadonlyArray<Tracer.NativeSpan>) =>
  spans.map((span) => [pathOf(span), endOf(span), Object.fromEntries(span.attributes)] as const)

// One of everything, each in a span of its own.
const life = (directory: string) =>
  Effect.gen(function* () {
    const policy = yield* Policy
    const sampled = yield* Effect.withSpan(policy.sample({ ...request, topK: 5 }), "ask")
    const { update } = yield* policy.learn(smallLearner())
    const metrics = yield* Effect.withSpan(update(batch), "learn")
    const sequences = [{ tokens: Int32Array.from([...prompts[0], 1, 2]), promptLength: prompts[0].length }]
    const scored = yield* policy.read(sequences, { temperature: 0.9, signals: [entropy] })
    yield* Effect.withSpan(policy.save(directory), "keep")
    const error = yield* Effect.flip(policy.sample({ ...request, maxTokens: 0 }))
    return { sampled, metrics, scored, error: error.message, version: yield* policy.version }
  }).pipe(Effect.annotateSpans("host", "h"))

const lived = (layer: Parameters<typeof traced>[1]) =>
  traced(
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const directory = yield* fs.makeTempDirectoryScoped()
      return { ...yield* life(directory), directory }
    }),
    layer,
  )

afterEach(() => vi.restoreAllMocks())

it.each(policies)("tells of every call in %s, under the caller's span", async (_, layer) => {
  const { exit, spans } = await lived(layer)
  const { directory } = Exit.getSuccess(exit).pipe(Option.getOrThrow)
  const host = { host: "h" }
  const counted = { "rlif.prompts": 2, "rlif.completions": 8 }
  const input = prompts[0].length + prompts[1].length
  const asked = {
    "gen_ai.operation.name": "text_completion",
    "gen_ai.request.temperature": 1,
    "gen_ai.usage.input_tokens": input,
  }
  expect(shown(spans).filter(([path]) => /Policy\.[a-z]+$/.test(path))).toEqual([
    ["run > Policy.load", "well", {}],
    ["run > ask > Policy.sample", "well", {
      ...host,
      ...asked,
      ...counted,
      "gen_ai.request.max_tokens": 6,
      "gen_ai.request.top_k": 5,
      "gen_ai.usage.output_tokens": 48,
      "rlif.version": 0,
    }],
    ["run > Policy.learn", "well", { ...host, "rlif.trainable": smallLearner().trainable.length, "rlif.version": 0 }],
    ["run > learn > Policy.update", "well", {
      ...host,
      "rlif.prompts": 4,
      "rlif.completions": learned.length,
      "rlif.tokens": learned.reduce((sum, { tokens }) => sum + tokens.length, 0),
      "rlif.learning_rate": 0.05,
      "rlif.version": 1,
    }],
    ["run > Policy.read", "well", {
      ...host,
      "gen_ai.usage.input_tokens": prompts[0].length + 2,
      "rlif.completions": 1,
      "rlif.version": 1,
    }],
    ["run > keep > Policy.save", "well", { ...host, "file.directory": directory, "rlif.version": 1 }],
    ["run > Policy.sample", expect.stringContaining("maxTokens"), {
      ...host,
      ...asked,
      ...counted,
      "gen_ai.request.max_tokens": 0,
      "rlif.version": 1,
    }],
  ])
})

it("is the same tree from a thread, and bit for bit the same policy as one that nobody traces", async () => {
  const [mine, its] = [await lived(here), await lived(there)]
  const comparable = ({ exit, spans }: typeof mine) => {
    const { directory } = Exit.getSuccess(exit).pipe(Option.getOrThrow)
    return JSON.parse(JSON.stringify(shown(spans)).replaceAll(directory, "D"))
  }
  expect(comparable(its)).toEqual(comparable(mine))
  expect(its.spans.length).toBeGreaterThan(12)
  // Below one span of the host, in the time of that span: each thread has an anchor of its own for its clock.
  for (const { status, parent } of its.spans) {
    const above = Option.getOrUndefined(parent) as Tracer.NativeSpan | undefined
    if (above === undefined || status._tag !== "Ended" || above.status._tag !== "Ended") continue
    expect(Number(status.startTime - above.status.startTime)).toBeGreaterThan(-5e6)
    expect(Number(above.status.endTime - status.endTime)).toBeGreaterThan(-5e6)
  }
  const quiet = await Effect.gen(function* () {
    const directory = yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped())
    return yield* life(directory)
  }).pipe(Effect.provide(there), Effect.scoped, Effect.provide(platform), Effect.runPromise)
  const { directory: _, ...result } = Exit.getSuccess(its.exit).pipe(Option.getOrThrow)
  expect(quiet).toEqual(result)
})

it("says what was interrupted, and of a folder that cannot be loaded what is wrong with it", async () => {
  const interrupted = Effect.gen(function* () {
    const policy = yield* Policy
    const long = policy.sample({ ...request, maxTokens: 55 })
    const fiber = yield* Effect.forkChild(long)
    yield* Effect.sleep(30)
    yield* Fiber.interrupt(fiber)
  })
  for (const [, layer] of policies) {
    const { spans } = await traced(interrupted, layer)
    expect(shown(spans).filter(([path]) => path.endsWith("sample")).map(([path, end]) => [path, end])).toEqual([
      ["run > Policy.sample", "interrupted"],
    ])
  }
  const { spans } = await traced(Policy, layerWorker({ folder: "/nowhere" }))
  expect(shown(spans).at(1)).toEqual(["run > Policy.load", expect.stringContaining("/nowhere"), {
    "file.directory": "/nowhere",
  }])
})

/** Everything that crosses between threads and their owners. */
const crossing = () => {
  const crossed: Array<object> = []
  const { postMessage, emit } = Worker.prototype
  vi.spyOn(Worker.prototype, "postMessage").mockImplementation(function (this: Worker, message: object) {
    crossed.push(message)
    return postMessage.call(this, message)
  })
  vi.spyOn(Worker.prototype, "emit").mockImplementation(function (this: Worker, event, ...args: Array<unknown>) {
    if (event === "message") crossed.push(args[0] as object)
    return Reflect.apply(emit, this, [event, ...args]) as boolean
  })
  return crossed
}

const listening = Tracer.make({ span: (options) => new Tracer.NativeSpan(options) })
const unsampled = Tracer.externalSpan({ spanId: "1", traceId: "2", sampled: false })

it("sends a caller and spans where a tracer listens", async () => {
  const crossed = crossing()
  await Effect.gen(function* () {
    const policy = yield* Policy
    yield* Effect.withSpan(policy.sample(request), "ask")
    yield* policy.sample(request)
    // A span that tells nobody of its children hands them to the one around it.
    yield* policy.sample(request).pipe(
      Effect.withSpan("hidden", { annotations: Context.make(Tracer.DisablePropagation, true) }),
      Effect.withParentSpan(Tracer.externalSpan({ traceId: "t", spanId: "s" })),
    )
  }).pipe(Effect.provide(there), Effect.withTracer(listening), Effect.runPromise)
  expect(crossed).toMatchObject([
    { kind: "ready", spans: [{ name: "Policy.load" }, { name: "residence" }] },
    { kind: "call", name: "sample", caller: { span: { traceId: expect.any(String) } } },
    { kind: "done", spans: [{ name: "Policy.sample" }, { name: "Runtime.compile" }, { name: "Runtime.compile" }] },
    { kind: "call", name: "sample", caller: {} },
    { kind: "done", spans: [{ name: "Policy.sample" }] },
    { kind: "call", name: "sample", caller: { span: { traceId: "t", spanId: "s" } } },
    { kind: "done", spans: [{ name: "Policy.sample", parent: "s" }] },
    { kind: "close" },
  ])
})

it("sends nothing of either where none listens", async () => {
  const crossed = crossing()
  await Effect.gen(function* () {
    const { sample } = yield* Policy
    yield* Effect.withSpan(sample(request), "ask")
    const deaf = [
      Effect.withTracerEnabled(false),
      Effect.withParentSpan(unsampled),
      Effect.provideService(Tracer.MinimumTraceLevel, "Error"),
    ]
    for (const change of deaf) yield* sample(request).pipe(change, Effect.withTracer(listening))
  }).pipe(Effect.provide(there), Effect.runPromise)
  const keys = crossed.map((message) => Object.keys(message))
  const once = [["kind", "id", "name", "input"], ["kind", "id", "output"]]
  expect(keys).toEqual([["kind", "ready"], ...once, ...once, ...once, ...once, ["kind"]])
})
