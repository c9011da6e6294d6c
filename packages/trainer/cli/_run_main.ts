// Signals to the command: the first asks it to end, the second ends the process whatever it does.
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Runtime from "effect/Runtime"
import { readFileSync } from "node:fs"
import { constants } from "node:os"
import { basename } from "node:path"
import { Stop } from "../run/stop.ts"

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const
type Signal = typeof signals[number]

/**
 * Milliseconds in which a signal is the same one again: a terminal sends Ctrl-C to npm as well, which hands it on, and
 * `timeout` sends to the process and then to its group.
 */
const same = 500

/**
 * Runs the effect as the process, with `Stop` for whoever listens. After a first signal everything is released, and the
 * status is 128 plus its number, unless the effect failed; then nothing handles signals any more, so that the next one ends
 * the process in the kernel, even where a thread computes or a finalizer hangs.
 */
export const runMain = <A, E>(effect: Effect.Effect<A, E>): void => {
  let first: { readonly signal: Signal; readonly at: number } | undefined
  let listeners = 0
  let interrupt = () => {}
  const asked = Deferred.makeUnsafe<string>()

  const received = (signal: Signal) => {
    if (first !== undefined) return first.signal === signal && performance.now() - first.at < same || end(signal)
    first = { signal, at: performance.now() }
    setTimeout(unhandle, same).unref()
    Deferred.doneUnsafe(asked, Exit.succeed(signal))
    if (listeners === 0) interrupt()
  }
  const unhandle = () => signals.forEach((signal) => process.removeAllListeners(signal))
  const end = (signal: Signal) => {
    unhandle()
    process.kill(process.pid, signal)
  }
  for (const signal of signals) process.on(signal, signal === "SIGHUP" && nohup() ? () => {} : received)

  // scripts/setup.mjs stands between npm and this process. Where it is killed nobody waits for this process any more.
  const setup = process.ppid
  const watch = () => process.ppid !== setup && first === undefined && received("SIGTERM")
  if (process.env["RLIF_SETUP"] === String(setup)) setInterval(watch, 250).unref()

  const listening = Effect.acquireRelease(Effect.sync(() => void listeners++), () => Effect.sync(() => listeners--))
  const main = Effect.provideService(effect, Stop, { asked: Deferred.await(asked), listening })
  Runtime.makeRunMain(({ fiber, teardown }) => {
    interrupt = () => fiber.interruptUnsafe(fiber.id)
    fiber.addObserver((exit) => {
      unhandle()
      if (first !== undefined && (Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause))) {
        process.exit(128 + constants.signals[first.signal])
      }
      teardown(exit, (code) => code === 0 || process.exit(code))
    })
  })(main, { disableErrorReporting: true })
}

/**
 * Whether `nohup` started this process, which Node forgets: it sets ignored signals back to what they do by default.
 * A shell names what it starts in `_`; GNU's nohup gives a standard input that cannot be read in a terminal's place.
 */
const nohup = (): boolean => {
  if (basename(process.env["_"] ?? "") === "nohup") return true
  try {
    return /^flags:\s+\d*1$/m.test(readFileSync("/proc/self/fdinfo/0", "utf8"))
  } catch {
    return false
  }
}
