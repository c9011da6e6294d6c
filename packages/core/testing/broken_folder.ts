// Copies of the fixture folders, and the means to break them.
import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** An entry of a safetensors header. */
export interface HeaderEntry {
  dtype: string
  shape: Array<number>
  data_offsets: Array<number>
}

/** A folder that is to be broken. */
export interface Breakable {
  readonly at: (name: string) => string
  readonly write: (name: string, content: string | Uint8Array) => void
  readonly remove: (name: string) => void
  /** Cuts a file to so many bytes, the last ones where they are negative, or lengthens it by zeros that take no room. */
  readonly cut: (name: string, length: number) => void
  /** Replaces the content of a JSON file. */
  readonly edit: (name: string, change: (json: Record<string, unknown>) => unknown) => void
  /** Replaces the header of a file of weights by an object or by its text; what is handed back of `data` are its bytes. */
  readonly header: (
    change: (
      header: Record<string, HeaderEntry>,
      data: Buffer,
    ) => { readonly header?: unknown; readonly data?: Uint8Array },
    name?: string,
  ) => void
}

/** The weights in one file. */
export const weights = "model.safetensors"

/** A copy of a model's files. */
export const breakable = (fixture: string, directory: string): Breakable => {
  const source = fileURLToPath(new URL(`../../../test/fixtures/${fixture}`, import.meta.url))
  mkdirSync(directory)
  for (const name of readdirSync(source).filter((name) => /^(config|model)\b/.test(name))) {
    copyFileSync(join(source, name), join(directory, name))
  }
  const at = (name: string) => join(directory, name)
  return {
    at,
    write: (name, content) => writeFileSync(at(name), content),
    remove: (name) => rmSync(at(name)),
    cut: (name, length) => truncateSync(at(name), length < 0 ? lstatSync(at(name)).size + length : length),
    edit: (name, change) => writeFileSync(at(name), JSON.stringify(change(JSON.parse(readFileSync(at(name), "utf8"))))),
    header: (change, name = weights) => {
      const bytes = readFileSync(at(name))
      const start = 8 + Number(bytes.readBigUInt64LE())
      const original = JSON.parse(bytes.toString("utf8", 8, start))
      const data = bytes.subarray(start)
      const { header = original, data: changed = data } = change(original, data)
      const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header))
      const length = Buffer.alloc(8)
      length.writeBigUInt64LE(BigInt(json.length))
      writeFileSync(at(name), Buffer.concat([length, json, changed]))
    },
  }
}

/** What a folder holds: names, kinds, sizes, and the bytes of what is small. */
export const contentOf = (directory: string): ReadonlyArray<unknown> => {
  if (!lstatSync(directory, { throwIfNoEntry: false })?.isDirectory()) return []
  return readdirSync(directory).sort().map((name) => {
    const stat = lstatSync(join(directory, name))
    const small = stat.isFile() && stat.size < 2 ** 20
    return [name, stat.mode, stat.size, small ? readFileSync(join(directory, name), "base64") : ""]
  })
}
