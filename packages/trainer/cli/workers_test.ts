// Runs whose pieces other processes compute, through the command.
import { thisProcess } from "@rlif/core/files/owner"
import { Effect, Exit, Redacted, Scope } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import type { Present } from "../fleet/presence.ts"
import { commit, hubServer } from "../../core/testing/hub_server.ts"
import { data, model as served } from "../../../test/_served.ts"
import { certificateFolder, hasOpenssl, noOpenssl } from "../testing/certificates.ts"
import { invoke, invokeIn, newFolder, newModel } from "../testing/invoke.ts"
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

/** A worker as a process with these variables too, once others see it, and what it says. */
const workerIn = async (env: NodeJS.ProcessEnv, name: string, ...flags: ReadonlyArray<string>) => {
  const args = [main, "worker", "--join", database, "--threads", "1", "--name", name, ...flags]
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...env } })
  children.push(child)
  const said = { text: "" }
  child.stderr.setEncoding("utf8").on("data", (some: string) => void (said.text += some))
  while (!(await invoke("workers", database)).stdout.includes(name)) {
    expect(said).toMatchObject({ text: expect.not.stringContaining("rlif:") })
    await new Promise((done) => setTimeout(done, 200))
  }
  return { child, said }
}

/** A worker as a process, once others see it. */
const worker = async (name: string, ...flags: ReadonlyArray<string>) => (await workerIn({}, name, ...flags)).child

const listed = async (): Promise<ReadonlyArray<Present>> =>
  (await invoke("workers", database, "--json")).stdout.split("\n").map((line) => JSON.parse(line))

const few = ["--problems", "2", "--completions", "3", "--max-tokens", "6", "--threads", "1", "--parts", "2"]
const small = [...few, "--eval-problems", "4", "--eval-every", "1", "--save-every", "2"]
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

const ended = async (child: ChildProcess) => {
  child.kill("SIGTERM")
  await once(child, "exit")
}

const all = "rlif: 100% of the run's weights are in the model that is here, and were not sent\n"

it("is not sent the model that it has in a folder, and ends where that cannot be loaded", async () => {
  const { child, said } = await workerIn({}, "has-it", "--model", model)
  const folder = newFolder()
  const run = (name: string) => train("--steps", "2", "--out", join(folder, name), "--workers", database)
  expect(await run("has-it")).toMatchObject({ ok: true, stderr: "" })
  while (said.text === "") await new Promise((done) => setTimeout(done, 100))
  expect(said.text).toBe(all)
  await ended(child)

  const broken = newFolder()
  cpSync(join(model, "config.json"), join(broken, "config.json"))
  const other = await workerIn({}, "has-it-not", "--model", broken)
  const closed = once(other.child, "close")
  expect(await run("has-it-not")).toMatchObject({ ok: true, stderr: "" })
  expect(await closed).toEqual([1, null])
  expect(other.said.text).toMatch(/^rlif: Cannot read ".*": it holds neither "model.safetensors" nor .*\n$/)
}, 120_000)

it("is not sent the model that it has from a hub, by name and commit, fetched once", async () => {
  const { endpoint, requests } = await Effect.runPromise(Scope.provide(hubServer(served, data), scope))
  const env = { HF_ENDPOINT: endpoint, HF_HOME: newFolder() }
  const named = ["--model", `${served.name}@${commit}`]
  const flags = [...named, "--data", "tiny-org/sums/main:train", "--eval-problems", "0", "--answer", "last-number"]
  const run = () =>
    invokeIn(env)("train", ...flags, ...few, "--steps", "2", "--out", join(newFolder(), "run"), "--workers", database)
  const first = await workerIn(env, "fetches", ...named)
  expect(await run()).toMatchObject({ ok: true })
  while (!first.said.text.includes("rlif:")) await new Promise((done) => setTimeout(done, 100))
  expect(first.said.text).toMatch(/^Fetching tiny-org\/Tiny-0.1B: config.json/)
  expect(first.said.text.endsWith(all)).toBe(true)
  await ended(first.child)
  // The run had it from the same cache.
  const weights = requests.filter(({ path, stored }) => !stored && path.endsWith(".safetensors"))
  expect(weights).toHaveLength(2)

  const offline = await workerIn({ ...env, HF_HUB_OFFLINE: "1" }, "offline", ...named)
  expect(await run()).toMatchObject({ ok: true })
  while (offline.said.text === "") await new Promise((done) => setTimeout(done, 100))
  expect(offline.said.text).toBe(all)
  await ended(offline.child)
}, 120_000)

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
  [
    ["worker", "--join", "postgres://a@127.0.0.1:1/b", "--model", "no-such-model"],
    /^rlif: Cannot use model "no-such-model": there is no such folder, none that ships \(base, instruct\) and no name of a hub$/,
  ],
  [["workers", "postgres://a:secret@127.0.0.1:1/b"], /^rlif: Cannot reach the database at 127.0.0.1:1\/b: /],
])("says what is wrong, and no password: %j", async (args, message) => {
  const { ok, stderr } = await invoke(...args)
  expect(ok).toBe(false)
  expect(stderr).toMatch(message)
  expect(stderr).not.toContain("secret")
  expect(existsSync("no-such-run")).toBe(false)
})
