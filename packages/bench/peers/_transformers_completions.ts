// Greedy completions of Transformers.js: `_transformers_completions.ts EXPORTED THREADS`, the folder of `rlif export`.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { peakMemory } from "@rlif/core/memory"
import { Effect, Schema, Stream } from "effect"
import { createRequire } from "node:module"
import { basename, dirname } from "node:path"
import { between, now, requests, say } from "./_speaking.ts"
import { versionOf } from "./_versions.ts"
import { CompletionRequest, promptsOf } from "./completion_request.ts"

const [folder, threads] = process.argv.slice(2)

const loaded = Effect.tryPromise({
  try: async () => {
    const { AutoModelForCausalLM, env, Tensor } = await import("@huggingface/transformers")
    env.allowRemoteModels = false
    env.localModelPath = dirname(folder)
    const model = await AutoModelForCausalLM.from_pretrained(basename(folder), {
      dtype: "fp32",
      device: "cpu",
      local_files_only: true,
      // As ours: threads that wait do not spin, which would cost processor time and the peer's.
      session_options: {
        intraOpNumThreads: Number(threads),
        interOpNumThreads: 1,
        extra: { session: { intra_op: { allow_spinning: "0" } } },
      },
    })
    return { model, Tensor, version: env.version }
  },
  catch: String,
})

const program = Effect.gen(function* () {
  const { model, Tensor, version } = yield* loaded
  const runtime = versionOf("onnxruntime-node", createRequire(import.meta.resolve("@huggingface/transformers")))
  yield* say({ kind: "ready", about: `Transformers.js ${version}, onnxruntime-node ${runtime}` })
  const vocab = (model.config as unknown as { readonly vocab_size: number }).vocab_size
  yield* Stream.runForEach(requests, (line) =>
    Effect.gen(function* () {
      const request = yield* Schema.decodeEffect(Schema.fromJsonString(CompletionRequest))(line)
      const { rows, promptTokens, newTokens } = request
      const width = promptTokens + newTokens
      const ids = promptsOf(request, vocab).flatMap((prompt) => Array.from(prompt, BigInt))
      const dims = [rows, promptTokens]
      const batch = {
        input_ids: new Tensor("int64", BigInt64Array.from(ids), dims),
        attention_mask: new Tensor("int64", new BigInt64Array(ids.length).fill(1n), dims),
      }
      const start = now()
      const output = yield* Effect.promise(() =>
        model.generate({ ...batch, max_new_tokens: newTokens, min_new_tokens: newTokens, do_sample: false })
      )
      const times = { completions: between(start, now()) }
      const { data } = output as { readonly data: BigInt64Array }
      const said = Array.from(
        { length: rows },
        (_, row) => Array.from(data.subarray(row * width + promptTokens, (row + 1) * width), Number),
      ).flat()
      yield* say({ times, tokens: said.length, said, peak: peakMemory() })
    }))
})

program.pipe(
  Effect.catch((why) => say({ kind: "missing", message: `${why}` })),
  NodeRuntime.runMain,
)
