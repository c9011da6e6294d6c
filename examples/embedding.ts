// Training inside a larger application: one service among others, which starts and ends with the application, tells its
// progress, streams its metrics and is cancelled over HTTP, beside a live page of the run. The model learns in a thread of its
// own, so that the server can answer.
// Run it: node examples/embedding.ts, then open http://localhost:3000/run, curl localhost:3000/training,
// curl -N localhost:3000/metrics, and curl -X DELETE localhost:3000/training
import * as Policy from "@rlif/core/policy"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { trainingProblems } from "@rlif/core/data/arithmetic"
import { Tokenizer } from "@rlif/core/text"
import { lastNumber } from "@rlif/rewards/answer/last-number"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { spelling } from "@rlif/trainer/page"
import { pipeline } from "@rlif/trainer/pipeline"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import { asksOf, controlFile, controlText } from "@rlif/trainer/run/control-file"
import { controlled } from "@rlif/trainer/run/controlled"
import { record } from "@rlif/trainer/run/record"
import { openRun } from "@rlif/trainer/run/run-folder"
import { timed } from "@rlif/trainer/run/timed"
import type { Metrics } from "@rlif/trainer/stage/step"
import { watchRoutes } from "@rlif/trainer/watch"
import { Context, Effect, Exit, Fiber, FileSystem, Layer, Path, Stream, SubscriptionRef } from "effect"
import { HttpRouter, type HttpServer, HttpServerResponse } from "effect/http"
import { createServer } from "node:http"

/** How far the training is. */
export interface Progress {
  readonly state: "running" | "done" | "cancelled" | "failed"
  readonly step: number
  readonly metrics: Metrics
}

/** A training run in the background. */
export class Training extends Context.Service<Training, {
  /** The folder of the run, which is all that its page needs. */
  readonly folder: string
  readonly progress: SubscriptionRef.SubscriptionRef<Progress>
  /** Returns when the update in progress has stopped and its programs are released. */
  readonly cancel: Effect.Effect<void>
}>()("examples/Training") {}

const settings = { reward: "self-certainty", steps: 1000, seed: 7, problems: 8, completions: 4, maxTokens: 32 }

/** Starts training, in a folder that goes with it; the end of the layer's scope ends it, too. */
export const training = Layer.effect(
  Training,
  Effect.gen(function* () {
    const { join } = yield* Path.Path
    const place = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped({ prefix: "rlif-embedding-" })
    const folder = yield* openRun(join(place, "run"), { ...settings, model: "base", data: "arithmetic" })
    const progress = yield* SubscriptionRef.make<Progress>({ state: "running", step: 0, metrics: {} })
    const asks = yield* asksOf(folder.path)
    const fiber = yield* trainingProblems(settings.seed).pipe(
      pipeline({ ...settings, reward: selfCertainty(), learningRate: 1e-4 }),
      timed,
      record(folder, { samples: 5 }),
      // What visitors of the page ask is done between two updates. Nothing is saved here.
      controlled({
        asks,
        save: Effect.void,
        done: (...done) => Effect.flatMap(controlText(...done), (line) => folder.append(controlFile, line)),
      }),
      Stream.runForEach(({ step, metrics }) =>
        SubscriptionRef.set<Progress>(progress, { state: "running", step, metrics })
      ),
      Effect.onExit((exit) => {
        const state = Exit.isSuccess(exit) ? "done" : Exit.hasInterrupts(exit) ? "cancelled" : "failed"
        return SubscriptionRef.update(progress, (now): Progress => ({ ...now, state }))
      }),
      Effect.forkScoped,
    )
    return { folder: folder.path, progress, cancel: Fiber.interrupt(fiber) }
  }),
)

/** The application's own routes. */
const own = HttpRouter.addAll([
  HttpRouter.route(
    "GET",
    "/training",
    Effect.gen(function* () {
      return yield* HttpServerResponse.json(yield* SubscriptionRef.get((yield* Training).progress))
    }),
  ),
  HttpRouter.route(
    "GET",
    "/metrics",
    Effect.gen(function* () {
      const { progress } = yield* Training
      const lines = Stream.map(SubscriptionRef.changes(progress), (now) => `data: ${JSON.stringify(now)}\n\n`)
      return HttpServerResponse.stream(Stream.encodeText(lines), { contentType: "text/event-stream" })
    }),
  ),
  HttpRouter.route(
    "DELETE",
    "/training",
    Effect.gen(function* () {
      yield* (yield* Training).cancel
      return HttpServerResponse.empty()
    }),
  ),
])

/** The live page of the run, below `/run`. */
const live = Layer.unwrap(Effect.gen(function* () {
  const { folder } = yield* Training
  const reading = { spelling: spelling(yield* Tokenizer), answer: lastNumber }
  return HttpRouter.addAll(yield* watchRoutes(folder, { reading, at: "/run" }))
}))

const base = shippedFolder("base")

/** The application on a server, which is opened last: nobody is kept waiting for the model. */
export const application = <A, E>(server: Layer.Layer<A | HttpServer.HttpServer, E>) =>
  HttpRouter.serve(Layer.merge(own, live), { disableLogger: true, disableListenLog: true }).pipe(
    Layer.provideMerge(server),
    Layer.provide(training),
    Layer.provide([Policy.layerWorker({ folder: base }), Tokenizer.layerFolder(base)]),
    Layer.provide(NodeServices.layer),
  )

if (import.meta.main) {
  const port = Number(process.env["PORT"] ?? 3000)
  // Events go on for as long as there are clients, which are not waited for.
  const server = NodeHttpServer.layer(createServer, { port, host: "localhost", gracefulShutdownTimeout: "100 millis" })
  NodeRuntime.runMain(Layer.launch(application(server)))
}
