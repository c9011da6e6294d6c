// Pages in a real browser: what a reader sees, clicks and hears, and what a hostile model cannot do.
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { Sample } from "../run/samples_file.ts"
import { runReport } from "./run_report.ts"
import { faults, installed, launched, opened, type Window } from "./testing/browser.ts"
import { madeUp, reading, samplesOf } from "./testing/made_up.ts"

/** Writes the page of some runs beside the first of them. */
const written = async (paths: ReadonlyArray<string>, how = reading): Promise<string> => {
  const html = await runReport(paths, { reading: () => Effect.succeed(how) }).pipe(
    Effect.provide(NodeServices.layer),
    Effect.runPromise,
  )
  const file = join(paths[0], "report.html")
  writeFileSync(file, html)
  return file
}

const stop = {
  step: 3,
  guard: "clock:updates=3",
  decision: "stop",
  kept: 2,
  reason: "enough",
  numbers: { updates: 3 },
}
describe("a page in a browser", () => {
  let browser: Browser
  let one: string
  let two: string
  beforeAll(async () => {
    if (installed === undefined) return
    browser = await launched()
    one = await written([madeUp({ name: "a" })])
    const other = { 1: samplesOf(1), 2: samplesOf(2, 3), 3: samplesOf(3) }
    two = await written([
      madeUp({ name: "a" }),
      madeUp({ name: "b", reward: "entropy", samples: other, guard: [stop] }),
    ])
  })
  afterAll(() => browser?.close())
  beforeEach((context) => {
    if (installed === undefined) context.skip("needs chromium, which Debian's package of this name has")
  })
  const open = (file: string, window?: Window) => opened(browser, file, window)
  const cards = (page: Page) => page.locator("#cards .card")
  const count = (page: Page) => page.locator("#count").textContent()

  it("shows curves, facts and the last update's completions, twenty at a time", async () => {
    const { page, wrong } = await open(one)
    expect(await page.title()).toBe("Run a")
    expect(await page.locator("figure svg").count()).toBe(6)
    expect([await cards(page).count(), await count(page)]).toEqual([20, "20 of 48 completions"])
    await page.locator("#more").click()
    await page.locator("#more").click()
    expect([await cards(page).count(), await page.locator("#more").isVisible()]).toEqual([48, false])
    expect(await cards(page).first().locator("h3").textContent()).toBe("0 + 0 =")
    expect(wrong).toEqual([])
  })

  it("sorts, filters and searches", async () => {
    const { page, wrong } = await open(one)
    const first = () => cards(page).first().locator(".facts").textContent()
    await page.locator("#controls").getByLabel("Order").selectOption("highest reward")
    expect(await first()).toContain("reward 117")
    await page.locator("#controls").getByLabel("Order").selectOption("lowest reward")
    expect(await first()).toContain("reward 4")
    await page.locator("#controls").getByLabel("Order").selectOption("longest")
    expect(await cards(page).first().locator(".tokens span").count()).toBe(6)
    const all = samplesOf(4)
    await page.locator("#controls").getByLabel("Only").selectOption("cut by the limit")
    expect(await count(page)).toMatch(new RegExp(` of ${all.filter(({ finish }) => finish === "length").length} `))
    await page.locator("#controls").getByLabel("Only").selectOption("right")
    expect(await count(page)).toMatch(new RegExp(` of ${all.filter(({ rewards }) => rewards["exact_answer"]).length} `))
    await page.locator("#controls").getByLabel("Only").selectOption("apart from the majority")
    expect(await cards(page).first().locator(".facts").textContent()).toContain("majority apart")
    await page.locator("#controls").getByLabel("Only").selectOption("all")
    await page.locator("#controls").getByLabel("Update").selectOption("")
    expect(await count(page)).toBe("20 of 144 completions")
    await page.locator("#controls").getByLabel("Prompt contains").fill("7 + 0")
    expect(await count(page)).toBe("12 of 12 completions")
    await page.locator("#controls").getByLabel("Prompt contains").fill("nowhere")
    expect([await count(page), await page.locator("#more").isVisible()]).toEqual(["0 of 0 completions", false])
    expect(wrong).toEqual([])
  })

  it("shades by any signal, and says what is known of a token, by pointer and by keyboard", async () => {
    const { page, wrong } = await open(one)
    const classes = () =>
      cards(page).first().locator(".tokens span").evaluateAll((all) => all.map((each) => each.className))
    const [before, readout] = [await classes(), cards(page).first().locator(".readout")]
    expect(before[0]).toBe("s0")
    await page.locator("#controls").getByLabel("Shade by").selectOption("logprob")
    expect(await classes()).not.toEqual(before)
    await cards(page).first().locator(".tokens span").nth(1).hover()
    expect(await readout.textContent()).toBe('token 2 of 3: " A", entropy 0.247, logprob -0.5')
    await cards(page).first().locator(".tokens").focus()
    await page.keyboard.press("ArrowLeft")
    expect(await readout.textContent()).toMatch(/^token 1 of 3: .*logprob none$/)
    expect(wrong).toEqual([])
  })

  it("shows how the completions of a prompt changed over updates and runs", async () => {
    const { page, wrong } = await open(two)
    await cards(page).first().getByRole("button").click()
    const past = page.getByRole("dialog")
    expect(await past.locator("h3").allTextContents()).toEqual(
      ["Update 1, a", "Update 1, b", "Update 2, a", "Update 2, b", "Update 3, b", "Update 4, a"],
    )
    expect(await past.locator(".tokens").count()).toBe(24)
    expect(await past.locator(".where").first().textContent()).toMatch(/^mean reward 2.5; \d of 4 right; answers /)
    expect(await faults(page)).toEqual([])
    await page.keyboard.press("Escape")
    expect([await past.isVisible(), wrong]).toEqual([false, []])
  })

  it("shows how answers to a held-out problem changed, which is asked at every evaluation", async () => {
    const answers = (step: number) =>
      samplesOf(step).filter((_, k) => k % 4 === 0).map((one) => ({ ...one, reward: null, advantage: null }))
    const run = madeUp({ name: "c", heldOut: { 0: answers(0), 2: answers(2), 4: answers(4) } })
    const file = await written([run])
    const { page, wrong } = await open(file)
    await page.locator("#controls").getByLabel("Problems").selectOption("held out")
    expect([await count(page), await page.locator("#choose-step").inputValue()]).toEqual(["12 of 12 completions", "4"])
    expect(await cards(page).first().locator(".facts").textContent()).not.toContain("reward")
    await page.getByLabel("Prompt contains").fill("3 + 0")
    await cards(page).first().getByRole("button").click()
    expect(await page.getByRole("dialog").locator("h3").allTextContents()).toEqual([
      "Update 1",
      "After update 0",
      "Update 2",
      "After update 2",
      "Update 4",
      "After update 4",
    ].toSorted((a, b) => Number(a.replace(/\D/g, "")) - Number(b.replace(/\D/g, ""))))
    expect(wrong).toEqual([])
    const still = await open(file, { scripts: false })
    expect(await still.page.locator("#selection .past h3").count()).toBe(6)
  })

  it("lays runs over each other, marks what guards decided, and compares on the same problems", async () => {
    const { page, wrong } = await open(two, { dark: true })
    expect(await page.locator(".legend li").allTextContents()).toEqual(["a", "b"])
    expect(await page.locator("#guards tbody tr").textContent()).toContain("stopclock:updates=3enough2")
    expect(await page.locator("#curves svg", { hasText: "stop" }).count()).toBe(6)
    const rows = page.locator("#paired tbody tr")
    expect(await rows.first().textContent()).toMatch(/^112(0\.\d+)\1\+0\.000 \[.*1\.0000/)
    expect(await rows.nth(1).textContent()).toMatch(/^212.*\+0\.\d+ \[/)
    expect(await page.locator("#settings table").first().locator("mark").allTextContents()).toEqual([
      "length",
      "entropy",
    ])
    expect(wrong).toEqual([])
  })

  it("compares on all held-out problems where they are the same, and says what people asked and what was said before", async () => {
    const file = await written([
      madeUp({
        name: "a",
        verdicts: { 0: "cwuw".repeat(5), 4: "cwuw".repeat(5) },
        about: "First prompt: <b>0 + 0 =</b>",
      }),
      madeUp({
        name: "b",
        verdicts: { 0: "cwuw".repeat(5), 2: "cwuw".repeat(5), 4: "cccu".repeat(5) },
        control: [{ step: 3, ask: "pause", at: "2026-11-30T12:00:00.000Z" }, { step: 3, ask: "stop", at: "then" }],
        config: { steps: 9 },
      }),
      madeUp({ name: "c", verdicts: { 4: "cccc" }, problems: "others" }),
    ])
    const { page, wrong } = await open(file)
    const tables = page.locator("#paired table")
    expect(await tables.locator("caption").allTextContents()).toEqual([
      "b beside a, on all held-out problems",
      "c beside a, on the problems that both sampled at an update",
    ])
    expect(await tables.first().locator("tbody tr").allTextContents()).toEqual([
      expect.stringMatching(/^0200\.2500\.250\+0\.000 .*1\.00000 : 0, 20 alike$/),
      expect.stringMatching(/^4200\.2500\.750\+0\.500 \[.*0 : 10, 10 alike$/),
    ])
    expect(await page.locator("#asked tbody tr").allTextContents()).toEqual([
      "b3pause2026-11-30T12:00:00.000Z",
      "b3stopthen",
    ])
    expect(await page.locator("#settings .about").allTextContents()).toEqual(["First prompt: <b>0 + 0 =</b>"])
    expect(await page.locator("#settings h3").first().textContent()).toBe("Before a began")
    expect(wrong).toEqual([])
  })

  it.each<Window>([{ width: 1280 }, { width: 1280, dark: true }, { width: 360 }, { width: 360, dark: true }])(
    "has nothing that axe-core objects to, and no sideways scrolling: %j",
    async (window) => {
      const { page } = await open(two, window)
      await page.locator("#settings summary").click()
      expect(await faults(page)).toEqual([])
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true)
    },
  )

  it("can be read without scripts", async () => {
    const { page, wrong } = await open(one, { scripts: false })
    expect(await page.locator("#explorer").isVisible()).toBe(false)
    expect(await page.locator("#selection .card").count()).toBeGreaterThan(6)
    expect(await page.locator("#selection button").count()).toBe(0)
    expect(await page.locator("#selection .s9").first().isVisible()).toBe(true)
    expect(wrong).toEqual([])
  })

  it("prints without what nobody can press on paper, and with all settings", async () => {
    const { page } = await open(one)
    await page.emulateMedia({ media: "print" })
    for (const gone of ["nav", "#controls", "#more"]) expect(await page.locator(gone).isVisible()).toBe(false)
    expect(await page.locator("#settings td").first().isVisible()).toBe(true)
    expect(await cards(page).count()).toBe(20)
  })

  it("shows hostile completions harmlessly: nothing runs, nothing leaves the page", async () => {
    const attacks = [
      `<img src="https://evil.example/x" onerror="globalThis.ran = 1">`,
      `</script><script>globalThis.ran = 1</script>`,
      `--><svg onload="globalThis.ran = 1"><style>@import "https://evil.example/"</style>`,
      `" onmouseover="globalThis.ran = 1" x="`,
      "javascript:globalThis.ran=1",
      "\u202eabc\u2066\u200f\u061c",
      "\x1b[2J\x1b]0;title\x07\x9b31m\0",
      "x\ud800y\udc00",
      "m".repeat(2 ** 20),
      "\u0041\u0301".repeat(500),
    ]
    const text = attacks.join(" A 1 ")
    const named = (name: string): Sample => ({
      ...samplesOf(1)[0],
      problem: name,
      gold: name,
      prompt: [0, 1],
      tokens: attacks.map((_, i) => i),
      text,
      rewards: { [name]: 1, exact_answer: 0 },
      signals: {
        [name]: attacks.map((_, i) => i),
        ["__proto__"]: attacks.map(() => 0),
        entropy: attacks.map((_, i) => i),
      },
    })
    const all = attacks.map(named)
    const path = madeUp({
      name: "<b onclick=globalThis.ran=1>",
      reward: attacks[0],
      config: Object.fromEntries(attacks.map((attack) => [attack, attack])),
      samples: { 1: all, 2: all },
      guard: attacks.map((reason) => ({ ...stop, guard: reason, reason })),
    })
    const how = {
      spelling: (tokens: ReadonlyArray<number | null>) => tokens.map((token) => attacks[token ?? 0]),
      answer: (given: string) => given,
    }
    for (const spelling of [how.spelling, undefined]) {
      const file = await written([path], { ...how, spelling })
      expect(readFileSync(file).length).toBeLessThan(2 ** 20)
      const { page, wrong } = await open(file)
      await page.locator("#controls").getByLabel("Update").selectOption("")
      const button = cards(page).first().getByRole("button")
      await button.click()
      expect(await page.evaluate("globalThis.ran")).toBeUndefined()
      const shown = await page.locator("body").innerText()
      expect(shown.match(/.{0,20}([\p{Cs}\p{Bidi_Control}]|[^\P{Cc}\n\t])/u)).toBeNull()
      if (spelling !== undefined) expect(shown).toContain("(1048576 characters)")
      expect(await page.locator("main img, main script, dialog img, dialog script, [onclick], [onerror]").count()).toBe(
        0,
      )
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true)
      expect(wrong).toEqual([])
    }
  })
})
