// Training that npm started, as npm's process tree: npm, perhaps a shell, scripts/setup.mjs, and the command.
import { life, type Owner } from "@rlif/core/files/owner"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { beforeAll, expect, it, onTestFinished } from "vitest"
import { newFolder, newModel } from "../testing/invoke.ts"

const root = join(import.meta.dirname, "../../..")
let model = ""
beforeAll(async () => void (model = await newModel()))

/** A run at its work: npm's process, the leader of a group of its own, and the processes behind it. */
const training = async () => {
  const out = join(newFolder(), "run")
  const sizes = ["--steps", "100000", "--problems", "2", "--max-tokens", "8", "--eval-problems", "0"]
  const args = ["run", "--silent", "rlif", "--", "train", "--model", model, ...sizes, "--out", out]
  const npm = spawn("npm", args, { cwd: root, detached: true, stdio: ["ignore", "pipe", "pipe"] })
  let errors = ""
  npm.stdout.resume()
  npm.stderr.on("data", (chunk) => (errors += chunk))
  const closed = once(npm, "close")
  onTestFinished(() => {
    try {
      process.kill(-npm.pid!, "SIGKILL")
    } catch {} // as it should be: nobody is left
  })
  while (!existsSync(join(out, "metrics.jsonl"))) {
    if (npm.exitCode !== null) throw new Error(errors)
    await sleep(20)
  }
  const lock = join(out, ".lock")
  const command: Owner = JSON.parse(readFileSync(lock, "utf8"))
  const { id: _, start: __, ...place } = command as Owner & { readonly id: string }
  const parent = Number(readFileSync(`/proc/${command.pid}/stat`, "utf8").replace(/^.*\) \S /s, "").split(" ")[0])
  const left = () => [command, { ...place, pid: parent }].filter((owner) => life(owner) !== "gone")
  return { npm, setup: parent, closed, lock, left }
}
const linux = process.platform === "linux"

it.runIf(linux).each(["npm", "setup"] as const)("leaves nobody at work where %s is killed", async (killed) => {
  const { npm, setup, closed, lock, left } = await training()
  process.kill(killed === "npm" ? npm.pid! : setup, "SIGKILL")
  await closed
  // A process closes its pipes before it has ended.
  await expect.poll(left, { timeout: 10_000 }).toEqual([])
  expect(existsSync(lock)).toBe(false)
}, 60_000)

it.runIf(linux).each(["SIGINT", "SIGTERM"] as const)(
  "takes %s for one signal where the whole group gets it, and npm and setup hand it on",
  async (signal) => {
    const { npm, closed, lock, left } = await training()
    process.kill(-npm.pid!, signal)
    await closed
    await expect.poll(left, { timeout: 10_000 }).toEqual([])
    // A second signal would have ended the command before it could release anything.
    expect(existsSync(lock)).toBe(false)
  },
  60_000,
)
