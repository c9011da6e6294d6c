// What is said of folders in the wrong place, and of places where nothing can be written.
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, FileSystem, PlatformError } from "effect"
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, expect, it } from "vitest"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"
import { checkNew } from "./outputs/run_path.ts"

const folder = newFolder()
const [lacking, run] = [join(folder, "lacking"), join(folder, "run")]
beforeAll(async () => {
  cpSync(await newModel(), lacking, { recursive: true })
  rmSync(join(lacking, "tokenizer.json"))
  mkdirSync(run)
  writeFileSync(join(run, "config.json"), "{}")
})

it.each([
  [
    ["eval", "--model", lacking],
    `Cannot read "${lacking}/tokenizer.json": no such file, so the model lacks its tokenizer;`,
  ],
  [
    ["eval", "--config", run],
    `Cannot read config "${run}": it is a folder; the settings of a run are in its "config.json"`,
  ],
  [["eval", "--data", run], `Cannot use "${run}": it is a folder, and so none of arithmetic`],
  [["grade", "--input", run, "--output", "-"], `Cannot read "${run}": it is no file but a directory`],
])("says what is wrong: %j", async (args, message) => {
  const { ok, stderr } = await invoke(...args)
  expect([ok, stderr.slice(0, message.length + 6)]).toEqual([false, `rlif: ${message}`])
  expect(stderr).not.toContain("\n")
})

it("fails before any work where the nearest folder that there is cannot be written", () =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const asked: Array<string> = []
    const readOnly = {
      ...fs,
      access: (path: string) => {
        asked.push(path)
        const cause = new Error("EROFS: read-only file system, access")
        return Effect.fail(
          PlatformError.systemError({ _tag: "Unknown", module: "FileSystem", method: "access", cause }),
        )
      },
    }
    const path = join(folder, "deep", "run")
    const error = yield* Effect.flip(Effect.provideService(checkNew(path), FileSystem.FileSystem, readOnly))
    expect(error.message).toBe(`Cannot write "${path}": EROFS: read-only file system, access`)
    expect(asked).toEqual([folder])
  }).pipe(Effect.provide(NodeServices.layer), Effect.runPromise))
