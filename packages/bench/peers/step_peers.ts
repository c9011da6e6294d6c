// Whose steps are compared: ours by the command's micro-batches and by the library's, on all threads and on one, and eager
// PyTorch's, whole and by micro-batches as large as the command's.
import { command } from "@rlif/trainer/defaults/defaults"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Preset } from "../step/preset.ts"
import type { Peer } from "./peer.ts"

const path = (of: string) => fileURLToPath(new URL(of, import.meta.url))

/** Where the model of a preset lies, and who is asked. */
export interface StepPeersOptions {
  readonly folder: string
  readonly threads: number
  /** Whether peers on one thread are left out. Default: they are not. */
  readonly quick?: boolean
}

/** All of them for a preset; ours by the command's micro-batches is the first. */
export const stepPeers = (
  preset: Preset,
  { folder, threads, quick = false }: StepPeersOptions,
): ReadonlyArray<Peer> => {
  const rows = Math.floor(command.microBatchTokens / (preset.promptTokens + preset.newTokens))
  const ours = (name: string, cut: "command" | "library", threads: number): Peer => ({
    name: `rlif, ${name}${on(threads)}`,
    threads,
    command: process.execPath,
    args: [path("./_ours_steps.ts"), folder, JSON.stringify(preset), `${threads}`, cut],
    install: "npm install",
  })
  const torch = (name: string, work: object, threads: number): Peer => ({
    name: `PyTorch, ${name}${on(threads)}`,
    threads,
    command: python,
    args: [path("./torch_peer.py"), JSON.stringify({ ...preset, ...work }), `${threads}`],
    env: torchEnvironment,
    install: "apt-get install python3-torch python3-numpy libopenblas0-openmp",
  })
  const fewer = threads === 1 || quick ? [] : [ours("command", "command", 1), torch("micro-batches", { rows }, 1)]
  return [
    ours("command", "command", threads),
    ours("library", "library", threads),
    torch("whole", {}, threads),
    torch("micro-batches", { rows }, threads),
    ...fewer,
  ]
}

const on = (threads: number) => ` (${threads} ${threads === 1 ? "thread" : "threads"})`

// Debian's packages are for Debian's own Python, which need not be the first on the path.
const python = process.env.PYTHON ?? (existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3")

const flags = existsSync("/proc/cpuinfo") ? readFileSync("/proc/cpuinfo", "utf8") : ""

/**
 * What PyTorch is faster with: threads that wait give way; freed memory is kept, so that it is not cleared anew; and OpenBLAS,
 * which does not know every processor, is told of the vectors that this one has.
 */
const torchEnvironment = {
  OMP_WAIT_POLICY: "passive",
  GOMP_SPINCOUNT: "0",
  MALLOC_MMAP_THRESHOLD_: `${2 ** 32}`,
  MALLOC_TRIM_THRESHOLD_: `${2 ** 34}`,
  ...(/\bavx512vl\b/.test(flags) ? { OPENBLAS_CORETYPE: "SkylakeX" } : {}),
}
