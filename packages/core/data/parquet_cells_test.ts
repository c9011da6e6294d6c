// What parquet files say of numbers, dates and what is not there, to the last digit.
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem, Stream } from "effect"
import { ByteWriter, type ColumnSource, parquetWriteBuffer, ParquetWriter } from "hyparquet-writer"
import { readFileSync } from "node:fs"
import { usualColumns } from "./columns.ts"
import { fromParquet, parquetRows } from "./parquet.ts"

type SchemaElement = NonNullable<Parameters<typeof parquetWriteBuffer>[0]["schema"]>[number]

/** Types as the schema of a file has them. */
const types = {
  decimal9: { type: "INT32", converted_type: "DECIMAL", precision: 9, scale: 2 },
  decimal18: { type: "INT64", converted_type: "DECIMAL", precision: 18, scale: 18 },
  decimal38: { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, converted_type: "DECIMAL", precision: 38, scale: 3 },
  date: { type: "INT32", converted_type: "DATE" },
  timeMillis: { type: "INT32", converted_type: "TIME_MILLIS" },
  timeMicros: { type: "INT64", logical_type: { type: "TIME", isAdjustedToUTC: false, unit: "MICROS" } },
  timeNanos: { type: "INT64", logical_type: { type: "TIME", isAdjustedToUTC: true, unit: "NANOS" } },
  stampMillis: { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
  stampLocal: { type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" } },
  stampNanos: { type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "NANOS" } },
  unsigned64: { type: "INT64", converted_type: "UINT_64" },
  unsigned32: { type: "INT32", converted_type: "UINT_32" },
  signed64: { type: "INT64" },
  half: { type: "FIXED_LEN_BYTE_ARRAY", type_length: 2, logical_type: { type: "FLOAT16" } },
  float: { type: "FLOAT" },
} as const satisfies Readonly<Record<string, Omit<SchemaElement, "name">>>

it.layer(NodeFileSystem.layer)("cells of a parquet file", (it) => {
  const write = Effect.fnUntraced(function* (bytes: Uint8Array) {
    const fs = yield* FileSystem.FileSystem
    const file = `${yield* fs.makeTempDirectoryScoped()}/rows.parquet`
    yield* fs.writeFile(file, bytes)
    return file
  })
  const table = (columnData: ReadonlyArray<ColumnSource>, fields: ReadonlyArray<SchemaElement>, rowGroupSize = 1000) =>
    write(
      new Uint8Array(parquetWriteBuffer({
        columnData: [...columnData],
        schema: [{ name: "root", num_children: columnData.length }, ...fields],
        rowGroupSize,
      })),
    )
  const column = (type: keyof typeof types, data: ReadonlyArray<unknown>) =>
    Effect.gen(function* () {
      const file = yield* table([{ name: "x", data: [...data] }], [
        { name: "x", repetition_type: "OPTIONAL", ...types[type] },
      ])
      const rows = yield* Stream.runCollect(parquetRows(file))
      return rows.map(({ value }) => (value as { readonly x: unknown }).x)
    })

  it.effect.each<readonly [keyof typeof types, ReadonlyArray<unknown>, ReadonlyArray<unknown>]>([
    ["decimal9", [314n, -5n, 100n, 0n, 1250n], ["3.14", "-0.05", "1", "0", "12.5"]],
    ["decimal18", [1n, -(10n ** 18n) + 1n], ["0.000000000000000001", "-0.999999999999999999"]],
    ["decimal38", [12345678901234567890123n, -1n, 1000n, null], ["12345678901234567890.123", "-0.001", "1", undefined]],
    ["date", [0, -1, 19_782, null], ["1970-01-01", "1969-12-31", "2024-02-29", undefined]],
    ["timeMillis", [0, 45_296_000, 45_296_789, 86_399_999], ["00:00:00", "12:34:56", "12:34:56.789", "23:59:59.999"]],
    ["timeMicros", [45_296_789_000n, 45_296_000_001n], ["12:34:56.789", "12:34:56.000001"]],
    ["timeNanos", [1n, 45_296_789_012_345n], ["00:00:00.000000001", "12:34:56.789012345"]],
    ["stampMillis", [0n, -1n], ["1970-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z"]],
    ["stampLocal", [1_709_210_096_789_012n, 0n], ["2024-02-29T12:34:56.789012", "1970-01-01T00:00:00.000"]],
    ["stampNanos", [1_709_210_096_000_000_001n, -1n], [
      "2024-02-29T12:34:56.000000001Z",
      "1969-12-31T23:59:59.999999999Z",
    ]],
    ["unsigned64", [0n, 3n, 2n ** 53n, 2n ** 64n - 1n], [0, 3, "9007199254740992", "18446744073709551615"]],
    ["unsigned32", [0, 7, 4_294_967_295], [0, 7, 4_294_967_295]],
    ["signed64", [-(2n ** 63n), -3n, null], ["-9223372036854775808", -3, undefined]],
    ["half", [0.1, -1.5, 65_504, 2 ** -24], [0.1, -1.5, 65_500, 6e-8]],
    ["float", [3.14, 0.1, 1e20, 16_777_217, null], [3.14, 0.1, 1e20, 16_777_216, undefined]],
  ])("are exact: %s", ([type, data, expected]) =>
    Effect.gen(function* () {
      const found = yield* column(type, data)
      expect(found.map((value) => value ?? undefined)).toEqual(expected)
      // By a dictionary as by themselves.
      const many = yield* column(type, Array.from({ length: 50 }, () => data).flat())
      expect(many.slice(-data.length)).toEqual(found)
    }))

  it.effect("are golds as they were written", () =>
    Effect.gen(function* () {
      const text = readFileSync(new URL("../../../test/fixtures/tables/float.parquet.base64", import.meta.url), "utf8")
      const file = yield* write(Buffer.from(text, "base64"))
      expect((yield* Stream.runCollect(fromParquet(file))).map(({ gold }) => gold)).toEqual(["3.14", "0.1"])
    }))

  it.effect("may be several answers, in lists and in structs", () =>
    Effect.gen(function* () {
      const data = [{ name: "problem", data: ["p", "q"] }, {
        name: "answer",
        data: [{ all: [0.1, 3.5] }, { all: [2] }],
      }]
      const file = yield* table(data, [
        { name: "problem", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
        { name: "answer", num_children: 1, repetition_type: "OPTIONAL" },
        { name: "all", num_children: 1, repetition_type: "OPTIONAL", converted_type: "LIST" },
        { name: "list", num_children: 1, repetition_type: "REPEATED" },
        { name: "element", type: "FLOAT", repetition_type: "OPTIONAL" },
      ])
      expect(yield* Stream.runCollect(fromParquet(file, { ...usualColumns, gold: ["answer.all"] }))).toEqual([
        { id: "1", problem: "p", gold: "0.1", alsoGold: ["3.5"] },
        { id: "2", problem: "q", gold: "2" },
      ])
    }))

  it.effect("say what is null on the way to a field", () =>
    Effect.gen(function* () {
      const data = [
        { name: "problem", data: ["p", "q"] },
        { name: "answer", data: [{ value: { text: "1" } }, null] },
      ]
      const fields: ReadonlyArray<SchemaElement> = [
        { name: "problem", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
        { name: "answer", num_children: 1, repetition_type: "OPTIONAL" },
        { name: "value", num_children: 1, repetition_type: "OPTIONAL" },
        { name: "text", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
      ]
      const why = Effect.fnUntraced(function* (second: unknown) {
        const file = yield* table([data[0], { name: "answer", data: [{ value: { text: "1" } }, second] }], fields)
        const found = Stream.runCollect(fromParquet(file, { ...usualColumns, gold: ["answer.value.text"] }))
        return (yield* Effect.flip(found)).message.replace(file, "_")
      })
      expect(yield* why(null)).toBe('Cannot read "answer.value.text" of row 2 of "_": "answer" is null')
      expect(yield* why({ value: null })).toBe(
        'Cannot read "answer.value.text" of row 2 of "_": "answer.value" is null',
      )
      expect(yield* why({ value: { text: null } })).toBe('Cannot read "answer.value.text" of row 2 of "_": it is null')
    }))

  it.effect("are read fast where there are millions of them, and nothing in them", () =>
    Effect.gen(function* () {
      const n = 2_000_000
      const text = (name: string, value: string | null): ColumnSource => ({ name, data: Array(n).fill(value) })
      const field = (name: string): SchemaElement => ({
        name,
        type: "BYTE_ARRAY",
        converted_type: "UTF8",
        repetition_type: "OPTIONAL",
      })
      const file = yield* table([text("problem", null), text("gold", "")], ["problem", "gold"].map(field), n / 4)
      const before = performance.now()
      expect(yield* Stream.runCount(parquetRows(file))).toBe(n)
      expect((yield* Effect.flip(Stream.runDrain(fromParquet(file)))).message).toMatch(
        /"problem" of row 1 .*: it is null$/,
      )
      expect(performance.now() - before).toBeLessThan(20_000)
    }), 60_000)

  it.effect("are not more at once than there is memory for, whatever a file says", () =>
    Effect.gen(function* () {
      const field: SchemaElement = { name: "problem", type: "INT32", repetition_type: "OPTIONAL" }
      const writer = new ByteWriter()
      const parquet = new ParquetWriter({ writer, schema: [{ name: "root", num_children: 1 }, field] })
      parquet.write({ columnData: [{ name: "problem", data: [null] }] })
      parquet.num_rows = parquet.row_groups[0].num_rows = 10n ** 9n
      parquet.finish()
      const file = yield* write(writer.getBytes())
      const error = yield* Effect.flip(Stream.runDrain(fromParquet(file)))
      expect(error).toMatchObject({ _tag: "@rlif/core/DataError", file, line: 0 })
      expect(error.message).toMatch(/: a group of 1000000000 rows is more than is read at once, 16777216: write it in/)
    }))

  it.effect("are no text where they are not UTF-8", () =>
    Effect.gen(function* () {
      const bytes = [Uint8Array.of(0x63, 0xe9)]
      const read = (type: Pick<SchemaElement, "converted_type">) =>
        Effect.gen(function* () {
          const field: SchemaElement = { name: "problem", type: "BYTE_ARRAY", repetition_type: "REQUIRED", ...type }
          const file = yield* table([{ name: "problem", data: bytes }], [field])
          return (yield* Effect.flip(Stream.runDrain(fromParquet(file, { ...usualColumns, gold: [] })))).message
        })
      expect(yield* read({ converted_type: "UTF8" })).toMatch(/encoded data was not valid/)
      expect(yield* read({})).toMatch(/"problem" of row 1 .*: expected string, got /)
    }))
})
