import { escaped } from "./harmless.ts"

/** A cell: a text, or a text that stands out. */
export type Cell = string | { readonly strong: string }

/** A table that scrolls sideways where it is too wide, by keyboard too. */
export const table = (
  { title, headers, rows, titled = true }: {
    readonly title: string
    /** Whether its title is seen: a heading above it may say the same. */
    readonly titled?: boolean
    readonly headers: ReadonlyArray<string>
    readonly rows: ReadonlyArray<ReadonlyArray<Cell>>
  },
): string =>
  `<div class="scroll" tabindex="0" role="region" aria-label="${escaped(title)}"><table><caption${
    titled ? "" : ' class="unseen"'
  }>${escaped(title)}</caption>
<thead><tr>${headers.map((header) => `<th scope="col">${escaped(header)}</th>`).join("")}</tr></thead>
<tbody>
${rows.map(row).join("\n")}
</tbody></table></div>`

const row = ([first, ...rest]: ReadonlyArray<Cell>): string =>
  `<tr><th scope="row">${cell(first)}</th>${rest.map((each) => `<td>${cell(each)}</td>`).join("")}</tr>`

const cell = (each: Cell): string => typeof each === "string" ? escaped(each) : `<mark>${escaped(each.strong)}</mark>`
