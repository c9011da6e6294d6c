import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it, vi } from "vitest"
import { fileBeside } from "./_beside.ts"

const data = { what: "two files", variable: "SOME_DATA", folder: "data", signs: ["a.txt", "b.txt"] }

/** A project, and a folder of data beside it that has some of the files. */
const project = (...files: ReadonlyArray<string>) => {
  const around = mkdtempSync(join(tmpdir(), "rlif-beside-"))
  const [from, folder] = [join(around, "project"), join(around, "shared", "data")]
  for (const made of [from, folder]) mkdirSync(made, { recursive: true })
  for (const file of files) writeFileSync(join(folder, file), "")
  const skip = vi.fn<(reason: string) => never>((reason) => {
    throw new Error(`skipped: ${reason}`)
  })
  const find = (file: string, env: Readonly<Record<string, string>> = {}) => () =>
    fileBeside(data, file, { context: { skip: skip as never }, env, from })
  return { folder, find, skip }
}

it("is found beside the project, or where it is named", () => {
  const { folder, find } = project("a.txt", "b.txt")
  expect(find("b.txt")()).toBe(join(folder, "b.txt"))
  const other = project("a.txt", "b.txt").folder
  expect(find("b.txt", { SOME_DATA: other })()).toBe(join(other, "b.txt"))
})

it("is loudly skipped where it is not to be found", () => {
  const loud = vi.spyOn(console, "error").mockImplementation(() => {})
  const { find } = project()
  expect(find("b.txt")).toThrow("skipped: needs data that is not shipped: two files; put b.txt into a folder")
  expect(loud).toHaveBeenCalledWith(expect.stringContaining("*** NOT TESTED: needs data that is not shipped"))
  loud.mockRestore()
})

it("fails where its folder is found or named, and a file is missing", () => {
  const { folder, find, skip } = project("b.txt")
  expect(find("a.txt")).toThrow(`Cannot test: "${join(folder, "a.txt")}" is missing, one of two files`)
  expect(find("b.txt", { SOME_DATA: join(folder, "none") })).toThrow("Cannot test: ")
  expect(skip).not.toHaveBeenCalled()
})
