import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, type FileSystem, type Path } from "effect"
import { appendFileSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { newFolder } from "../testing/invoke.ts"
import { askRun, asksOf, controlText, readControl } from "./control_file.ts"

const run = <A, E>(effect: Effect.Effect<A, E, FileSystem.FileSystem | Path.Path>) =>
  Effect.runPromise(Effect.provide(effect, NodeServices.layer))

it("hears what is asked from then on, once", () =>
  run(Effect.gen(function* () {
    const folder = newFolder()
    yield* askRun(folder, "stop")
    const asks = yield* asksOf(folder)
    expect(yield* asks).toEqual([])
    yield* askRun(folder, "pause")
    yield* askRun(folder, "go on")
    expect(yield* asks).toEqual(["pause", "go on"])
    expect(yield* asks).toEqual([])
    // What is no wish is none, and half a line is not there yet.
    appendFileSync(join(folder, "asks.jsonl"), `{"ask":"rm","at":""}\nnonsense\n{"ask":"save",`)
    expect(yield* asks).toEqual([])
    appendFileSync(join(folder, "asks.jsonl"), `"at":""}\n`)
    expect(yield* asks).toEqual(["save"])
  })))

it("reads back what a run did, and says which line is wrong", () =>
  run(Effect.gen(function* () {
    const folder = newFolder()
    const file = join(folder, "control.jsonl")
    expect(yield* readControl(folder)).toEqual([])
    writeFileSync(file, (yield* controlText("pause", 3)) + '{"step":4')
    expect(yield* readControl(folder)).toEqual([{ step: 3, ask: "pause", at: expect.stringMatching(/^\d{4}-.*Z$/) }])
    writeFileSync(file, readFileSync(file, "utf8") + "\n")
    expect((yield* Effect.flip(readControl(folder))).message).toMatch(/^Cannot read ".*control.jsonl": line 2: /)
  })))
