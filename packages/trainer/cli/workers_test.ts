// Runs whose pieces other processes compute, through the command.
import { thisProcess } from "@rlif/core/files/owner"
import { Effect, Exit, Redacted, Scope } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import type { Present } from "../fleet/presence.ts"
import { certificateFolder, hasOpenssl, noOpenssl } from "../testing/certificates.ts"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"
import { meaning } from "../testing/meaning.ts"
import { missing, postgres, programs } from "../testing/postgres.ts"

const main = fileURLToPath(new URL("main.ts", import.meta.url))
const scope = Scope.makeUnsafe()
let database = ""
let model = ""
beforeAll(async () => {
  model = await newModel()
  if (programs === undefined) return
  const { url } = await Effect.runPromise(Scope.provide(postgres, scope))
  database = Redacted.value(url)
}, 60_000)
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
beforeEach((context) => {
  if (programs === undefined) context.skip(missing)
})

const children: Array<ChildProcess> = []
afterAll(() => children.forEach((child) => child.kill("SIGKILL")))

/** A worker as a process, once others see it. */
const worker = async (name: string, ...flags: ReadonlyArray<string>) => {
  const args = [main, "worker", "--join", database, "--threads", "1", "--name", name, ...flags]
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] })
  children.push(child)
  while (!(await invoke("workers", database)).stdout.includes(name)) await new Promise((done) => setTimeout(done, 200))
  return child
}

const listed = async (): Promise<ReadonlyArray<Present>> =>
  (await invoke("workers", database, "--json")).stdout.split("\n").map((line) => JSON.parse(line))

const settings = [
  "--problems",
  "2",
  "--completions",
  "3",
  "--max-tokens",
  "6",
  "--eval-problems",
  "4",
  "--threads",
  "1",
]
const small = [...settings, "--eval-every", "1", "--save-every", "2", "--parts", "2"]
const train = (...flags: ReadonlyArray<string>) => invoke("train", "--model", model, ...small, ...flags)

it("is told of workers, trains with one to the bits of a process alone, and goes on without it", async () => {
  expect((await invoke("workers", database)).stdout).toBe("Nobody has joined; rlif worker --join does")
  const folder = newFolder()
  const [whole, cut] = [join(folder, "whole"), join(folder, "cut")]
  expect(await train("--steps", "5", "--out", whole)).toMatchObject({ ok: true, stderr: "" })
  const child = await worker("helper")
  const done = await train("--steps", "3", "--out", cut, "--workers", database)
  expect(done).toMatchObject({ ok: true, stderr: "" })
  // Workers say now and then what they have done.
  const ready = ({ computed, doing }: Present) => computed > 8 && doing === "waits"
  while (!ready((await listed())[0]!)) await new Promise((done) => setTimeout(done, 500))
  expect((await listed()).map(({ name }) => name)).toEqual(["helper"])
  expect((await listed())[0]!.rate).toBeGreaterThan(0)
  expect((await invoke("workers", database)).stdout).toMatch(
    /^worker +computes +pieces +tokens\/s\n.*\nhelper +waits +\d+ +\d+$/,
  )
  // The run has a name and a leader, and its settings are those of a run without workers: no password is written down.
  const led = JSON.parse(readFileSync(join(cut, "leader.json"), "utf8"))
  expect(led).toEqual({ run: expect.stringMatching(/^[0-9a-f-]{36}$/), epoch: 1 })
  expect(readFileSync(join(cut, "config.json"), "utf8")).not.toContain("postgres")
  child.kill("SIGTERM")
  expect(await once(child, "exit")).toEqual([143, null])
  expect((await invoke("workers", database)).stdout).toBe("Nobody has joined; rlif worker --join does")

  expect(await invoke("train", "--resume", cut, "--steps", "4", "--workers", database)).toMatchObject({ ok: true })
  expect(JSON.parse(readFileSync(join(cut, "leader.json"), "utf8"))).toEqual({ ...led, epoch: 2 })
  expect(await invoke("train", "--resume", cut, "--steps", "5")).toMatchObject({ ok: true, stderr: "" })
  const { "leader.json": _, ...left } = meaning(cut)
  expect(left).toEqual(meaning(whole))
}, 120_000)

it("takes over from a process of another machine, and from none of this one", async () => {
  const run = join(newFolder(), "run")
  expect(await train("--steps", "1", "--out", run)).toMatchObject({ ok: true })
  const lock = (host: string, pid: number) =>
    writeFileSync(join(run, ".lock"), JSON.stringify({ pid, host, id: "other" }))
  lock("another-machine", 1)
  const without = await invoke("train", "--resume", run, "--steps", "2")
  expect(without.stderr).toMatch(/process 1 of "another-machine" took it, which cannot be seen from here/)
  expect(await invoke("train", "--resume", run, "--steps", "2", "--workers", database)).toMatchObject({ ok: true })
  expect(existsSync(join(run, ".lock"))).toBe(false)
  // This very process: it lives, and is seen from here.
  const mine = thisProcess()
  writeFileSync(join(run, ".lock"), JSON.stringify({ ...mine, id: "other" }))
  const here = await invoke("train", "--resume", run, "--steps", "3", "--workers", database)
  expect(here.stderr).toMatch(`process ${mine.pid} is at work there; wait until it has ended`)
  rmSync(join(run, ".lock"))
}, 60_000)

it("encrypts what workers and runs say by the certificates of a folder", async (context) => {
  if (!hasOpenssl()) context.skip(noOpenssl)
  const tls = certificateFolder()
  await worker("encrypted", "--tls", tls)
  const run = join(newFolder(), "run")
  const flags = ["--steps", "1", "--out", run, "--workers", database, "--tls", tls]
  expect(await train(...flags)).toMatchObject({ ok: true, stderr: "" })
  while ((await listed())[0]!.computed === 0) await new Promise((done) => setTimeout(done, 500))
}, 60_000)

it.each<readonly [ReadonlyArray<string>, RegExp]>([
  [["train", "--tls", "x"], /^rlif: Cannot use --tls: without --workers it changes nothing$/],
  [["train", "--mixed"], /^rlif: Cannot use --mixed: without --workers it changes nothing$/],
  [["train", "--workers", "localhost"], /^rlif: Cannot read flag --workers: it is no address such as postgres:/],
  [
    ["train", "--workers", "postgres://a@127.0.0.1:1/b", "--address", "10.0.0.5"],
    /^rlif: Cannot read flag --address: "10.0.0.5" is no host:port such as 10.0.0.5:7000$/,
  ],
  [
    ["train", "--workers", "postgres://a:secret@127.0.0.1:1/b", "--out", "no-such-run"],
    /^rlif: Cannot reach the database at 127.0.0.1:1\/b: connect ECONNREFUSED 127.0.0.1:1$/,
  ],
  [["worker"], /^rlif: Cannot start: --join is missing$/],
  [["worker", "--join", "postgres://a@127.0.0.1:1/b"], /^rlif: Cannot reach the database at 127.0.0.1:1\/b: /],
  [
    ["worker", "--join", "postgres://a@127.0.0.1:1/b", "--tls", "no"],
    /^rlif: Cannot read flag --tls: ENOENT: .*ca.pem/,
  ],
  [["workers", "postgres://a:secret@127.0.0.1:1/b"], /^rlif: Cannot reach the database at 127.0.0.1:1\/b: /],
])("says what is wrong, and no password: %j", async (args, message) => {
  const { ok, stderr } = await invoke(...args)
  expect(ok).toBe(false)
  expect(stderr).toMatch(message)
  expect(stderr).not.toContain("secret")
  expect(existsSync("no-such-run")).toBe(false)
})
