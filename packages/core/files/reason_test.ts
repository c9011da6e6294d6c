import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, FileSystem } from "effect"
import { existsSync } from "node:fs"
import { expect, it } from "vitest"
import { reasonOf } from "./reason.ts"

const failing = (path: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const file = yield* fs.open(path, { flag: "w" })
    return yield* Effect.flip(file.writeAll(new Uint8Array(8)))
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer), Effect.runPromise)

it.runIf(existsSync("/dev/full"))("is told by the system where a disk is full", async () => {
  const error = await failing("/dev/full")
  if (error._tag !== "PlatformError") throw error
  expect(reasonOf(error)).toBe("ENOSPC: no space left on device, write")
})

it.each([
  [new Error("why"), "why"],
  [new RangeError("too large"), "too large"],
  [{ message: "of another realm" }, "of another realm"],
  ["a text", "a text"],
  [undefined, "undefined"],
])("of %o that was thrown is %j", (thrown, reason) => expect(reasonOf(thrown)).toBe(reason))
