import { gzipSync } from "node:zlib"
import { hashed, pageStyle, script } from "./_assets.ts"
import { explorer } from "./_explorer.ts"
import { facts } from "./_facts.ts"
import { decisions, glance } from "./_glance.ts"
import { escaped, harmless } from "./harmless.ts"
import type { Message } from "./message.ts"
import { paired } from "./_pairs.ts"
import type { Pairs } from "./paired.ts"
import { curves } from "./_panels.ts"
import type { RunRecord } from "./run_record.ts"

/**
 * What a page shows: runs as their folders tell of them, what was sampled as messages, and which runs are compared.
 * @since 0.1.0
 */
export interface PageOptions {
  readonly runs: ReadonlyArray<RunRecord>
  readonly messages: ReadonlyArray<Message>
  readonly pairs: ReadonlyArray<Pairs>
}

/**
 * Runs as one page of HTML that needs nothing else: it opens from a disk, may ask no other place for anything, and can be
 * read without scripts.
 *
 * @example
 * ```ts
 * import { page } from "@rlif/trainer/page"
 *
 * const run = { path: "runs/a", name: "a", config: { reward: "length", steps: 1 }, lines: [], decisions: [], sampled: [], heldOut: [] }
 * page({ runs: [run], messages: [], pairs: [] }).startsWith("<!doctype html>") // true
 * ```
 *
 * @since 0.1.0
 */
export const page = ({ runs, messages, pairs }: PageOptions): string => {
  const [style, code] = [pageStyle(), script()]
  const policy = `default-src 'none'; script-src ${hashed(code)}; style-src ${hashed(style)}; img-src data:; ` +
    "base-uri 'none'; form-action 'none'"
  const sections = [
    { id: "glance", title: "At a glance", body: glance(runs) },
    { id: "curves", title: "Curves", body: curves(runs) },
    { id: "guards", title: "Guards", body: decisions(runs) },
    { id: "paired", title: "Paired comparison", body: paired(pairs) },
    { id: "samples", title: "Samples", body: explorer(messages) },
    { id: "settings", title: "Settings", body: facts(runs) },
  ].filter(({ body }) => body !== "")
  const title = titleOf(runs)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${escaped(title)}</h1>
<p class="lede">${escaped(ledeOf(runs))}</p></header>
<nav aria-label="Sections"><ul>${
    sections.map(({ id, title }) => `<li><a href="#${id}">${title}</a></li>`).join("")
  }</ul></nav>
<main>
${sections.map(({ id, title, body }) => `<section id="${id}"><h2>${title}</h2>\n${body}\n</section>`).join("\n")}
<footer>Written by rlif report. Nothing in this page is fetched from anywhere.</footer>
</main>
<script type="text/plain" id="messages">${gzipSync(JSON.stringify(messages), { level: 9 }).toString("base64")}</script>
<script>${code}</script>
</body>
</html>
`
}

const titleOf = (runs: ReadonlyArray<RunRecord>): string => {
  const names = runs.map(({ name }) => harmless(name, 100))
  return runs.length === 1 ? `Run ${names[0]}` : `${runs.length} runs: ${names.join(", ")}`
}

/** What was trained on what, where that is the same for all. */
const ledeOf = (runs: ReadonlyArray<RunRecord>): string => {
  const same = (key: string) => [...new Set(runs.map(({ config }) => String(config[key])))].join(" and ")
  return harmless(
    `Rewarded by ${same("reward")}, from model ${same("model")}, on ${same("data")}; ` +
      `${same("problems")} problems with ${same("completions")} completions an update, seed ${same("seed")}.`,
    500,
  )
}
