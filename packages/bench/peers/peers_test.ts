import * as NodeServices from "@effect/platform-node/NodeServices"
import { loadAdapted } from "@rlif/core/checkpoint/adapted"
import { saveOnnx } from "@rlif/core/export/save-onnx"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { writeModel } from "../step/model_folder.ts"
import { presets, sizesOf } from "../step/preset.ts"
import { readFlags } from "./_flags.ts"
import { agreeing, completionPeers } from "./completions_compared.ts"
import { inTurn, isMeasured } from "./rounds.ts"
import { speaker } from "./speaker.ts"
import { stepPeers } from "./step_peers.ts"

/** A folder that is gone in the end. */
const folderFor = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.makeTempDirectoryScoped({ prefix: "rlif-peers-test-" })
})

it.effect(
  "a step of ours and one of PyTorch make as many tokens by as many parameters, or say what is missing",
  () =>
    Effect.gen(function* () {
      const folder = `${yield* folderFor}/tiny`
      const preset = { ...presets.tiny, prompts: 2, completions: 3 }
      yield* writeModel(folder, preset)
      const peers = stepPeers(preset, { folder, threads: 1 }).filter(({ name }) => !name.includes("whole"))
      const speakers = yield* Effect.forEach(peers, speaker)
      const outcomes = yield* inTurn(speakers, { ...sizesOf(preset), request: "step", rounds: 1, warm: true })
      expect(peers.map(({ name }) => name)).toEqual([
        "rlif, command (1 thread)",
        "rlif, library (1 thread)",
        "PyTorch, micro-batches (1 thread)",
      ])
      const [command, library, torch] = outcomes
      for (const ours of [command, library]) {
        expect(isMeasured(ours)).toBe(true)
        if (isMeasured(ours)) {
          for (const { wall } of Object.values(ours.answers[0].times)) expect(wall).toBeGreaterThan(0)
        }
      }
      if (!isMeasured(torch)) expect(torch.absent).toMatch(/^missing \(.*\): apt-get install python3-torch /)
    }).pipe(Effect.provide(NodeServices.layer)),
  120_000,
)

it.effect("completions of ours and of Transformers.js are the same", () =>
  Effect.gen(function* () {
    const scratch = yield* folderFor
    const folders = { folder: `${scratch}/tiny`, exported: `${scratch}/exported` }
    yield* writeModel(folders.folder, presets.tiny)
    yield* saveOnnx(folders.exported, yield* loadAdapted(folders.folder))
    const speakers = yield* Effect.forEach(completionPeers(folders, 1), speaker)
    const request = JSON.stringify({ rows: 3, promptTokens: 5, newTokens: 7, temperature: 0 })
    const { parameters } = sizesOf(presets.tiny)
    const outcomes = yield* inTurn(speakers, { request, rounds: 1, tokens: 21, parameters, warm: true })
    expect(outcomes.map(isMeasured)).toEqual([true, true])
    expect(agreeing(outcomes)).toBe(21)
  }).pipe(Effect.provide(NodeServices.layer)), 120_000)

it.effect("measures all in five rounds, or little in two", () =>
  Effect.gen(function* () {
    expect(yield* readFlags([])).toMatchObject({ rounds: 5, presets: ["tiny", "small", "medium"] })
    expect(yield* readFlags(["--quick"])).toMatchObject({ rounds: 2, presets: ["tiny", "small"] })
    const asked = yield* readFlags(["--quick", "--rounds", "3", "--presets", "medium,tiny", "--json", "x.json"])
    expect(asked).toEqual({ quick: true, rounds: 3, presets: ["tiny", "medium"], json: "x.json" })
    const refused = (...args: ReadonlyArray<string>) =>
      Effect.map(Effect.flip(readFlags(args)), ({ message }) => message)
    expect(yield* refused("--presets", "huge")).toBe(
      'Cannot compare peers: --presets has "huge"; there are tiny, small, medium',
    )
    expect(yield* refused("--rounds", "0")).toContain('--rounds is "0", not a whole number from 1')
  }))
