// Keeps files small: none above 400 lines. Generated code, the proofs and fixtures are exempt; the median is reported.
import { readFileSync } from "node:fs"
import { finish, sources } from "./_sources.ts"

const limit = 400

const counts = ["packages", "test", "scripts", "examples"].flatMap((dir) => sources(dir))
  .filter((file) => !file.startsWith("test/equivalences/"))
  .map((file) => ({ file, lines: readFileSync(file, "utf8").trimEnd().split("\n").length }))
  .sort((a, b) => a.lines - b.lines)
const total = counts.reduce((sum, { lines }) => sum + lines, 0)

finish(
  counts.filter(({ lines }) => lines > limit)
    .map(({ file, lines }) => `${file}:${limit} the file has ${lines} lines, the limit is ${limit}`),
  `${counts.length} files, ${total} lines, median ${counts[counts.length >> 1]?.lines}, longest ${
    counts.at(-1)?.lines
  }`,
)
