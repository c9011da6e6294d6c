// A PostgreSQL of a test's own: a folder below the system's temporary one, on loopback, and not as root, which it refuses.
import { Effect, Redacted } from "effect"
import { execFile, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { promisify } from "node:util"

const versions = "/usr/lib/postgresql"

/** The folder of Debian's programs; undefined where there are none. */
export const programs = (existsSync(versions) ? readdirSync(versions) : [])
  .map((version) => join(versions, version, "bin"))
  .find((folder) => existsSync(join(folder, "initdb")))

/** Why tests of the queue cannot run here, for the list of what was skipped. */
export const missing = "needs PostgreSQL, which is not installed: apt-get install postgresql"

const idOf = (kind: "-u" | "-g") => Number(execFileSync("id", [kind, "postgres"], { encoding: "utf8" }))

/** Who runs it: this user, or where that is root the one that Debian's package makes. */
const user = () => process.getuid!() === 0 ? { uid: idOf("-u"), gid: idOf("-g") } : {}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { readonly port: number }
      server.close(() => resolve(port))
    })
  })

/** A database that can be killed and started again; it ends with the scope. */
export const postgres = Effect.gen(function* () {
  const as = user()
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => {
      const folder = mkdtempSync(join(tmpdir(), "rlif-postgres-"))
      if (as.uid !== undefined) chownSync(folder, as.uid, as.gid!)
      return folder
    }),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true })),
  )
  const data = join(folder, "data")
  const program = (name: string) => join(programs!, name)
  yield* Effect.promise(() =>
    promisify(execFile)(program("initdb"), ["-D", data, "-A", "trust", "-U", "rlif", "--no-sync"], {
      ...as,
      cwd: folder,
    })
  )
  const port = yield* Effect.promise(freePort)
  const url = `postgres://rlif@127.0.0.1:${port}/postgres`
  const set = ["listen_addresses=127.0.0.1", `unix_socket_directories=${folder}`, "fsync=off"]
  const options = ["-D", data, "-p", `${port}`, ...set.flatMap((one) => ["-c", one])]
  const answers = async () => {
    while (true) {
      try {
        return await promisify(execFile)(program("pg_isready"), ["-h", "127.0.0.1", "-p", `${port}`])
      } catch {
        await sleep(50)
      }
    }
  }
  const start = Effect.promise(async () => {
    const server = spawn(program("postgres"), options, { ...as, cwd: folder, stdio: "ignore" })
    const ended = once(server, "exit")
    await answers()
    return { server, ended }
  })
  let running = yield* start
  const kill = (signal: NodeJS.Signals) => Effect.promise(() => (running.server.kill(signal), running.ended))
  yield* Effect.addFinalizer(() => kill("SIGQUIT"))
  return {
    url: Redacted.make(url),
    /** Ends it at once, with all that it does. */
    kill: kill("SIGQUIT"),
    restart: Effect.map(start, (again) => void (running = again)),
  }
})
