// Training that somebody can watch: spans of every stage, also of the thread that the model computes in, the numbers of
// each step as metrics, and logs, all sent to an OpenTelemetry collector. The library installs no exporter: the layer at
// the end is the host's choice, and without it the same steps run unseen, bit for bit.
// Run it: OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 node examples/observed.ts
import * as Policy from "@rlif/core/policy"
import { trainingProblems } from "@rlif/core/data/arithmetic"
import { Tokenizer } from "@rlif/core/text"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { pipeline } from "@rlif/trainer/pipeline"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import { observed } from "@rlif/trainer/run/observed"
import { timed } from "@rlif/trainer/run/timed"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, Layer, Stream } from "effect"
import { FetchHttpClient } from "effect/http"
import { Otlp } from "effect/observability"

const base = shippedFolder("base")

/** The base model that ships, in a thread of its own. */
export const model = Layer.merge(Policy.layerWorker({ folder: base }), Tokenizer.layerFolder(base)).pipe(
  Layer.provide(NodeServices.layer),
)

/** Two updates, all in one trace. */
export const steps = trainingProblems(7).pipe(
  pipeline({
    reward: selfCertainty(),
    steps: 2,
    seed: 7,
    problems: 4,
    completions: 4,
    maxTokens: 24,
    learningRate: 1e-4,
  }),
  timed,
  observed,
  Stream.runCollect,
  Effect.provide(model),
  Effect.withSpan("run"),
)

/** Everything to this collector. */
export const collected = (baseUrl: string) =>
  Otlp.layerJson({ baseUrl, resource: { serviceName: "observed" } }).pipe(Layer.provide(FetchHttpClient.layer))

if (import.meta.main) {
  const endpoint = process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? "http://localhost:4318"
  const made = await Effect.runPromise(Effect.provide(steps, collected(endpoint)))
  await Effect.runPromise(Console.log(`${made.length} steps, told to ${endpoint}`))
}
