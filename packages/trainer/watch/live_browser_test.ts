// The live page in a real browser: what a visitor sees happen, and what no other site can do.
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { faults, installed, launched, opened, type Window } from "../page/testing/browser.ts"
import { samplesOf } from "../page/testing/made_up.ts"
import type { Sample } from "../run/samples_file.ts"
import { type Served, served, training, underWay } from "./testing/served.ts"

const write = (run: string, step: number, samples: ReadonlyArray<Sample>) =>
  writeFileSync(
    join(run, "samples", `step_${String(step).padStart(6, "0")}.jsonl`),
    samples.map((one) => `${JSON.stringify(one)}\n`).join(""),
  )
const measured = (run: string, step: number) =>
  appendFileSync(join(run, "metrics.jsonl"), `${JSON.stringify({ step, reward: step, entropy: 0.5 })}\n`)
const done = (run: string, step: number, ask: string) =>
  appendFileSync(join(run, "control.jsonl"), `${JSON.stringify({ step, ask, at: "2026-11-30T12:00:00.000Z" })}\n`)
const asks = (run: string): string =>
  existsSync(join(run, "asks.jsonl")) ? readFileSync(join(run, "asks.jsonl"), "utf8") : ""

/** A folder that has just been read is left alone for a while. */
const patience = { timeout: 30_000 }

describe("a live page", () => {
  let browser: Browser
  const servers: Array<Served> = []
  beforeAll(async () => {
    if (installed !== undefined) browser = await launched()
  })
  afterAll(async () => {
    await browser?.close()
    for (const { close } of servers) await close()
  })
  beforeEach((context) => {
    if (installed === undefined) context.skip("needs chromium, which Debian's package of this name has")
  })
  const live = async (run: string, window?: Window) => {
    const server = await served(run)
    servers.push(server)
    return { url: server.url, ...await opened(browser, server.url, window) }
  }
  const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true })
  const says = (page: Page, id: string, text: string) => page.locator(id, { hasText: text }).waitFor()

  it("begins with nothing, and grows with the run", async () => {
    const run = underWay({ samples: {} })
    rmSync(join(run, "metrics.jsonl"))
    training(run, true)
    const { page, wrong } = await live(run)
    await says(page, "#state", "Running: update 0 of 9 is done.")
    expect(await page.locator("#curves").textContent()).toContain("Nothing has been measured yet.")
    expect(await page.locator("#explorer").isVisible()).toBe(false)
    measured(run, 1)
    write(run, 1, samplesOf(1))
    await says(page, "#state", "Running: update 1 of 9 is done.")
    await page.locator("#cards .card").nth(19).waitFor()
    expect(await page.locator("#choose-step").inputValue()).toBe("1")
    expect(await page.locator("#curves figure svg").count()).toBe(2)
    measured(run, 2)
    write(run, 2, samplesOf(2))
    // Who only looks sees the newest update.
    await page.locator("#count", { hasText: "20 of 48" }).waitFor()
    await expect.poll(() => page.locator("#choose-step").inputValue(), patience).toBe("2")
    await page.locator("#controls").getByLabel("Order").selectOption("longest")
    measured(run, 3)
    write(run, 3, samplesOf(3))
    await page.locator("#choose-step option[value='3']").waitFor({ state: "attached" })
    // Who has chosen something keeps it.
    expect(await page.locator("#choose-step").inputValue()).toBe("2")
    await page.reload()
    await says(page, "#state", "Running: update 3 of 9 is done.")
    expect(await page.locator("#choose-step").inputValue()).toBe("3")
    expect(wrong).toEqual([])
  })

  it("asks the run, by its buttons alone, and says what comes of it", async () => {
    const run = underWay()
    training(run, true)
    const { page, wrong } = await live(run)
    await says(page, "#state", "Running: update 4 of 9")
    expect(await button(page, "Go on").isDisabled()).toBe(true)
    await button(page, "Save now").focus()
    await page.keyboard.press("Enter")
    await says(page, "#said", "A checkpoint is written")
    // What was done can be asked again.
    done(run, 4, "save")
    await expect.poll(() => button(page, "Save now").isEnabled(), patience).toBe(true)
    await button(page, "Pause").click()
    await says(page, "#said", "It pauses after the update that is being made.")
    done(run, 4, "pause")
    await says(page, "#state", "Paused after update 4.")
    expect(await page.locator("#asked tbody tr").allTextContents()).toEqual(
      ["save", "pause"].map((ask) => `a4${ask}2026-11-30T12:00:00.000Z`),
    )
    expect(await button(page, "Pause").isDisabled()).toBe(true)
    await button(page, "Go on").click()
    done(run, 4, "go on")
    await says(page, "#state", "Running")
    await button(page, "Stop").click()
    await says(page, "#said", "It stops after the update that is being made, and keeps its weights.")
    training(run, false)
    await says(page, "#state", "Nothing trains here now: 4 of 9 updates are done.")
    for (const name of ["Pause", "Go on", "Save now", "Stop"]) expect(await button(page, name).isDisabled()).toBe(true)
    expect(asks(run).match(/"ask":"[^"]+"/g)).toEqual(["save", "pause", "go on", "stop"].map((ask) => `"ask":"${ask}"`))
    expect(wrong).toEqual([])
  })

  it("says that nobody answers, and goes on by itself where somebody does again", async () => {
    const run = underWay()
    training(run, true)
    const first = await served(run)
    const { page } = await opened(browser, first.url)
    await says(page, "#state", "Running")
    await first.close()
    await says(page, "#said", "Nobody answers now")
    expect(await button(page, "Stop").isDisabled()).toBe(true)
    servers.push(await served(run, { port: Number(new URL(first.url).port) }))
    await expect.poll(() => button(page, "Stop").isEnabled(), patience).toBe(true)
    expect(await page.locator("#said").textContent()).toBe("")
  })

  it("does nothing for another site, whatever it tries", async () => {
    const run = underWay()
    training(run, true)
    const { url } = await served(run).then((server) => (servers.push(server), server))
    const evil = createServer((_, response) => response.setHeader("content-type", "text/html").end("<p>evil"))
    await new Promise<void>((listening) => evil.listen(0, "127.0.0.1", listening))
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`)
    const refused: Array<number> = []
    page.on("response", (response) => response.url().startsWith(url) && refused.push(response.status()))
    const tried = await page.evaluate(`(async () => {
      const body = JSON.stringify({ ask: "stop" })
      const types = ["application/json", "text/plain"]
      const posts = types.flatMap((type) => ["cors", "no-cors"].map((mode) =>
        fetch("${url}ask", { method: "POST", mode, credentials: "include", headers: { "content-type": type }, body })
          .then(({ type, ok }) => type + " " + ok, () => "failed")))
      const read = fetch("${url}events?from=x").then((response) => response.text(), () => "failed")
      const form = Object.assign(document.createElement("form"), { method: "post", action: "${url}ask", target: "f", enctype: "text/plain" })
      const field = Object.assign(document.createElement("input"), { name: '{"ask":"stop","x":"', value: '"}' })
      const frame = Object.assign(document.createElement("iframe"), { name: "f" })
      form.append(field)
      document.body.append(frame, form)
      form.submit()
      await new Promise((loaded) => frame.addEventListener("load", loaded))
      const shown = (() => { try { return frame.contentDocument?.body.textContent ?? "hidden" } catch { return "hidden" } })()
      return [...await Promise.all([...posts, read]), shown]
    })()`) as ReadonlyArray<string>
    expect(tried).toEqual(["failed", "failed", "failed", "failed", "failed", "hidden"])
    expect(new Set(refused)).toEqual(new Set([403]))
    expect(asks(run)).toBe("")
    evil.close()
    await context.close()
  })

  it("shows hostile completions and names harmlessly when they come later, too", async () => {
    const attack =
      `</script><script>globalThis.ran = 1</script><img src="https://evil.example/x" onerror="globalThis.ran = 1">\u202e`
    const run = underWay({ samples: {} })
    training(run, true)
    const { page, wrong } = await live(run)
    await says(page, "#state", "Running")
    const hostile = samplesOf(1).map((one) => ({
      ...one,
      problem: attack,
      gold: attack,
      text: attack,
      tokens: [],
      signals: {},
    }))
    appendFileSync(
      join(run, "guard.jsonl"),
      `${JSON.stringify({ step: 3, guard: attack, decision: "warn", kept: 3, reason: attack, numbers: {} })}\n`,
    )
    write(run, 5, hostile)
    await page.locator("#cards .card").first().waitFor()
    await page.locator("#guards td", { hasText: "onerror" }).first().waitFor()
    writeFileSync(join(run, "samples", "step_000006.jsonl"), `${attack}\n`)
    await says(page, "#unread", "step_000006.jsonl")
    expect(await page.evaluate("globalThis.ran")).toBeUndefined()
    expect(await page.locator("main img, main script, [onerror]").count()).toBe(0)
    expect((await page.locator("body").innerText()).match(/[\p{Cs}\p{Bidi_Control}]/u)).toBeNull()
    expect(wrong).toEqual([])
  })

  it.each<Window>([{ width: 1280 }, { width: 360, dark: true }])(
    "has nothing that axe-core objects to, and no sideways scrolling: %j",
    async (window) => {
      const run = underWay()
      done(run, 4, "pause")
      training(run, true)
      const { page } = await live(run, window)
      await says(page, "#state", "Paused")
      expect(await faults(page)).toEqual([])
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true)
    },
  )

  it("can be read without scripts, with nothing to press", async () => {
    const { page } = await live(underWay(), { scripts: false })
    expect(await page.locator("#selection .card").count()).toBeGreaterThan(6)
    expect(await page.locator("#curves svg").count()).toBe(6)
    expect(await page.getByRole("button").count()).toBe(0)
  })
})
