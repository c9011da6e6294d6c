import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import { mkdtempSync, readdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "vitest"
import { config, weights } from "../testing/tiny_model.ts"
import { value } from "../graph/value.ts"
import type { Folder } from "../checkpoint/folder.ts"
import { planOnnx, saveOnnx } from "./save_onnx.ts"

const folder: Folder = { config, parameters: weights as Folder["parameters"], endTokens: [3], files: {} }
const run = <A, E>(effect: Effect.Effect<A, E, NodeServices.NodeServices>) =>
  effect.pipe(Effect.provide(NodeServices.layer), Effect.runPromise)
const there = mkdtempSync(join(tmpdir(), "rlif-save-onnx-"))

it("plans what it writes, and writes nothing else", async () => {
  const out = join(there, "model")
  const plan = await run(planOnnx(out, folder))
  expect(readdirSync(there)).toEqual([])
  const files = await run(saveOnnx(out, folder))
  expect(files.map(({ name, bytes }) => [name, bytes])).toEqual(plan.map(({ name, bytes }) => [name, bytes]))
  expect(readdirSync(there)).toEqual(["model"])
  expect(readdirSync(out, { recursive: true }).sort()).toEqual(
    ["config.json", "generation_config.json", "onnx", "onnx/model.onnx"],
  )
})

it("leaves alone what is there", async () => {
  const error = await run(Effect.flip(saveOnnx(there, folder)))
  expect(error).toMatchObject({
    _tag: "@rlif/core/FolderError",
    path: there,
    message: `Cannot write "${there}": it exists already`,
  })
})

it("refuses an adapter that makes weights infinite", async () => {
  const name = "model.layers.0.mlp.down_proj"
  const [rows, columns] = weights[`${name}.weight`].dims
  const full = (...dims: [number, number]) => value("float32", dims, new Float32Array(dims[0] * dims[1]).fill(3e38))
  const adapted: Folder = {
    ...folder,
    config: { ...config, adapter: { rank: 1, alpha: 1, targets: ["down_proj"] } },
    parameters: {
      ...folder.parameters,
      ...Object.fromEntries([0, 1].flatMap((layer) => [
        [`model.layers.${layer}.mlp.down_proj.lora_A.weight`, full(1, columns)],
        [`model.layers.${layer}.mlp.down_proj.lora_B.weight`, full(rows, 1)],
      ])),
    },
  }
  const out = join(there, "infinite")
  const error = await run(Effect.flip(saveOnnx(out, adapted)))
  expect(error).toMatchObject({ _tag: "@rlif/core/WeightsError", directory: out })
  expect(readdirSync(there)).toEqual(["model"])
})
