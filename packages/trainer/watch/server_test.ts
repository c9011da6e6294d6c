// The server of a live page, over real connections. The page itself is clicked through in live_browser_test.ts.
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { afterEach, expect, it } from "vitest"
import { madeUp, samplesOf } from "../page/testing/made_up.ts"
import type { ServerOptions } from "./server.ts"
import { asked, served, training, underWay } from "./testing/served.ts"

const open: Array<() => Promise<void>> = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})
const serve = async (run: string, options: Partial<ServerOptions> = {}) => {
  const { url, close } = await served(run, options)
  open.push(close)
  return url
}
/** All that a visitor hears of a page, from where it ends. */
const visit = async (url: string, headers: Readonly<Record<string, string>> = {}) => {
  const page = await asked(url, { headers })
  await page.over
  const from = /data-from="([^"]+)"/.exec(page.heard())?.[1] ?? ""
  const events = await asked(new URL(`events?from=${from}`, url).href, { headers })
  open.push(async () => events.leave())
  return { page, events, from }
}
const line = (step: number) => `${JSON.stringify({ step, reward: step, entropy: 0.5 })}\n`
const samples = (run: string, step: number) =>
  writeFileSync(
    join(run, "samples", `step_00000${step}.jsonl`),
    samplesOf(step).map((one) => `${JSON.stringify(one)}\n`).join(""),
  )
/** What a page asks of a run. */
const ask = (url: string, body: string, headers: Readonly<Record<string, string>> = {}) => {
  const { origin } = new URL(url)
  const given = { origin, "content-type": "application/json", ...headers }
  return asked(new URL("ask", url).href, { method: "POST", body, headers: given })
}

it("tells every visitor what happens after the page that they have, and late ones all of it", async () => {
  const run = underWay()
  training(run, true)
  const url = await serve(run)
  const first = await visit(url)
  await first.events.hear(/event: state\ndata: {"state":"running","step":4,"steps":9,"done":0}\n\n/)
  expect(first.events.heard()).not.toContain("event: told")
  appendFileSync(join(run, "metrics.jsonl"), line(5))
  samples(run, 5)
  await first.events.hear(/id: [-0-9a-f]+:5\nevent: told\ndata: {"kind":"samples","run":0,"step":5,.*\n\n/)
  await first.events.hear(/event: section\ndata: {"id":"curves",/)
  const late = await visit(url)
  await late.events.hear(/event: state\n/)
  expect(late.from).toBe(first.from.replace(":4", ":5"))
  // Who comes again says what it has heard last.
  const again = await asked(new URL(`events?from=${first.from}`, url).href, { headers: { "last-event-id": late.from } })
  await again.hear(/event: state\n/)
  expect(again.heard()).not.toContain("event: told")
  again.leave()
  training(run, false)
  await first.events.hear(/data: {"state":"ended"/)
})

it("begins anew where the run has gone back, or the server is another one", async () => {
  const run = underWay()
  const url = await serve(run)
  const { events } = await visit(url)
  await events.hear(/event: state\n/)
  rmSync(join(run, "samples", "step_000004.jsonl"))
  await events.over
  expect(events.heard().endsWith("event: again\ndata: {}\n\n")).toBe(true)
  for (const from of ["elsewhere:1", "", "x:y:z"]) {
    const lost = await asked(new URL(`events?from=${from}`, url).href)
    await lost.over
    expect(lost.heard()).toContain("event: again")
  }
})

it("says what it could not read, for as long as that is so", async () => {
  const run = underWay()
  training(run, true)
  const { events } = await visit(await serve(run))
  await events.hear(/event: state\ndata: {"state":"running","step":4,"steps":9,"done":0}\n/)
  const metrics = join(run, "metrics.jsonl")
  const whole = readFileSync(metrics, "utf8")
  writeFileSync(metrics, `${whole}no line\n`)
  await events.hear(/"step":4,"steps":9,"done":0,"unread":"Cannot read \\"[^"]*metrics.jsonl\\": line 6: /)
  writeFileSync(metrics, `${whole}${line(5)}`)
  await events.hear(/"step":5,"steps":9,"done":0}\n/)
  // A file of samples is whole or spoilt, and the others are told.
  writeFileSync(join(run, "samples", "step_000005.jsonl"), "\u202eno line\n")
  await events.hear(/"unread":"Cannot read \\"[^"]*step_000005.jsonl\\": line 1: /)
  samples(run, 6)
  await events.hear(/"kind":"samples","run":0,"step":6,/)
  expect(events.heard()).not.toContain("\u202e")
})

it("asks the run by a row of its folder, and what it does is told", async () => {
  const run = underWay()
  const url = await serve(run)
  // Nobody trains there.
  expect((await ask(url, '{"ask":"pause"}')).status).toBe(409)
  training(run, true)
  const { events } = await visit(url)
  await events.hear(/"state":"running"/)
  expect((await ask(url, '{"ask":"pause"}')).status).toBe(202)
  expect(readFileSync(join(run, "asks.jsonl"), "utf8")).toMatch(/^{"ask":"pause","at":"[^"]+"}\n$/)
  appendFileSync(join(run, "control.jsonl"), '{"step":4,"ask":"pause","at":"2026-11-30T12:00:00.000Z"}\n')
  await events.hear(/"state":"paused"/)
  await events.hear(/{"id":"asked","html":".*2026-11-30T12:00:00.000Z/)
})

it("asks nothing of a run that has made its last update", async () => {
  const run = madeUp({ name: "a", config: { steps: 4 } })
  training(run, true)
  expect((await ask(await serve(run), '{"ask":"stop"}')).status).toBe(409)
})

it("asks nothing that is no wish, and nothing for another site", async () => {
  const run = underWay()
  training(run, true)
  const url = await serve(run)
  const statuses = await Promise.all([
    ask(url, '{"ask":"rm -rf /"}'),
    ask(url, "pause"),
    ask(url, `{"ask":"stop"${" ".repeat(2000)}}`),
    ask(url, '{"ask":"stop"}', { "content-type": "text/plain" }),
    ask(url, '{"ask":"stop"}', { origin: "https://evil.example" }),
    ask(url, '{"ask":"stop"}', { "sec-fetch-site": "cross-site" }),
    ask(url, '{"ask":"stop"}', { host: "evil.example" }),
    asked(new URL("ask", url).href, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"ask":"stop"}',
    }),
  ])
  expect(statuses.map(({ status }) => status)).toEqual([400, 400, 400, 415, 403, 403, 403, 403])
  expect(existsSync(join(run, "asks.jsonl"))).toBe(false)
})

it("shows nothing to other sites, and no other file to anybody", async () => {
  const run = underWay()
  writeFileSync(join(dirname(run), "secret"), "secret")
  const url = await serve(run)
  for (
    const headers of [{ host: "evil.example" }, { origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }]
  ) {
    for (const path of ["", "events"]) {
      const refused = await asked(url + path, { headers })
      await refused.over
      expect([refused.status, refused.heard()]).toEqual([403, expect.stringMatching(/^Refused: .*\n$/)])
      expect(refused.headers["access-control-allow-origin"]).toBeUndefined()
    }
  }
  for (const path of ["config.json", "../secret", "%2e%2e/secret", "..%2fsecret", "samples/step_000001.jsonl", "ask"]) {
    const nothing = await asked(`${url}${path}`)
    await nothing.over
    expect([path, nothing.status, nothing.heard()]).toEqual([path, 404, ""])
  }
  const { headers } = await asked(url)
  expect(headers).toMatchObject({
    "content-security-policy": expect.stringMatching(
      /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
  })
})

it("lets other machines in by a token alone, which leaves the address for a cookie", async () => {
  const run = underWay()
  training(run, true)
  const url = await serve(run, { host: "0.0.0.0" })
  const { origin, port, searchParams } = new URL(url)
  const token = searchParams.get("token")!
  expect(token).toMatch(/^[\w-]{32}$/)
  for (const path of ["/", "/?token=", "/?token=wrong", "/events"]) {
    expect((await asked(origin + path)).status).toBe(403)
  }
  expect((await ask(`${origin}/`, '{"ask":"stop"}')).status).toBe(403)
  const entered = await asked(url)
  expect([entered.status, entered.headers["location"]]).toEqual([303, "/"])
  const [cookie] = entered.headers["set-cookie"] as ReadonlyArray<string>
  expect(cookie).toBe(`rlif-${port}=${token}; Path=/; HttpOnly; SameSite=Strict`)
  const { events } = await visit(`${origin}/`, { cookie: cookie.split(";")[0]!, host: `gpu.example:${port}` })
  await events.hear(/event: state\n/)
  expect((await ask(`${origin}/`, '{"ask":"save"}', { authorization: `Bearer ${token}` })).status).toBe(202)
})

it("is another one each time, unless somebody says which", async () => {
  const run = underWay()
  const [one, two] = [await serve(run, { host: "0.0.0.0" }), await serve(run, { host: "0.0.0.0" })]
  expect(new URL(one).search).not.toBe(new URL(two).search)
  // Also on this machine alone, where others may have an account.
  expect(await serve(run, { token: "mine" })).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=mine$/)
  // None is none.
  expect(await serve(run, { token: "" })).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  expect(new URL(await serve(run, { host: "0.0.0.0", token: "" })).searchParams.get("token")).toMatch(/^[\w-]{32}$/)
  const odd = await asked(await serve(run, { token: "a+b&c#d%" }))
  expect(odd.status).toBe(303)
})

it("says where it cannot be served", async () => {
  const run = underWay()
  const { port } = new URL(await serve(run))
  await expect(serve(run, { port: Number(port) })).rejects.toThrow(
    new RegExp(`^Cannot serve a page on port ${port} of 127.0.0.1: .*EADDRINUSE`),
  )
})

it("ends with visitors, who hear what came last", async () => {
  const run = underWay()
  training(run, true)
  const { url, close } = await served(run)
  const all = await Promise.all([visit(url), visit(url), visit(url)])
  for (const { events } of all) await events.hear(/event: state\n/)
  appendFileSync(join(run, "metrics.jsonl"), line(5))
  await close()
  for (const { events } of all) {
    await events.over
    expect(events.heard()).toContain('"step":5')
  }
})
