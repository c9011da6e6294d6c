// What signals do to processes: to small ones that show one thing each, and to the command at its work.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { newFolder, newModel } from "../testing/invoke.ts"

/** Longer than the time in which a signal is the same one again. */
const later = 600

/** A process, and what it says; `says` waits for a text. */
const start = (command: string, args: ReadonlyArray<string>) => {
  const child = spawn(command, args, { cwd: import.meta.dirname })
  onTestFinished(() => void child.kill("SIGKILL"))
  let text = ""
  child.stdout.on("data", (chunk) => (text += chunk))
  child.stderr.on("data", (chunk) => (text += chunk))
  const ended = once(child, "close").then(([code, signal]: ReadonlyArray<unknown>) => ({ code, signal, text }))
  const says = async (wanted: string) => {
    while (!text.includes(wanted)) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended: ${text}`)
      await sleep(10)
    }
  }
  return { child, ended, says }
}

/** A process that is the effect of this text. */
const script = (effect: string) => [
  "--input-type=module",
  "-e",
  `import { Console, Effect } from "effect"
   import { runMain } from "./_run_main.ts"
   import { Stop } from "../run/stop.ts"
   runMain(Effect.scoped(Effect.andThen(Console.log("ready"), ${effect})))`,
]
const released = script(
  `Effect.onInterrupt(Effect.never, () => Effect.andThen(Effect.sleep(50), Console.log("released")))`,
)
const hanging = script(`Effect.onInterrupt(Effect.never, () => Effect.andThen(Console.log("hangs"), Effect.never))`)
const listens = (then: string) =>
  script(`Effect.flatMap(Stop, (stop) => Effect.andThen(stop.listening, Effect.flatMap(stop.asked, ${then})))`)

const ready = async (args: ReadonlyArray<string>, command = process.execPath) => {
  const process = start(command, args)
  await process.says("ready")
  return process
}

describe("a first signal", () => {
  it.each([["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const)(
    "%s releases everything, and the status is %i",
    async (signal, status) => {
      const { child, ended } = await ready(released)
      child.kill(signal)
      expect(await ended).toEqual({ code: status, signal: null, text: "ready\nreleased\n" })
    },
  )

  it("is the same one if it comes again at once", async () => {
    const { child, ended } = await ready(released)
    for (let i = 0; i < 3; i++) child.kill("SIGTERM")
    expect(await ended).toEqual({ code: 143, signal: null, text: "ready\nreleased\n" })
  })

  it("only asks whoever listens", async () => {
    const { child, ended } = await ready(listens("(name) => Effect.delay(Console.log(name), 50)"))
    child.kill("SIGHUP")
    expect(await ended).toEqual({ code: 129, signal: null, text: "ready\nSIGHUP\n" })
  })

  it("does not hide a failure", async () => {
    const { child, ended } = await ready(listens("() => Effect.fail('disk full')"))
    child.kill("SIGTERM")
    expect(await ended).toMatchObject({ code: 1, signal: null })
  })

  it("does not reach what nohup started, if it is that of a terminal", async () => {
    const { child, ended } = await ready(["-c", `exec 0>/dev/null "$0" "$@"`, process.execPath, ...released], "sh")
    child.kill("SIGHUP")
    await sleep(later)
    child.kill("SIGTERM")
    expect(await ended).toEqual({ code: 143, signal: null, text: "ready\nreleased\n" })
  })
})

describe("a second signal", () => {
  it.each([["SIGTERM", "SIGTERM", later], ["SIGINT", "SIGTERM", 0]] as const)(
    "ends a process whose finalizer hangs: %s, %s",
    async (one, two, wait) => {
      const { child, ended, says } = await ready(hanging)
      child.kill(one)
      await says("hangs")
      await sleep(wait)
      child.kill(two)
      expect(await ended).toEqual({ code: null, signal: two, text: "ready\nhangs\n" })
    },
  )
})

const main = join(import.meta.dirname, "main.ts")
let model = ""
beforeAll(async () => void (model = await newModel()))

/** `rlif train`, which says what it asks of the policy's thread; the thread does not come back from an update if it `hangs`. */
const train = (flags: ReadonlyArray<string>, hangs = false) => {
  const says = `import { isMainThread, parentPort, Worker } from "node:worker_threads"
    const post = Worker.prototype.postMessage
    Worker.prototype.postMessage = function (message, ...rest) {
      if (message?.kind === "call") process.stderr.write("call " + message.name + "\\n")
      return post.call(this, message, ...rest)
    }
    if (isMainThread) process.on("SIGTERM", () => process.stderr.write("SIGTERM\\n"))
    const cell = new Int32Array(new SharedArrayBuffer(4))
    const hang = ({ name }) => name === "update" && Atomics.wait(cell, 0, 0)
    if (${hangs} && !isMainThread) parentPort.on("message", hang)`
  const out = join(newFolder(), "run")
  const hook = `data:text/javascript,${encodeURIComponent(says)}`
  return {
    out,
    ...start(process.execPath, ["--import", hook, main, "train", "--model", model, ...flags, "--out", out]),
  }
}

const sizes = ["--steps", "1000", "--completions", "8", "--max-tokens", "48"]
const doing = {
  sampling: { call: "call sample", flags: ["--problems", "64", "--eval-problems", "0"] },
  update: { call: "call update", flags: ["--problems", "64", "--eval-problems", "0"] },
  evaluation: { call: "call sample", flags: ["--problems", "8", "--eval-problems", "400"] },
}

it.each(
  [
    ["SIGINT", 130, "sampling"],
    ["SIGTERM", 143, "update"],
    ["SIGHUP", 129, "evaluation"],
  ] as const,
)("ends the command: %s, %i in its %s", async (signal, status, phase) => {
  const { child, ended, says, out } = train([...sizes, ...doing[phase].flags])
  await says(doing[phase].call)
  child.kill(signal)
  expect(await ended).toMatchObject({ code: status, signal: null })
  expect(existsSync(join(out, "final"))).toBe(false)
}, 60_000)

it("ends the command by two signals while its thread computes", async () => {
  const { child, ended, says } = train([...sizes, ...doing.update.flags], true)
  await says("call update")
  child.kill("SIGTERM")
  await says("SIGTERM")
  await sleep(later)
  expect(child.signalCode ?? child.exitCode).toBe(null)
  child.kill("SIGTERM")
  expect(await ended).toMatchObject({ code: null, signal: "SIGTERM" })
}, 60_000)
