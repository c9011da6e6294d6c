// How soon an application that serves a live page ends when it is told to, with visitors connected.
import { Effect, Ref, Schedule } from "effect"
import { ChildProcess } from "effect/process"
import { join } from "node:path"
import { heardAt } from "./visited.ts"

const application = join(import.meta.dirname, "..", "..", "..", "examples", "embedding.ts")

/** Seconds from SIGTERM to the end of `examples/embedding.ts`, at whose live page so many visitors listen. */
export const ended = Effect.fnUntraced(
  function* ({ visitors, port }: { readonly visitors: number; readonly port: number }) {
    const options = { stdin: "ignore", stdout: "ignore", stderr: "inherit", detached: false } as const
    const { kill } = yield* ChildProcess.make(process.execPath, [application], {
      ...options,
      env: { PORT: String(port) },
      extendEnv: true,
    })
    const url = `http://localhost:${port}`
    const answers = Effect.tryPromise(() => fetch(`${url}/run`).then(({ ok }) => ok || Promise.reject()))
    yield* Effect.retry(answers, Schedule.spaced("50 millis"))
    const listening = yield* Ref.make(0)
    const visit = heardAt(`${url}/run`, () => Ref.update(listening, (all) => all + 1))
    yield* Effect.forkScoped(Effect.all(Array.from({ length: visitors }, () => visit), { concurrency: "unbounded" }))
    yield* Effect.repeat(Ref.get(listening), {
      until: (all) => all === visitors,
      schedule: Schedule.spaced("20 millis"),
    })
    const start = performance.now()
    yield* kill({ killSignal: "SIGTERM" })
    return (performance.now() - start) / 1000
  },
  Effect.scoped,
)
