import { Schema } from "effect"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { Results, scalingTable, told } from "./results.ts"

const file = join(import.meta.dirname, "../results/fleet.json")
const page = join(import.meta.dirname, "../../../docs/reach.md")

it("the page tells what was measured last", (context) => {
  if (!existsSync(file)) context.skip("needs results, which npm run bench -- fleet --write makes")
  const results = Schema.decodeUnknownSync(Schema.fromJsonString(Results))(readFileSync(file, "utf8"))
  expect(readFileSync(page, "utf8")).toContain(`<!-- fleet -->\n${told(results)}\n<!-- /fleet -->`)
})

it("the table of what is reckoned has a row for each model, network and lookahead", () => {
  const rows = scalingTable({ piece: 0.01, byte: 1e-9 }).split("\n").slice(2).map((row) =>
    row.split("|").slice(1, -1).map((cell) => cell.trim())
  )
  expect(rows.map((cells) => cells.slice(0, 3).join(", "))).toEqual(
    ["0.5B", "1.5B", "7B"].flatMap((model) =>
      ["1 Gbit/s", "10 Gbit/s"].flatMap((network) => ["0", "1"].map((ahead) => `${model}, ${network}, ${ahead}`))
    ),
  )
  // 128 x 8 x 1024 tokens: 2 x 7.61e9 operations each at 10e12 a second, 4 x 7.61e9 at 40e12, and 128 pieces of 10 ms.
  expect(rows[11]![3]).toBe("2395")
})
