// Training in processes of its own, for trials that stop, kill and race them.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

const main = resolve("packages/trainer/cli/main.ts")

/** A small run that checkpoints at every update, evaluates, and writes samples. */
export const small: ReadonlyArray<string> =
  ("--steps 10 --problems 2 --completions 2 --max-tokens 16 --threads 1 --eval-problems 4 --eval-every 3 " +
    "--samples-every 2 --save-every 1").split(" ")

/** A new folder for runs. */
export const newPlace = (): string => mkdtempSync(join(tmpdir(), "rlif-trial-"))

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** `rlif train` in a folder. */
export const start = (
  cwd: string,
  ...flags: ReadonlyArray<string>
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } => {
  const child = spawn(process.execPath, [main, "train", ...flags], { cwd, stdio: ["ignore", "pipe", "pipe"] })
  const texts = { stdout: "", stderr: "" }
  child.stdout.on("data", (chunk) => (texts.stdout += chunk))
  child.stderr.on("data", (chunk) => (texts.stderr += chunk))
  const ended = once(child, "close").then(([code, signal]): Ended => ({ code, signal, ...texts }))
  return { child, ended }
}

/** Waits until something is so, or the process has ended. */
export const until = async (child: ChildProcess, so: () => boolean): Promise<void> => {
  while (!so() && child.exitCode === null && child.signalCode === null) await sleep(2)
}
