// Real problems, whole, where they are to be found; none of them is part of the project.
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Effect, FileSystem, Stream } from "effect"
import { parquetWriteBuffer } from "hyparquet-writer"
import { expect, it } from "vitest"
import { problems, problemsFile, sets } from "../../../test/_problems.ts"
import { usualColumns } from "./columns.ts"
import { fromJsonl } from "./jsonl.ts"
import { fromParquet } from "./parquet.ts"

const golds = { gsm8k_test: /^-?[\d,]+$/, math500: /\S/, aime24: /^\d{1,3}$/, amc23: /^-?\d+$/ } as const
const read = <A, E>(rows: Stream.Stream<A, E, FileSystem.FileSystem>) =>
  Effect.runPromise(Effect.provide(Stream.runCollect(rows), NodeFileSystem.layer))

it.for(["gsm8k_test", "math500", "aime24", "amc23"] as const)("loads %s", async (name, context) => {
  const file = problemsFile(name, context)
  const found = await read(fromJsonl(file))
  expect(found.map(({ id }) => id)).toEqual(Array.from({ length: sets[name] }, (_, i) => `${i + 1}`))
  for (const { problem, gold } of found) {
    expect(gold).toMatch(golds[name])
    expect(problem.length).toBeGreaterThan(10)
  }
  // The very same from a table of its columns.
  const rows = problems(name, context)
  const columnData = (["problem", "gold"] as const).map((name) => ({
    name,
    data: rows.map((row) => row[name]),
    type: "STRING" as const,
  }))
  const table = new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 100 }))
  const written = Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = `${yield* fs.makeTempDirectoryScoped()}/rows.parquet`
    yield* fs.writeFile(path, table)
    return yield* Stream.runCollect(fromParquet(path))
  })
  expect(await written.pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer), Effect.runPromise)).toEqual(found)
  // Worked solutions end in the golds.
  const worked = { gsm8k_test: "answer", math500: "solution", aime24: "gold", amc23: "gold" }[name]
  expect(await read(fromJsonl(file, { ...usualColumns, gold: [worked] }))).toEqual(found)
})
