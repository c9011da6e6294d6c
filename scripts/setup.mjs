// Makes the workspace ready and then runs a command in it: `node scripts/setup.mjs vitest run`.
// Plain JavaScript, because the machine's own Node (20 or newer) runs it; the command runs on the pinned Node 24 of
// node_modules/.bin. Nothing is installed when pnpm's record of the last install equals the lockfile.
import { spawn, spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { constants } from "node:os"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"
import { program } from "./_program.mjs"

const pnpm = "pnpm@12.21.0"
const root = fileURLToPath(new URL("..", import.meta.url))
const bin = join(root, "node_modules", ".bin")

const fail = (message) => {
  console.error(message)
  process.exit(1)
}

const read = (path) => existsSync(path) ? readFileSync(path, "utf8") : ""

const ready = () =>
  existsSync(join(bin, process.platform === "win32" ? "node.cmd" : "node")) &&
  read(join(root, "node_modules", ".pnpm", "lock.yaml")) === read(join(root, "pnpm-lock.yaml"))

const install = () => {
  console.error("Setting up: installing the dependencies, a minute or two the first time")
  const { status, error, stdout, stderr } = spawnSync(...program("npx", ["-y", pnpm, "install", "--frozen-lockfile"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: { ...process.env, CI: "true", npm_config_loglevel: "error" }, // no questions; errors even under --silent
    stdio: ["ignore", "pipe", "pipe"],
  }))
  if (error) fail(`Cannot install the dependencies: ${error.message}`)
  const output = `${stdout}${stderr}`
  if (status === 0 && ready()) return
  const offline = /ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|E(?:NET|HOST)UNREACH|META_FETCH_FAIL/.exec(output)
  if (offline) {
    fail(`Cannot install the dependencies: the registry is out of reach (${offline[0]}); connect once and run again`)
  }
  console.error(output.trimEnd().split("\n").slice(-20).join("\n"))
  fail(`Cannot install the dependencies: pnpm ended with status ${status}; its last lines are above`)
}

if (Number(process.versions.node.split(".")[0]) < 20) {
  fail(`Cannot set up: Node 20 or newer is needed, this is ${process.version}`)
}
if (!ready()) install()

/** What is written in /proc of a process, on systems that have it. */
const shown = (pid, name) => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8")
  } catch {
    return ""
  }
}

/** Who waits for this process under npm: npm itself, or a shell for which npm waits. Other words once one of them is killed. */
const waiting = () => {
  const parent = process.ppid
  const shell = shown(parent, "comm").trim().endsWith("sh")
  return `${parent} ${shell ? shown(parent, "stat").replace(/^.*\) \S /s, "").split(" ")[0] : ""}`
}

const [command, ...args] = process.argv.slice(2)
if (command) {
  // The `rlif` command watches this process as this one watches npm: who is killed cannot hand anything on.
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, RLIF_SETUP: String(process.pid) }
  const before = waiting() // whoever is there before the command is
  const child = spawn(...program(join(bin, command), args, { stdio: "inherit", env }))
  // A terminal sends Ctrl-C to the child as well; other senders reach only this process.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => process.stdin.isTTY && signal === "SIGINT" || child.kill(signal))
  }
  if (process.env.npm_lifecycle_event !== undefined) {
    const watch = setInterval(() => {
      if (waiting() === before) return
      clearInterval(watch)
      child.kill("SIGTERM")
    }, 250)
  }
  child.on("error", (error) => fail(`Cannot run ${command}: ${error.message}`))
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}
