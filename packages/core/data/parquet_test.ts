import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { expect, it } from "@effect/vitest"
import { Effect, Fiber, FileSystem, Stream } from "effect"
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer"
import { usualColumns } from "./columns.ts"
import { fromParquet, parquetRows } from "./parquet.ts"

it.layer(NodeFileSystem.layer)("fromParquet", (it) => {
  const write = Effect.fnUntraced(function* (bytes: ArrayBuffer | string) {
    const fs = yield* FileSystem.FileSystem
    const file = `${yield* fs.makeTempDirectoryScoped()}/rows.parquet`
    yield* typeof bytes === "string" ? fs.writeFileString(file, bytes) : fs.writeFile(file, new Uint8Array(bytes))
    return file
  })
  const table = (data: ReadonlyArray<ColumnSource>, rowGroupSize = 1000) =>
    write(parquetWriteBuffer({ columnData: [...data], rowGroupSize }))

  it.effect("reads rows in their order, over several groups, with numbers as text", () =>
    Effect.gen(function* () {
      const n = 25
      const problems = Array.from({ length: n }, (_, i) => `é ${i} + 1 = ?`)
      const golds = Array.from({ length: n }, (_, i) => BigInt(i + 1))
      const file = yield* table([
        { name: "question", data: problems, type: "STRING" },
        { name: "answer", data: golds, type: "INT64" },
        { name: "level", data: golds.map(Number), type: "INT32" },
      ], 10)
      const found = yield* Stream.runCollect(fromParquet(file))
      expect(found).toEqual(problems.map((problem, i) => ({ id: `${i + 1}`, problem, gold: `${i + 1}` })))
      // One group is enough for a few.
      const first = yield* Stream.runCollect(Stream.take(parquetRows(file), 1))
      expect(first).toEqual([{ file, unit: "row", line: 1, value: { question: problems[0], answer: 1, level: 1 } }])
      const some = yield* Stream.runCollect(Stream.take(parquetRows(file, ["level"]), 1))
      expect(some[0].value).toEqual({ question: undefined, answer: undefined, level: 1 })
    }))

  it.effect("reads floats, integers beyond 2^53 and nested fields", () =>
    Effect.gen(function* () {
      const file = yield* table([
        { name: "problem", data: ["p", "q"], type: "STRING" },
        { name: "gold", data: [27, 0.5], type: "DOUBLE" },
        { name: "id", data: [2n ** 60n, 2n ** 60n + 1n], type: "INT64" },
        { name: "model", data: [{ truth: "a" }, { truth: "b" }], type: "JSON" },
      ])
      expect(yield* Stream.runCollect(fromParquet(file))).toEqual([
        { id: `${2n ** 60n}`, problem: "p", gold: "27" },
        { id: `${2n ** 60n + 1n}`, problem: "q", gold: "0.5" },
      ])
      const nested = yield* Stream.runCollect(fromParquet(file, { ...usualColumns, gold: ["model.truth"] }))
      expect(nested.map(({ gold }) => gold)).toEqual(["a", "b"])
    }))

  it.effect("reads no more once the scope that reads it has closed, and releases the file", () =>
    Effect.gen(function* () {
      const file = yield* table([{ name: "level", data: Array.from({ length: 30 }, (_, i) => i), type: "INT32" }], 10)
      const fs = yield* FileSystem.FileSystem
      const reads: Array<string> = []
      const watched = FileSystem.FileSystem.of({
        ...fs,
        open: (path, options) =>
          Effect.map(
            Effect.acquireRelease(fs.open(path, options), () => Effect.sync(() => reads.push("closed"))),
            (handle) => ({
              ...handle,
              stat: handle.stat,
              read: (buffer, options) =>
                Effect.suspend(() => {
                  reads.push("read")
                  return reads.length < 3 ? handle.read(buffer, options) : Effect.never
                }).pipe(Effect.onInterrupt(() => Effect.sync(() => reads.push("interrupted")))),
            }),
          ),
      })
      const rows = yield* Stream.runDrain(parquetRows(file)).pipe(
        Effect.provideService(FileSystem.FileSystem, watched),
        Effect.forkChild,
      )
      while (reads.length < 3) yield* Effect.promise(() => new Promise((done) => setTimeout(done, 1)))
      yield* Fiber.interrupt(rows)
      expect(reads).toEqual(["read", "read", "read", "interrupted", "closed"])
    }))

  it.effect("names file, row and column", () =>
    Effect.gen(function* () {
      const odd = yield* table([
        { name: "problem", data: ["p"], type: "STRING" },
        { name: "gold", data: [NaN], type: "DOUBLE" },
      ])
      const { message } = yield* Effect.flip(Stream.runDrain(fromParquet(odd)))
      expect(message).toBe(`Cannot read "gold" of row 1 of "${odd}": expected a finite number, got NaN`)
      const file = yield* table([
        { name: "problem", data: ["p", null, "r"], type: "STRING", nullable: true },
        { name: "result", data: ["1", "2", "3"], type: "STRING" },
      ], 1)
      const empty = yield* Effect.flip(Stream.runCollect(fromParquet(file, { ...usualColumns, gold: ["result"] })))
      expect(empty).toMatchObject({ _tag: "@rlif/core/DataError", file, line: 2, field: "problem" })
      expect(empty.message).toMatch(/: it is null$/)
      const missing = yield* Effect.flip(Stream.runCollect(fromParquet(file)))
      expect(missing.message).toBe(
        `Cannot read "gold" of row 1 of "${file}": it is missing; there are "problem", "result"`,
      )
    }))

  it.effect("refuses what is no parquet file, or not all of one", () =>
    Effect.gen(function* () {
      const whole = parquetWriteBuffer({
        columnData: [{ name: "problem", data: Array.from({ length: 2000 }, (_, i) => `${i * i}`), type: "STRING" }],
      })
      const damaged = whole.slice(0)
      new Uint8Array(damaged).fill(255, 20, 200)
      for (const bytes of ["not parquet at all", "", whole.slice(0, whole.byteLength - 20), damaged]) {
        const file = yield* write(bytes)
        const error = yield* Effect.flip(Stream.runDrain(parquetRows(file)))
        expect(error).toMatchObject({ _tag: "@rlif/core/DataError", file, line: 0 })
        expect(error.message).toMatch(/^Cannot read ".*rows.parquet": ./)
      }
      const short = yield* Effect.flip(Stream.runDrain(parquetRows(yield* write("PAR1"))))
      expect(short.message).toMatch(/: truncated, 4 bytes are no parquet file$/)
      const folder = yield* Effect.flip(Stream.runDrain(parquetRows("/tmp")))
      expect(folder.message).toBe('Cannot read "/tmp": it is no file but a directory')
      const error = yield* Effect.flip(Stream.runDrain(parquetRows("/no/rows.parquet")))
      expect(error.message).toContain("no such file")
    }))
})
