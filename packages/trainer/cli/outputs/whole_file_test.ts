import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, Option, Stream } from "effect"
import { execFile, execFileSync, spawnSync } from "node:child_process"
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, it } from "vitest"
import { newFolder } from "../../testing/invoke.ts"
import { told, writeWhole } from "./whole_file.ts"

const both: Stream.Stream<string> = Stream.make("one\n", "two\n")

/** Writes two lines, then says so; what was printed, and the failure. */
const write = async (output: string, { force = false, text = both } = {}) => {
  const printed = { log: [] as Array<unknown>, error: [] as Array<unknown>, failure: "" }
  const capture: Console.Console = {
    ...console,
    log: (text) => void printed.log.push(text),
    error: (text) => void printed.error.push(text),
  }
  printed.failure = await writeWhole({ output, force }, text).pipe(
    Effect.andThen(told({ output }, "done")),
    Effect.as(""),
    Effect.catch(({ message }) => Effect.succeed(message)),
    Effect.scoped,
    Effect.provide(NodeServices.layer),
    Effect.provideService(Console.Console, capture),
    Effect.runPromise,
  )
  return printed
}
const lines = "one\ntwo\n"

it("writes a new file whole, and an older one only by force", async () => {
  const folder = newFolder()
  const output = join(folder, "rows")
  expect(await write(output)).toEqual({ log: ["done"], error: [], failure: "" })
  expect(readFileSync(output, "utf8")).toBe(lines)
  writeFileSync(output, "mine")
  expect((await write(output)).failure).toBe(`Cannot write "${output}": it exists; --force writes it anew`)
  expect(readFileSync(output, "utf8")).toBe("mine")
  await write(output, { force: true, text: Stream.concat(Stream.make("half"), Stream.die("stop")) }).catch(() => {})
  expect(readFileSync(output, "utf8")).toBe("mine")
  expect((await write(output, { force: true })).failure).toBe("")
  expect([readFileSync(output, "utf8"), readdirSync(folder)]).toEqual([lines, ["rows"]])
  expect((await write(folder, { force: true })).failure).toBe(`Cannot write "${folder}": it is a folder`)
})

it("writes through links, and leaves them", async () => {
  const folder = newFolder()
  const [link, target, other, nowhere] = ["link", "target", "other", "nowhere"].map((name) => join(folder, name))
  symlinkSync("target", link)
  expect((await write(link)).failure).toBe("")
  expect([lstatSync(link).isSymbolicLink(), readFileSync(target, "utf8")]).toEqual([true, lines])
  expect((await write(link)).failure).toContain("--force")
  writeFileSync(target, "old")
  linkSync(target, other)
  await write(link, { force: true })
  expect([lstatSync(link).isSymbolicLink(), readFileSync(other, "utf8")]).toEqual([true, lines])
  symlinkSync(join(nowhere, "file"), join(folder, "dangling"))
  expect((await write(join(folder, "dangling"))).failure).toMatch(/ENOENT/)
  mkdirSync(nowhere)
  expect((await write(join(folder, "dangling"))).failure).toBe("")
  expect(readFileSync(join(nowhere, "file"), "utf8")).toBe(lines)
})

it("has standard output for -, where nothing else is said", async () => {
  for (const output of ["-", "/dev/stdout"]) {
    expect(await write(output)).toEqual({ log: ["one", "two"], error: ["done"], failure: "" })
  }
  expect(existsSync("-")).toBe(false)
})

it.runIf(existsSync("/dev/full"))("writes through devices and pipes, which stay what they are", async () => {
  expect((await write("/dev/null")).failure).toBe("")
  expect((await write("/dev/full")).failure).toBe('Cannot write "/dev/full": ENOSPC: no space left on device, write')
  expect(["/dev/null", "/dev/full"].map((name) => statSync(name).isCharacterDevice())).toEqual([true, true])
  const fifo = join(newFolder(), "fifo")
  execFileSync("mkfifo", [fifo])
  const waited = writeWhole({ output: fifo, force: false }, both).pipe(
    Effect.timeoutOption(300),
    Effect.scoped,
    Effect.provide(NodeServices.layer),
  )
  // Without a reader it waits, and can be told to stop.
  expect(Option.isNone(await Effect.runPromise(waited))).toBe(true)
  const read = promisify(execFile)("cat", [fifo])
  expect((await write(fifo)).failure).toBe("")
  expect([(await read).stdout, statSync(fifo).isFIFO()]).toEqual([lines, true])
})

it.runIf(existsSync("/dev/stdout"))("appends to what a shell has opened, as its owner", () => {
  const folder = newFolder()
  const [input, log] = [join(folder, "rows"), join(folder, "log")]
  writeFileSync(input, '{"gold":"1","answer":"1"}\n')
  const main = fileURLToPath(new URL("../main.ts", import.meta.url))
  const grade = (output: string, redirected: string) => {
    writeFileSync(log, "before\n")
    const command = `"$0" "$1" grade --input "$2" --output ${output} >> "$3" ${redirected}`
    return spawnSync("sh", ["-c", command, process.execPath, main, input, log], { encoding: "utf8" }).stderr
  }
  expect(grade("/dev/stdout", "")).toMatch(/^Graded 1 answer: /)
  expect(readFileSync(log, "utf8")).toBe('before\n{"verdict":"correct"}\n')
  expect(grade("/dev/stderr", "2>&1")).toBe("")
  expect(readFileSync(log, "utf8")).toMatch(/^before\n\{"verdict":"correct"\}\nGraded 1 answer: /m)
}, 60_000)
