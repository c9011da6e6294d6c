// A hub on this machine with one small model, an empty cache, and what tests do with them.
import * as NodeServices from "@effect/platform-node/NodeServices"
import { ConfigProvider, Effect, FileSystem, Layer } from "effect"
import { hubServer, type Served } from "./hub_server.ts"
import { Hub } from "../hub/hub.ts"
import { modelFiles } from "../hub/model_files.ts"
import { parseRepo, type Repo } from "../hub/repo.ts"

/** More than fits into one block. */
export const large = Uint8Array.from({ length: 200_000 }, (_, i) => (i * i) % 251)
/** A model as hubs have them, with what nobody fetches. */
export const model: Served = {
  kind: "model",
  name: "org/small.model",
  files: {
    "config.json": '{"vocab_size": 3}',
    "tokenizer.json": "{}",
    "merges.txt": "",
    "model.safetensors": large,
    "pytorch_model.bin": "pickled",
    "onnx/config.json": "{}",
    "README.md": "# A model",
  },
}
/** Its name. */
export const repo = parseRepo(model.name)!

/** Every file that a model takes of a repository, and where they lie. */
export const get = Effect.fnUntraced(function* (repo: Repo, onFetch?: (path: string) => void) {
  const hub = yield* Hub
  const listing = yield* hub.list(repo)
  const told = onFetch === undefined ? {} : {
    onFetch: ({ path }: { readonly path: string }) => Effect.sync(() => onFetch(path)),
  }
  return yield* hub.fetch(repo, { listing, files: modelFiles(listing.files), ...told })
})

/** The bytes of a file. */
export const read = (path: string) => Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFile(path))

/** The hub that these variables name. */
export const environment = (env: Readonly<Record<string, string>>) =>
  Hub.layerConfig.pipe(Layer.provide([NodeServices.layer, ConfigProvider.layer(ConfigProvider.fromEnv({ env }))]))

/** A server, an empty cache, and a hub on both. */
export const start = Effect.fnUntraced(function* (...repos: ReadonlyArray<Served>) {
  const fs = yield* FileSystem.FileSystem
  const server = yield* hubServer(...repos)
  const home = yield* fs.makeTempDirectoryScoped()
  const env = { HF_ENDPOINT: `${server.endpoint}/`, HF_HOME: home }
  const from = (more: Readonly<Record<string, string>> = {}) => environment({ ...env, ...more })
  const storage = `${home}/hub/models--org--small.model`
  return { ...server, home, from, storage, layer: from() }
})
