// A run that is watched and asked, through its own page, in processes of their own.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { installed, launched, opened } from "../page/testing/browser.ts"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"
import { meaning } from "../testing/meaning.ts"
import { asked } from "../watch/testing/served.ts"

const main = fileURLToPath(new URL("main.ts", import.meta.url))
const sizes = ["--problems", "2", "--completions", "2", "--max-tokens", "6", "--eval-problems", "4"]
const often = ["--eval-every", "1", "--samples-every", "1", "--save-every", "0", "--seed", "3"]

/** A command in a process, with all that it says. */
const started = (...args: ReadonlyArray<string>) => {
  const child = spawn(process.execPath, [main, ...args])
  let [out, err] = ["", ""]
  child.stdout.setEncoding("utf8").on("data", (text: string) => out += text)
  child.stderr.setEncoding("utf8").on("data", (text: string) => err += text)
  const ended = new Promise<number | null>((done) => child.on("exit", done))
  const address = async () => {
    const found = () => /Watch: (\S+)/.exec(out)?.[1]
    await expect.poll(() => found() ?? err, { timeout: 50_000 }).toMatch(/^http/)
    return found()!
  }
  return { child, ended, address, said: () => out, err: () => err }
}
const killed = ({ child }: { readonly child: ChildProcess }) => child.kill("SIGKILL")
const control = (run: string) =>
  readFileSync(join(run, "control.jsonl"), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line).ask)

it("is paused, saved, stopped and gone on with at its page, to the bits of a run that was left alone", async (context) => {
  if (installed === undefined) context.skip("needs chromium, which Debian's package of this name has")
  const model = await newModel()
  const [run, alone] = [join(newFolder(), "run"), join(newFolder(), "run")]
  const flags = ["--model", model, ...sizes, ...often]
  // Without a browser nobody would be in time: a run of this size is over at once.
  const first = started("train", ...flags, "--steps", "400", "--out", run, "--watch")
  const browser = await launched()
  try {
    const { page, wrong } = await opened(browser, await first.address())
    const button = (name: string) => page.getByRole("button", { name, exact: true })
    const paused = async () => {
      await button("Pause").click()
      await page.locator("#state", { hasText: "Paused after update" }).waitFor()
    }
    await paused()
    await page.reload()
    await page.locator("#state", { hasText: "Paused after update" }).waitFor()
    await button("Save now").click()
    await expect.poll(() => control(run)).toEqual(["pause", "save"])
    await button("Go on").click()
    await page.locator("#state", { hasText: "Running" }).waitFor()
    await paused()
    await button("Stop").click()
    expect(await first.ended).toBe(0)
    await page.locator("#said", { hasText: "Nobody answers now" }).waitFor()
    expect(wrong.filter((each) => !each.includes("ERR_"))).toEqual([])
  } finally {
    await browser.close()
    killed(first)
  }
  expect(first.err()).toBe("")
  expect(control(run)).toEqual(["pause", "save", "go on", "pause", "stop"])
  const [, done] = /Stopped: (\d+) of 400 updates are kept/.exec(first.said())!
  const steps = String(Number(done) + 2)
  // The same, with one more stop in between, as one that nobody asked anything.
  expect((await invoke("train", "--resume", run, "--steps", steps)).ok).toBe(true)
  expect((await invoke("train", ...flags, "--steps", steps, "--out", alone)).ok).toBe(true)
  const told = (folder: string) => {
    const { "asks.jsonl": _, "control.jsonl": __, ...rest } = meaning(folder)
    return Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith("checkpoints")))
  }
  expect(told(run)).toEqual(told(alone))
})

it("is shown and asked by another process, by its folder, with a token for other machines", async () => {
  const run = join(newFolder(), "run")
  const train = started("train", "--model", await newModel(), ...sizes, ...often, "--steps", "10000", "--out", run)
  try {
    await expect.poll(train.said, { timeout: 50_000 }).toContain("Before training")
    const watch = started("watch", run, "--host", "0.0.0.0")
    try {
      const url = new URL(await watch.address())
      const authorization = `Bearer ${url.searchParams.get("token")}`
      const origin = url.origin
      const events = await asked(`${origin}/events`, { headers: { authorization } })
      await events.hear(/event: again/)
      const refused = await asked(`${origin}/`)
      const given = { authorization, origin, "content-type": "application/json" }
      const stop = await asked(`${origin}/ask`, { method: "POST", headers: given, body: '{"ask":"stop"}' })
      expect([refused.status, stop.status]).toEqual([403, 202])
      expect(await train.ended).toBe(0)
      expect(control(run)).toEqual(["stop"])
      watch.child.kill("SIGINT")
      expect(await watch.ended).toBe(130)
    } finally {
      killed(watch)
    }
  } finally {
    killed(train)
  }
})

it("is not paused any more where it goes on, and hears what was asked of it since", async () => {
  const run = join(newFolder(), "run")
  const flags = ["--model", await newModel(), ...sizes, ...often]
  expect((await invoke("train", ...flags, "--steps", "2", "--out", run)).ok).toBe(true)
  // As if a signal had ended a pause.
  writeFileSync(join(run, "control.jsonl"), '{"step":2,"ask":"pause","at":"2026-11-30T12:00:00.000Z"}\n')
  expect((await invoke("train", "--resume", run, "--steps", "4")).ok).toBe(true)
  expect(control(run)).toEqual(["pause", "go on"])
})

it("says what is wrong before anything is trained", async () => {
  const refused = async (...args: ReadonlyArray<string>) => {
    const { ok, stderr } = await invoke(...args)
    expect(ok).toBe(false)
    return stderr
  }
  expect(await refused("watch", "/no/such")).toMatch(/^rlif: Cannot read "\/no\/such\/config.json": ENOENT/)
  expect(await refused("watch", "x", "--port", "65536")).toMatch(/^rlif: Cannot read flag --port: .* 65535/)
  expect(await refused("train", "--watch=many")).toMatch(/^rlif: Cannot read flag --watch: "many" is no port/)
  expect(await refused("train", "--watch", "70000")).toMatch(/^rlif: Cannot read flag --watch: "70000" is no port/)
  const busy = createServer().listen(0, "127.0.0.1")
  await once(busy, "listening")
  const { port } = busy.address() as AddressInfo
  const out = join(newFolder(), "run")
  expect(await refused("train", "--watch", String(port), "--out", out)).toMatch(/^rlif: Cannot serve .*EADDRINUSE/)
  expect(existsSync(out)).toBe(false)
  busy.close()
  expect(await refused("train", "--watch-host", "0.0.0.0")).toMatch(
    /^rlif: Cannot use --watch-host: without --watch it changes nothing/,
  )
})
