// A real browser for tests of pages.
import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { type Browser, chromium, type Page } from "playwright-core"

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]

/** Where one is installed; undefined where none is. */
export const installed = places.find((path) => existsSync(path))

/** Starts it. Whoever runs tests as root has no sandbox to lose. */
export const launched = (): Promise<Browser> =>
  chromium.launch({ executablePath: installed!, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] })

/** What went on in a page that should not have: requests beside its own, errors, and what its policy refused. */
export interface Watched {
  readonly page: Page
  readonly wrong: ReadonlyArray<string>
}

/** A window of a size and a color scheme; without scripts if so wished. */
export interface Window {
  readonly width?: number
  readonly dark?: boolean
  readonly scripts?: boolean
}

/** Opens a file, or the page of a server, in a window of its own. */
export const opened = async (
  browser: Browser,
  place: string,
  { width = 1280, dark = false, scripts = true }: Window = {},
): Promise<Watched> => {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? "dark" : "light",
    javaScriptEnabled: scripts,
  })
  const page = await context.newPage()
  const wrong: Array<string> = []
  const own = new URL(place, "file://").href
  const mayAsk = (url: string) => own.startsWith("http") ? new URL(url).origin === new URL(own).origin : url === own
  page.on("request", (request) => mayAsk(request.url()) || wrong.push(`request ${request.url().slice(0, 200)}`))
  page.on("console", (message) => wrong.push(`console ${message.text()}`))
  page.on("pageerror", ({ message }) => wrong.push(`error ${message}`))
  page.on("dialog", (dialog) => {
    wrong.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on("popup", () => wrong.push("popup"))
  await page.goto(own)
  if (scripts && !own.startsWith("http")) await page.locator("#explorer").waitFor({ state: "visible" })
  return { page, wrong }
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** What axe-core finds wrong, in short. */
export const faults = async (page: Page): Promise<ReadonlyArray<string>> => {
  await page.evaluate(axe)
  return page.evaluate(
    `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + " " + html)))`,
  )
}
