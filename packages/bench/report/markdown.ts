import type { Cell, Table } from "./drawing.ts"
import type { Section } from "./section.ts"

/** Sections as Markdown; pictures are files beside it. */
export const markdown = (sections: ReadonlyArray<Section>): string =>
  sections.flatMap(({ title, paragraphs, pictures, tables }, i) => [
    `${i === 0 ? "#" : "##"} ${title}`,
    ...paragraphs,
    ...pictures.map(({ title, file }) => `![${title}](${file})`),
    ...tables.map(tableOf),
  ]).join("\n\n") + "\n"

/** A table as Markdown, its title above it. */
export const tableOf = ({ title, headers, rows }: Table): string => {
  const lines = [headers, headers.map(() => "---"), ...rows].map((cells: ReadonlyArray<Cell>) =>
    `| ${cells.map(plain).join(" | ")} |`
  )
  return [...title === "" ? [] : [`**${title}**`, ""], ...lines].join("\n")
}

/** A cell must not end before its end. */
const plain = (cell: Cell) => (typeof cell === "string" ? cell : cell.text).replaceAll("|", "\\|")
