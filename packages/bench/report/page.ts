import { xmlText } from "@rlif/trainer/plot"
import type { Cell, Table, Verdict } from "./drawing.ts"
import type { Section } from "./section.ts"

/** Sections as one page that needs nothing else. */
export const page = (sections: ReadonlyArray<Section>): string =>
  `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${xmlText(sections[0].title)}</title>
<style>${style}</style>
<main>
${sections.map(sectionOf).join("\n")}
</main>
</html>
`

const sectionOf = ({ name, title, paragraphs, pictures, tables }: Section, i: number): string =>
  `<section id="${name}">
${i === 0 ? `<h1>${xmlText(title)}</h1>` : `<h2>${xmlText(title)}</h2>`}
${paragraphs.map((text) => `<p>${xmlText(text)}</p>`).join("\n")}
${pictures.map(({ svg }) => `<figure>${svg}</figure>`).join("\n")}
${tables.map(tableOf).join("\n")}
</section>`

const tableOf = ({ title, headers, rows }: Table): string =>
  `<div class="scroll"><table>${title === "" ? "" : `<caption>${xmlText(title)}</caption>`}
${headers.some((header) => header !== "") ? `<thead>${row(headers, "th")}</thead>` : ""}
<tbody>
${rows.map((cells) => row(cells, "td")).join("\n")}
</tbody></table></div>`

const row = (cells: ReadonlyArray<Cell>, tag: "th" | "td"): string =>
  `<tr>${
    cells.map((cell) =>
      typeof cell === "string"
        ? `<${tag}>${xmlText(cell)}</${tag}>`
        : `<${tag} class="${classes[cell.verdict]}">${xmlText(cell.text)}</${tag}>`
    ).join("")
  }</tr>`

/** Verdicts have colors, beside their words or marks. */
const classes: Readonly<Record<Verdict, string>> = { reproduced: "yes", "not reproduced": "no", undecided: "open" }

const style = `
:root { color-scheme: light dark; --ink: #24292f; --paper: #fff; --line: #d0d7de; --yes: #1a7f37; --no: #b35900; --open: #57606a }
@media (prefers-color-scheme: dark) {
  :root { --ink: #d0d7de; --paper: #0d1117; --line: #30363d; --yes: #57d364; --no: #ff9f4a; --open: #a0a8b0 } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 64rem; margin: 0 auto; padding: 1rem }
figure { margin: 1rem 0; overflow-x: auto }
.scroll { overflow-x: auto; margin: 1rem 0 }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums }
caption { text-align: left; font-weight: 600; padding: .25rem 0 }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: top }
.yes { color: var(--yes) } .no { color: var(--no) } .open { color: var(--open) }
`
