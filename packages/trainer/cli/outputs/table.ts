/** Plain text in columns: headers, a rule, rows; numbers to the right, and to the left the columns that hold `words`. */
export const table = (
  headers: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  { words = [] }: { readonly words?: ReadonlyArray<number> } = {},
): string => {
  const widths = headers.map((header, i) => Math.max(header.length, ...rows.map((row) => row[i].length)))
  const cell = (text: string, i: number) => words.includes(i) ? text.padEnd(widths[i]) : text.padStart(widths[i])
  const line = (cells: ReadonlyArray<string>) => cells.map(cell).join("  ").trimEnd()
  return [line(headers), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)].join("\n")
}
