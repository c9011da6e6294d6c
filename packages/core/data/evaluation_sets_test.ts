// Real problems, whole, where they are to be found; none of them is part of the project.
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem, Stream } from "effect"
import { parquetWriteBuffer } from "hyparquet-writer"
import { problemsFile } from "../../../test/_problems.ts"
import { usualColumns } from "./columns.ts"
import { fromJsonl, jsonlRows } from "./jsonl.ts"
import { fromParquet } from "./parquet.ts"

const sets = [
  ["gsm8k_test.jsonl", 1319, /^-?[\d,]+$/],
  ["math500.jsonl", 500, /\S/],
  ["aime24.jsonl", 30, /^\d{1,3}$/],
  ["amc23.jsonl", 40, /^-?\d+$/],
] as const

it.effect.each(sets)("loads %s, %i problems", ([name, rows, gold], context) =>
  Effect.gen(function* () {
    const file = problemsFile(name)
    if (file === undefined) return context.skip(`needs ${name}`)
    const found = yield* Stream.runCollect(fromJsonl(file))
    expect(found.map(({ id }) => id)).toEqual(found.map((_, i) => `${i + 1}`))
    expect(found.length).toBe(rows)
    for (const problem of found) {
      expect(problem.gold).toMatch(gold)
      expect(problem.problem.length).toBeGreaterThan(10)
    }
    // The very same from a table of its columns.
    const values = (yield* Stream.runCollect(jsonlRows(file))).map(({ value }) =>
      value as { readonly [name: string]: string }
    )
    const columnData = ["problem", "gold"].map((name) => ({
      name,
      data: values.map((row) => row[name]),
      type: "STRING" as const,
    }))
    const fs = yield* FileSystem.FileSystem
    const table = `${yield* fs.makeTempDirectoryScoped()}/rows.parquet`
    yield* fs.writeFile(table, new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 100 })))
    expect(yield* Stream.runCollect(fromParquet(table))).toEqual(found)
    if (name !== "gsm8k_test.jsonl") return
    // Its worked solutions end in the golds.
    const worked = yield* Stream.runCollect(fromJsonl(file, { ...usualColumns, gold: ["answer"] }))
    expect(worked).toEqual(found)
  }).pipe(Effect.provide(NodeFileSystem.layer)))
