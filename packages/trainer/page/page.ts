import { gzipSync } from "node:zlib"
import { hashed, pageStyle, script } from "./_assets.ts"
import { asked, controls } from "./_control.ts"
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
 * Where a live page is told what happens: the address of its server, and from which message on it does not know any.
 * @since 0.1.0
 */
export interface Live {
  /** What stands before the names of what is asked for: `/events` and `/ask`. */
  readonly at: string
  readonly from: string
}

/**
 * A part of a page, by its name; its body is HTML.
 * @since 0.1.0
 */
export interface Section {
  readonly id: string
  readonly title: string
  readonly body: string
}

/**
 * The parts of a page in their order, but for its samples; a body is empty where there is nothing to say.
 * @since 0.1.0
 */
export const sectionsOf = ({ runs, pairs }: Omit<PageOptions, "messages">): ReadonlyArray<Section> => [
  { id: "glance", title: "At a glance", body: glance(runs) },
  { id: "curves", title: "Curves", body: curves(runs) },
  { id: "guards", title: "Guards", body: decisions(runs) },
  { id: "asked", title: "Asked of the run", body: asked(runs) },
  ...pairs.length === 0 ? [] : [{ id: "paired", title: "Paired comparison", body: paired(pairs) }],
  { id: "settings", title: "Settings", body: facts(runs) },
]

/**
 * What the page may do, as a content policy: its own script and style, and nothing else; a live one asks its own server.
 * @since 0.1.0
 */
export const policyOf = (live?: Live): string =>
  `default-src 'none'; script-src ${hashed(script())}; style-src ${hashed(pageStyle())}; img-src data:; ` +
  `${live === undefined ? "" : "connect-src 'self'; "}base-uri 'none'; form-action 'none'`

/**
 * Runs as one page of HTML that needs nothing else: it opens from a disk, may ask no other place for anything, and can be
 * read without scripts. A live one goes on as its server tells it.
 *
 * @example
 * ```ts
 * import { page } from "@rlif/trainer/page"
 *
 * const run = { path: "runs/a", name: "a", config: { reward: "length", steps: 1 }, lines: [], decisions: [], sampled: [], heldOut: [], about: "", control: [], verdicts: [] }
 * page({ runs: [run], messages: [], pairs: [] }).startsWith("<!doctype html>") // true
 * ```
 *
 * @since 0.1.0
 */
export const page = ({ runs, messages, pairs, live }: PageOptions & { readonly live?: Live }): string => {
  const [style, code] = [pageStyle(), script()]
  const all = sectionsOf({ runs, pairs }).map((section) =>
    section.body === "" && live !== undefined ? { ...section, body: nothingYet } : section
  )
  const samples = { id: "samples", title: "Samples", body: explorer(messages, live !== undefined) }
  const sections = [...all.slice(0, -1), samples, ...all.slice(-1)].filter(({ body }) => body !== "")
  const title = titleOf(runs)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(live)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${escaped(title)}</h1>
<p class="lede">${escaped(ledeOf(runs))}</p>${live === undefined ? "" : controls(live)}</header>
<nav aria-label="Sections"><ul>${
    sections.map(({ id, title }) => `<li><a href="#${id}">${title}</a></li>`).join("")
  }</ul></nav>
<main>
${
    sections.map(({ id, title, body }) =>
      `<section id="${id}"><h2>${title}</h2>\n<div class="body">${body}</div>\n</section>`
    ).join("\n")
  }
<footer>${
    live === undefined ? "Written by rlif report. Nothing in this page is fetched from anywhere." : "Served by rlif."
  }</footer>
</main>
<script type="text/plain" id="messages">${
    // A file is kept; a live page is waited for.
    gzipSync(JSON.stringify(messages), { level: live === undefined ? 9 : 1 }).toString("base64")}</script>
<script>${code}</script>
</body>
</html>
`
}

/**
 * What stands in a section of a live page of which nothing is known yet.
 * @since 0.1.0
 */
export const nothingYet = "<p>None so far.</p>"

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
