import { figure } from "@rlif/trainer/plot/figure"
import type { About, Claim, Drawing, Table } from "./drawing.ts"

/** What a report says besides its figures. */
export interface ReportOptions {
  readonly title: string
  /** What was done, in a few sentences. */
  readonly introduction: ReadonlyArray<string>
  /** By name: commit, machine, seeds, ... */
  readonly environment: Readonly<Record<string, string>>
}

/** A figure with what it made of the results. */
export interface Drawn {
  readonly figure: About
  readonly drawing: Drawing
}

/** A report as a self-contained page and as its Markdown twin, whose pictures are files beside it. */
export interface Report {
  readonly html: string
  readonly markdown: string
  readonly pictures: Readonly<Record<string, string>>
}

/** The same content twice: figures in order, each with its pictures and tables, after the table of verdicts. */
export const report = (drawn: ReadonlyArray<Drawn>, options: ReportOptions): Report => {
  const claims = drawn.flatMap(({ drawing }) => drawing.claims)
  const pictures = drawn.flatMap(({ figure: { name, question }, drawing }) =>
    drawing.pictures.map(({ title, panels }, i) => ({
      name: `${name}${drawing.pictures.length > 1 ? `-${i + 1}` : ""}.svg`,
      of: name,
      title,
      svg: figure(panels, { title, description: question }),
    }))
  )
  return {
    html: page(drawn, { ...options, claims, pictures }),
    markdown: markdown(drawn, { ...options, claims, pictures }),
    pictures: Object.fromEntries(pictures.map(({ name, svg }) => [name, svg])),
  }
}

interface Parts extends ReportOptions {
  readonly claims: ReadonlyArray<Claim>
  readonly pictures: ReadonlyArray<
    { readonly name: string; readonly of: string; readonly title: string; readonly svg: string }
  >
}

const verdicts = (claims: ReadonlyArray<Claim>): Table => ({
  title: "Verdicts",
  headers: ["claim", "what we saw", "95% interval", "verdict"],
  rows: claims.map(({ paper, saw, interval, verdict }) => [paper, saw, interval, verdict]),
})

const markdown = (drawn: ReadonlyArray<Drawn>, { title, introduction, environment, claims, pictures }: Parts): string =>
  [
    `# ${title}`,
    ...introduction,
    rows(verdicts(claims)),
    ...drawn.flatMap(({ figure: { name, title, question }, drawing }) => [
      `## ${title}`,
      question,
      ...pictures.filter((picture) => picture.of === name).map((picture) => `![${picture.title}](${picture.name})`),
      ...drawing.tables.map((table) => `${table.title}:\n\n${rows(table)}`),
    ]),
    "## Where and how",
    rows({ title: "", headers: ["", ""], rows: Object.entries(environment) }),
  ].join("\n\n") + "\n"

const rows = ({ headers, rows }: Table): string =>
  [headers, headers.map(() => "---"), ...rows].map((cells) => `| ${cells.map(plain).join(" | ")} |`).join("\n")

/** A cell must not end before its end. */
const plain = (text: string) => text.replaceAll("|", "\\|")

const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

const page = (drawn: ReadonlyArray<Drawn>, { title, introduction, environment, claims, pictures }: Parts): string =>
  `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>${style}</style>
<main>
<h1>${escape(title)}</h1>
${introduction.map((text) => `<p>${escape(text)}</p>`).join("\n")}
${tableOf(verdicts(claims))}
${
    drawn.map(({ figure: { name, title, question }, drawing }) => `
<section id="${name}"><h2>${escape(title)}</h2>
<p>${escape(question)}</p>
${pictures.filter(({ of }) => of === name).map(({ svg }) => `<figure>${svg}</figure>`).join("\n")}
${drawing.tables.map(tableOf).join("\n")}
</section>`).join("\n")
  }
<h2>Where and how</h2>
${tableOf({ title: "", headers: ["", ""], rows: Object.entries(environment) })}
</main>
</html>
`

const tableOf = ({ title, headers, rows }: Table): string =>
  `<div class="scroll"><table>${title === "" ? "" : `<caption>${escape(title)}</caption>`}
<thead><tr>${headers.map((header) => `<th>${escape(header)}</th>`).join("")}</tr></thead>
<tbody>
${
    rows.map((cells) =>
      `<tr>${
        cells.map((cell) =>
          `<td${verdictClass[cell] === undefined ? "" : ` class="${verdictClass[cell]}"`}>${escape(cell)}</td>`
        )
          .join("")
      }</tr>`
    ).join("\n")
  }
</tbody></table></div>`

const verdictClass: Readonly<Record<string, string>> = { reproduced: "yes", "not reproduced": "no", undecided: "open" }

const style = `
:root { color-scheme: light dark; --ink: #24292f; --paper: #fff; --line: #d0d7de; --yes: #1a7f37; --no: #b35900; --open: #57606a }
@media (prefers-color-scheme: dark) {
  :root { --ink: #d0d7de; --paper: #0d1117; --line: #30363d; --yes: #57d364; --no: #ff9f4a; --open: #a0a8b0 } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 60rem; margin: 0 auto; padding: 1rem }
figure { margin: 1rem 0; overflow-x: auto }
.scroll { overflow-x: auto; margin: 1rem 0 }
table { border-collapse: collapse; font-size: .875rem }
caption { text-align: left; font-weight: 600; padding: .25rem 0 }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: top }
.yes { color: var(--yes) } .no { color: var(--no) } .open { color: var(--open) }
`
