import { readFileSync } from "node:fs"

// One level up from the sources, and two from their compiled form.
const manifest = new URL(import.meta.url.endsWith(".ts") ? "../package.json" : "../../package.json", import.meta.url)

/** The version of this package. */
export const { version }: { readonly version: string } = JSON.parse(readFileSync(manifest, "utf8"))
