// A run of `rlif train` with visitors at its live page: what the thread that serves them computes, and how long it all takes.
import { Effect, FileSystem, Path, Ref, Schedule, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const main = fileURLToPath(import.meta.resolve("@rlif/trainer/cli/main.ts"))

/** A run, by its updates. */
export interface Visited {
  /** Seconds that the process took, from its start to its end. */
  readonly took: number
  /** Seconds that its main thread computed: it serves the page, and hands what is trained to other threads. */
  readonly computed: number
  /** MiB that visitors heard, all of them together. */
  readonly heard: number
}

/** Trains the model of `npm start` for so many updates, with visitors at its page from the start to the end. */
export const visited = Effect.fnUntraced(
  function* ({ visitors, steps }: { readonly visitors: number; readonly steps: number }) {
    const fs = yield* FileSystem.FileSystem
    const run = (yield* Path.Path).join(yield* fs.makeTempDirectoryScoped({ prefix: "rlif-watch-" }), "run")
    const options = { stdin: "ignore", stdout: "pipe", stderr: "inherit", detached: false } as const
    const args = [main, "train", "--steps", String(steps), "--out", run, "--watch"]
    const start = performance.now()
    const { pid, stdout, exitCode } = yield* ChildProcess.make(process.execPath, args, options)
    const [computed, heard] = [yield* Ref.make(0), yield* Ref.make(0)]
    const look = Ref.update(computed, (before) => secondsOf(pid) ?? before)
    yield* Effect.forkScoped(Effect.repeat(look, Schedule.spaced("100 millis")))
    yield* stdout.pipe(
      Stream.decodeText,
      Stream.splitLines,
      Stream.runForEach((line) => {
        const url = /^Watch: (\S+)$/.exec(line)?.[1]
        if (url === undefined) return Effect.void
        const visit = Effect.flatMap(heardAt(url), (bytes) => Ref.update(heard, (all) => all + bytes))
        return Effect.forkScoped(
          Effect.all(Array.from({ length: visitors }, () => visit), { concurrency: "unbounded" }),
        )
      }),
    )
    yield* exitCode
    const all: Visited = {
      took: (performance.now() - start) / 1000,
      computed: yield* Ref.get(computed),
      heard: (yield* Ref.get(heard)) / 2 ** 20,
    }
    return all
  },
  Effect.scoped,
)

/** What a visitor hears until the server ends, in bytes; `listens` once there are events to hear. */
export const heardAt = (url: string, listens: () => Effect.Effect<void> = () => Effect.void): Effect.Effect<number> =>
  Effect.promise(async (signal) => {
    const page = await (await fetch(url, { signal })).text()
    const [, from = ""] = /data-from="([^"]+)"/.exec(page) ?? []
    let bytes = page.length
    try {
      const { body } = await fetch(`${url.replace(/\/$/, "")}/events?from=${from}`, { signal })
      await Effect.runPromise(listens())
      for await (const { length } of body ?? []) bytes += length
    } catch {
      // The server has ended.
    }
    return bytes
  })

/** What the main thread of a process has computed, on Linux; undefined where the process is gone. */
const secondsOf = (pid: number): number | undefined => {
  try {
    const fields = readFileSync(`/proc/${pid}/task/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ")
    // Of a hundredth of a second each: in user mode, in the kernel.
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return undefined
  }
}
