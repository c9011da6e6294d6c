// A real browser for tests of pages.
import { existsSync } from "node:fs"
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

/** Opens a file in a window of its own. */
export const opened = async (
  browser: Browser,
  file: string,
  { width = 1280, dark = false, scripts = true }: Window = {},
): Promise<Watched> => {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? "dark" : "light",
    javaScriptEnabled: scripts,
  })
  const page = await context.newPage()
  const wrong: Array<string> = []
  const own = new URL(`file://${file}`).href
  page.on("request", (request) => request.url() === own || wrong.push(`request ${request.url().slice(0, 200)}`))
  page.on("console", (message) => wrong.push(`console ${message.text()}`))
  page.on("pageerror", ({ message }) => wrong.push(`error ${message}`))
  page.on("dialog", (dialog) => {
    wrong.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on("popup", () => wrong.push("popup"))
  await page.goto(own)
  if (scripts) await page.locator("#explorer").waitFor({ state: "visible" })
  return { page, wrong }
}
