// What a browser runs and paints by, as text that a page holds.
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { plateStyle } from "../plot/plate.ts"

const read = (name: string): string => readFileSync(new URL(`./browser/${name}`, import.meta.url), "utf8")

/** In the order in which they need each other. */
const scripts = ["tree", "state", "shade", "card", "choice", "history", "live", "main"]

/** The modules of `browser/` as one script: a page that is opened from a disk may import none. */
export const script = (): string => {
  const bodies = scripts.map((name) =>
    read(`${name}.js`).replaceAll(/^import .*\n/gm, "").replaceAll(/^export (?=const )/gm, "")
  )
  return `"use strict";\n(() => {\n${bodies.join("\n")}})()\n`
}

/** The style of a page and of its plates. */
export const pageStyle = (): string => `${plateStyle}\n${read("page.css")}`

/** How a content policy names a script or a style that it lets be. */
export const hashed = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`
