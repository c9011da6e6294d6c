import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem, Stream } from "effect"
import { gzipSync } from "node:zlib"
import { fromJson } from "./json.ts"

it.layer(NodeFileSystem.layer)("fromJson", (it) => {
  const read = Effect.fnUntraced(function* (content: string | Uint8Array, name = "rows.json") {
    const fs = yield* FileSystem.FileSystem
    const file = `${yield* fs.makeTempDirectoryScoped()}/${name}`
    yield* fs.writeFile(file, typeof content === "string" ? new TextEncoder().encode(content) : content)
    return yield* Stream.runCollect(fromJson(file))
  })
  const rows = [{ problem: "1 + 1 = ?", gold: "2" }, { problem: "½ of 4", gold: 2, id: "half" }]
  const expected = [{ id: "1", problem: "1 + 1 = ?", gold: "2" }, { id: "half", problem: "½ of 4", gold: "2" }]

  it.effect("reads a list of rows, or the one that an object has, and JSON lines under its name", () =>
    Effect.gen(function* () {
      const lines = rows.map((row) => JSON.stringify(row)).join("\n")
      const texts = [
        JSON.stringify(rows),
        JSON.stringify(rows, null, 2),
        `\ufeff ${JSON.stringify(rows)}\n`,
        JSON.stringify({ version: 1, tags: ["a", "b"], none: [], data: rows }),
        lines,
        `${lines}\n`,
        lines.replaceAll("\n", "\r\n"),
      ]
      for (const text of texts) expect(yield* read(text)).toEqual(expected)
      expect(yield* read(gzipSync(texts[0]), "rows.json.gz")).toEqual(expected)
      expect(yield* read("[]")).toEqual([])
    }))

  it.effect("says what it takes, and the row and field that are wrong", () =>
    Effect.gen(function* () {
      const cases = [
        [JSON.stringify({ a: rows, b: rows }), 0, "", /an object with one list of rows; "a", "b" are 2$/],
        [JSON.stringify(rows[0]), 0, "", /: expected a list of rows, or an object with one list of rows$/],
        ["3", 0, "", /: expected a list of rows/],
        ["", 0, "", /: not JSON, /],
        [`[${JSON.stringify(rows[0])},`, 0, "", /: not JSON, /],
        [
          '[{"problem":"p","gold":"1"},{"problem":"p","gold":"1","x":{"y":NaN}}]',
          2,
          "x.y",
          /"x.y" of row 2 .*: NaN is not/,
        ],
        ['{"data":[{"problem":"p","gold":NaN}]}', 0, "", /: "data.0.gold": NaN is not JSON/],
        ['[{"problem":"p","gold":"1"},{"problem":"","gold":"1"}]', 2, "problem", /"problem" of row 2 .*: it is empty$/],
        ['[{"problem":"p","gold":"1"},5]', 2, "", /row 2 of .*: expected object, got 5$/],
      ] as const
      for (const [text, line, field, message] of cases) {
        const error = yield* Effect.flip(read(text))
        expect(error).toMatchObject({ _tag: "@rlif/core/DataError", line, field })
        expect(error.message).toMatch(message)
      }
      const latin = yield* Effect.flip(read(Buffer.from('[{"problem":"caf\u00e9","gold":"1"}]', "latin1")))
      expect(latin.message).toMatch(/: not UTF-8$/)
    }))

  it.effect("reads no more than fits", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const file = `${yield* fs.makeTempDirectoryScoped()}/rows.json`
      yield* fs.writeFileString(file, "[")
      yield* fs.truncate(file, 600 * 2 ** 20)
      const { message } = yield* Effect.flip(Stream.runDrain(fromJson(file)))
      expect(message).toMatch(/: it is longer than 256 MiB; make it JSON lines$/)
    }))
})
