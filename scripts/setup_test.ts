import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "vitest"

const setup = "scripts/setup.mjs"

it("runs the command on the pinned Node and ends as it ends", () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [setup, "node", "-p", "process.exitCode = 7; process.version"],
    {
      encoding: "utf8",
      env: { ...process.env, PATH: "/usr/bin:/bin" },
    },
  )
  expect(stdout.trim()).toBe(`v${/^  node: (.+)$/m.exec(readFileSync("pnpm-workspace.yaml", "utf8"))?.[1]}`)
  expect(status).toBe(7)
})

it("hands an interrupt to the command, which decides how to end", async () => {
  const drain = `process.on("SIGINT", () => process.exit(130)); setInterval(() => {}, 1000); console.log("ready")`
  const child = spawn(process.execPath, [setup, "node", "-e", drain], { stdio: ["ignore", "pipe", "inherit"] })
  child.stdout.once("data", () => child.kill("SIGINT"))
  expect(await new Promise((done) => child.on("exit", done))).toBe(130)
})

it.runIf(process.platform === "linux").each([
  ["npm", "exec"],
  ["npm, with a shell between", ""],
])("ends the command where %s is killed", async (_, exec) => {
  const command = `console.log("pid", process.pid); process.on("SIGTERM", () => {
    console.log("ended")
    process.exit()
  }); setInterval(() => {}, 1000)`
  const line = `${exec} "$0" "$@"${exec === "" ? "; true" : ""}`
  const npm = `require("child_process").spawn("sh", ["-c", ...process.argv.slice(1)], { stdio: "inherit" })`
  const env = { ...process.env, npm_lifecycle_event: "start" }
  const args = ["-e", npm, "--", line, process.execPath, setup, "node", "-e", command]
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] })
  let text = ""
  child.stdout.on("data", (chunk) => {
    text += chunk
    if (text.startsWith("pid")) child.kill("SIGKILL")
  })
  // The pipe closes when the last of them has ended.
  await once(child.stdout, "close")
  expect(text).toMatch(/^pid \d+\nended\n$/)
}, 20_000)

it("says in one line that the registry is out of reach", () => {
  const folder = mkdtempSync(join(tmpdir(), "rlif-setup-"))
  try {
    mkdirSync(join(folder, "scripts"))
    for (const file of [setup, "scripts/_program.mjs", "package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"]) {
      cpSync(file, join(folder, file))
    }
    const { status, stderr } = spawnSync(process.execPath, [join(folder, setup), "vitest"], {
      cwd: folder,
      encoding: "utf8",
      env: {
        ...process.env,
        HOME: folder, // nothing is cached
        npm_config_cache: join(folder, "cache"),
        npm_config_registry: "http://127.0.0.1:9", // nobody listens
        npm_config_fetch_retries: "0",
      },
    })
    expect(stderr.trim().split("\n").at(-1)).toMatch(/^Cannot install the dependencies: the registry is out of reach/)
    expect(status).toBe(1)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
