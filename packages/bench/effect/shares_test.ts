import type { Profiler } from "node:inspector"
import { expect, it } from "vitest"
import { shares } from "./shares.ts"

const pnpm = "file:///x/node_modules/.pnpm"

/** A profile of frames, each called by another, with as many samples of a millisecond. */
const profileOf = (
  frames: ReadonlyArray<readonly [functionName: string, url: string, samples: number, calls?: ReadonlyArray<number>]>,
): Profiler.Profile => {
  const samples = frames.flatMap(([, , count], i) => Array.from({ length: count }, () => i + 1))
  return {
    nodes: frames.map(([functionName, url, , children = []], i) => ({
      id: i + 1,
      callFrame: { functionName, url, scriptId: "0", lineNumber: 0, columnNumber: 0 },
      children: [...children],
    })),
    startTime: 0,
    endTime: 1000 * samples.length,
    samples,
    timeDeltas: samples.map(() => 1000),
  }
}

it("gives the time of a frame to the package of its file, and native time to the caller's", () => {
  const found = shares(profileOf([
    ["(root)", "", 0, [2, 3, 4, 5, 6]],
    ["(garbage collector)", "", 4],
    ["(idle)", "", 50],
    ["runLoop", `${pnpm}/effect@4.1.0/node_modules/effect/dist/internal/effect.js`, 3, [7, 13]],
    ["post", "node:inspector", 70],
    ["processImmediate", "node:internal/timers", 2],
    ["update", "file:///x/packages/core/learn/update.ts", 5, [8, 9, 11]],
    ["set", "", 6],
    ["run", `${pnpm}/onnxruntime-node@1.30.0/node_modules/onnxruntime-node/dist/backend.js`, 7, [10]],
    ["", "", 100],
    ["spread", "file:///x/packages/core/generate/_cache_slab.ts", 8, [12]],
    ["set", "", 1],
    ["create", `${pnpm}/@bufbuild+protobuf@2.17.0/node_modules/@bufbuild/protobuf/dist/esm/create.js`, 9],
  ]))
  const milliseconds = Object.fromEntries(Object.entries(found).map(([owner, x]) => [owner, Math.round(1000 * x)]))
  expect(milliseconds).toEqual({
    "effect": 3,
    "rlif: core": 5 + 6,
    "rlif: copies of the cache": 8 + 1,
    "rlif: rewards": 0,
    "rlif: trainer": 0,
    "onnxruntime: native calls": 100,
    "onnxruntime: JavaScript": 7,
    "garbage collection": 4,
    "Node": 2,
    "others": 9,
  })
})
