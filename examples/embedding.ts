// Training inside a larger application: one service among others, which starts and ends with the application, and which
// tells its progress and is cancelled over HTTP. The model learns in a thread of its own, so that the server can answer.
// Run it: node examples/embedding.ts, then curl localhost:3000/training, and curl -X DELETE localhost:3000/training
import * as Policy from "@rlif/core/policy"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { trainingProblems } from "@rlif/core/data/arithmetic"
import { Tokenizer } from "@rlif/core/text"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { pipeline } from "@rlif/trainer/pipeline"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import type { Metrics } from "@rlif/trainer/stage/step"
import { Context, Effect, Exit, Fiber, Layer, Ref, Stream } from "effect"
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
  readonly progress: Effect.Effect<Progress>
  /** Returns when the update in progress has stopped and its programs are released. */
  readonly cancel: Effect.Effect<void>
}>()("examples/Training") {}

/** Starts training; the end of the layer's scope ends it, too. */
export const training = (steps: number) =>
  Layer.effect(
    Training,
    Effect.gen(function* () {
      const progress = yield* Ref.make<Progress>({ state: "running", step: 0, metrics: {} })
      const end = (state: Progress["state"]) => Ref.update(progress, (now) => ({ ...now, state }))
      const fiber = yield* trainingProblems(7).pipe(
        pipeline({
          reward: selfCertainty(),
          steps,
          seed: 7,
          problems: 8,
          completions: 4,
          maxTokens: 32,
          learningRate: 1e-4,
        }),
        Stream.runForEach(({ step, metrics }) => Ref.set<Progress>(progress, { state: "running", step, metrics })),
        Effect.onExit((exit) => end(Exit.isSuccess(exit) ? "done" : Exit.hasInterrupts(exit) ? "cancelled" : "failed")),
        Effect.forkScoped,
      )
      return { progress: Ref.get(progress), cancel: Fiber.interrupt(fiber) }
    }),
  )

const routes = HttpRouter.addAll([
  HttpRouter.route(
    "GET",
    "/training",
    Effect.gen(function* () {
      return yield* HttpServerResponse.json(yield* (yield* Training).progress)
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

const base = shippedFolder("base")

/** The application on a server, which is opened last: nobody is kept waiting for the model. */
export const application = <A, E>(server: Layer.Layer<A | HttpServer.HttpServer, E>) =>
  HttpRouter.serve(routes, { disableLogger: true, disableListenLog: true }).pipe(
    Layer.provideMerge(server),
    Layer.provide(training(1000)),
    Layer.provide([Policy.layerWorker({ folder: base }), Tokenizer.layerFolder(base)]),
    Layer.provide(NodeServices.layer),
  )

if (import.meta.main) {
  NodeRuntime.runMain(Layer.launch(application(NodeHttpServer.layer(createServer, { port: 3000 }))))
}
