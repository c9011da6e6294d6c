// Runs that nobody trains, served as if somebody did.
import * as NodeServices from "@effect/platform-node/NodeServices"
import { thisProcess } from "@rlif/core/files/owner"
import { Effect, Exit, Scope } from "effect"
import { rmSync, writeFileSync } from "node:fs"
import { request } from "node:http"
import { join } from "node:path"
import { madeUp, reading } from "../../page/testing/made_up.ts"
import { type ServerOptions, watchServer } from "../server.ts"

/** A server of this process. */
export interface Served {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Serves a run until it is closed. */
export const served = (run: string, options: Partial<ServerOptions> = {}): Promise<Served> =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const url = yield* Scope.provide(watchServer(run, { reading, ...options }), scope)
    return { url, close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
  }).pipe(Effect.provide(NodeServices.layer), Effect.runPromise)

/** Whether a process, which is this one, trains in a run's folder. */
export const training = (run: string, is: boolean): void => {
  const lock = join(run, ".lock")
  if (is) writeFileSync(lock, JSON.stringify({ ...thisProcess(), id: "made-up" }))
  else rmSync(lock)
}

/** What a server answered; `heard` grows for as long as it is listened to. */
export interface Answer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | ReadonlyArray<string>>
  readonly heard: () => string
  /** Waits until something is heard. */
  readonly hear: (what: RegExp) => Promise<void>
  /** Settles when the server has said all. */
  readonly over: Promise<void>
  readonly leave: () => void
}

/** Asks by any headers, those too that browsers and `fetch` would not let anybody set. */
export const asked = (
  url: string,
  { method = "GET", headers = {}, body }: {
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      let text = ""
      const listeners = new Set<() => void>()
      response.setEncoding("utf8").on("data", (more: string) => {
        text += more
        for (const listener of listeners) listener()
      })
      const over = new Promise<void>((done) => response.on("close", done).on("error", () => {}))
      const hear = (what: RegExp) =>
        new Promise<void>((done) => {
          const listener = () => what.test(text) && done()
          listeners.add(listener)
          listener()
        })
      resolve({
        status: response.statusCode!,
        headers: response.headers,
        heard: () => text,
        hear,
        over,
        leave: () => sent.destroy(),
      })
    })
    sent.on("error", reject).end(body)
  })

/** The folder of a run that has updates to make. */
export const underWay = (options: Partial<Parameters<typeof madeUp>[0]> = {}): string =>
  madeUp({ name: "a", config: { steps: 9 }, ...options })
