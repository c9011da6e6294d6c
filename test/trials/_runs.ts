// Training in processes of its own, for trials that stop, kill and race them.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"

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
  while (!so() && child.exitCode === null && child.signalCode === null) await new Promise((next) => setTimeout(next, 2))
}

/** The steps whose metrics a run has written. */
export const stepsOf = (run: string): number => {
  const file = join(run, "metrics.jsonl")
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 2 : -1
}

/** All that a run means: metrics without times, samples, final and best weights, and what lies in its folder. */
export const meaning = (run: string) => {
  const text = (...names: ReadonlyArray<string>) => readFileSync(join(run, ...names), "utf8")
  const names = readdirSync(run, { recursive: true, encoding: "utf8" }).toSorted()
  return {
    names,
    metrics: text("metrics.jsonl").trimEnd().split("\n").map((line) => {
      const { step_time: _, ...rest } = JSON.parse(line)
      return rest
    }),
    files: names
      .filter((name) => /^samples\/|\.safetensors$|diagnostic\.json$|origin\.json$/.test(name))
      .map((name) => [name, readFileSync(join(run, name)).toString("base64")]),
  }
}
