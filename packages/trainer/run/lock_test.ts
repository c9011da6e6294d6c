import * as NodeServices from "@effect/platform-node/NodeServices"
import { thisProcess } from "@rlif/core/files/owner"
import { systemError } from "effect/PlatformError"
import { Effect, Exit, FileSystem, Layer, Scope } from "effect"
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { contents, locked } from "./lock.ts"
import { RunFolderError, RunFolderTaken } from "./run_error.ts"

let root = ""
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "rlif-lock-"))
})
afterEach(() => rmSync(root, { recursive: true }))

const run = <A, E>(effect: Effect.Effect<A, E, NodeServices.NodeServices | Scope.Scope>) =>
  Effect.runPromise(effect.pipe(Effect.scoped, Effect.provide(NodeServices.layer)))

const gone = { ...thisProcess(), pid: spawnSync("true").pid }
let made = 0
/** Puts a lock in place at once, as one that was there all along. */
const leave = (owner: object, name = ".lock") => {
  const id = `left-${made++}`
  writeFileSync(join(root, id), JSON.stringify({ ...owner, id }))
  renameSync(join(root, id), join(root, name))
  return id
}

describe("a folder", () => {
  it("is one scope's at a time, and bare afterwards", async () => {
    await run(Effect.gen(function* () {
      yield* locked(root)
      expect(JSON.parse(readFileSync(join(root, ".lock"), "utf8"))).toMatchObject(thisProcess())
      expect(readdirSync(root)).toEqual([".lock"])
      expect(yield* contents(root)).toEqual([])
      const error = yield* Effect.flip(Effect.scoped(locked(root)))
      expect(error).toEqual(
        new RunFolderTaken({ path: root, pid: process.pid, host: thisProcess().host, lock: undefined }),
      )
      expect(error.message).toContain(`"${root}": process ${process.pid} is at work`)
    }))
    expect(readdirSync(root)).toEqual([])
    await run(locked(root))
  })

  it("is not unlocked by a process that lost it", async () => {
    await run(Effect.andThen(locked(root), Effect.sync(() => leave(thisProcess()))))
    expect(readdirSync(root)).toEqual([".lock"])
  })

  it.each([
    ["a process that is gone", gone],
    ["an earlier process of this id", { ...thisProcess(), start: "1" }],
  ])("is taken over from %s", async (_, owner) => {
    leave(owner)
    await run(Effect.andThen(locked(root), Effect.sync(() => expect(readdirSync(root)).toEqual([".lock"]))))
    expect(readdirSync(root)).toEqual([])
  })

  it.runIf(process.platform === "linux")(
    "is taken over from a killed process whose parent has not noticed",
    async () => {
      const zombie = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"])
      const pid = Number(await new Promise((done) => zombie.stdout.once("data", done)))
      while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) await sleep(10)
      leave({ ...gone, pid, start: readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ")[19] })
      await run(locked(root))
      zombie.kill()
    },
  )

  it.each([
    ["another machine", { host: "elsewhere", pid: 1 }],
    ["another container of this name", { ...gone, space: "pid:[1]" }],
  ])("is not taken from %s, which cannot be seen; the message names the file", async (_, owner) => {
    leave(owner)
    const error = await run(Effect.flip(locked(root)))
    expect(error).toBeInstanceOf(RunFolderTaken)
    expect(error.message).toContain(`process ${owner.pid} of "${owner.host}"`)
    expect(error.message).toContain(`remove "${join(root, ".lock")}"`)
    expect(readdirSync(root)).toEqual([".lock"])
  })

  it("with a lock that names nobody says which file", async () => {
    writeFileSync(join(root, ".lock"), "")
    const error = await run(Effect.flip(locked(root)))
    expect(error).toBeInstanceOf(RunFolderError)
    expect(error.message).toContain(join(root, ".lock"))
  })

  it("that does not exist is not made", async () => {
    expect(await run(Effect.flip(locked(join(root, "no"))))).toMatchObject({ action: "lock", path: join(root, "no") })
  })
})

/** Without hard links, as on some network drives. */
const linkless = Layer.effect(
  FileSystem.FileSystem,
  Effect.map(FileSystem.FileSystem, (fs) => ({
    ...fs,
    link: () => Effect.fail(systemError({ _tag: "Unknown", module: "FileSystem", method: "link" })),
  })),
)

describe.each([["with links", Layer.empty], ["without links", linkless]])(
  "of several that try at once, %s",
  (_, files) => {
    const tried = (n: number) =>
      Effect.gen(function* () {
        const scopes = yield* Effect.forEach(Array.from({ length: n }), () => Scope.make())
        const each = scopes.map((scope) => Effect.exit(Scope.provide(locked(root), scope)))
        const exits = yield* Effect.all(each, { concurrency: "unbounded" })
        yield* Effect.forEach(scopes, (scope) => Scope.close(scope, Exit.void))
        return exits.filter(Exit.isSuccess).length
      }).pipe(Effect.provide(files))

    it("one takes a folder that is free", async () => {
      for (let round = 0; round < 20; round++) {
        expect(await run(tried(8))).toBe(1)
        expect(readdirSync(root)).toEqual([])
      }
    })

    it("one follows a dead process, also where another died following it", async () => {
      for (let round = 0; round < 40; round++) {
        const first = leave(gone)
        if (round % 2) leave(gone, `.lock.${first}`)
        expect(await run(tried(8))).toBe(1)
        expect(readdirSync(root)).toEqual([])
      }
    })

    it("no two ever have it, though its owners die", async () => {
      let [inside, most, times] = [0, 0, 0]
      const visit = Effect.gen(function* () {
        yield* locked(root)
        most = Math.max(most, ++inside)
        times++
        yield* Effect.yieldNow
        if (times % 3 === 0) leave(gone) // it died, as it were, before it could leave
        inside--
      }).pipe(Effect.scoped, Effect.ignore)
      const worker = Effect.forEach(Array.from({ length: 60 }), () => visit, { discard: true })
      await run(
        Effect.all([worker, worker, worker, worker, worker, worker], { concurrency: 6 }).pipe(Effect.provide(files)),
      )
      expect(most).toBe(1)
      expect(times).toBeGreaterThan(30)
    })
  },
)
