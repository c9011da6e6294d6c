// Each check is run on a small workspace in which one thing is wrong, and must name it; with nothing wrong, all pass.
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { afterEach, describe, expect, it } from "vitest"

const folders: Array<string> = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

const anyFile = { "./*.ts": "./*.ts" }
const manifest = (name: string, exports: Record<string, string> = {}) =>
  JSON.stringify({ name: `@rlif/${name}`, dependencies: { "@rlif/core": "1" }, exports: { ...exports, ...anyFile } })

/** Runs a script in a workspace made of `files`; the packages that they do not mention are empty, but core exports graph/dim. */
const check = (script: string, files: Record<string, string>) => {
  const folder = mkdtempSync(join(tmpdir(), "rlif-checks-"))
  folders.push(folder)
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const name of ["core", "rewards", "trainer", "bench"]) {
    const exports = name === "core" ? { "./graph/dim": "./graph/dim.ts" } : {}
    write(`packages/${name}/package.json`, manifest(name, exports))
  }
  cpSync("tsconfig.json", join(folder, "tsconfig.json"))
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"))
  for (const [path, text] of Object.entries(files)) write(path, text)
  const run = (...args: ReadonlyArray<string>) => {
    const { status, stdout, stderr } = spawnSync("node", [resolve("scripts", args[0]!), ...args.slice(1)], {
      cwd: folder,
      encoding: "utf8",
    })
    return { status, output: stdout + stderr }
  }
  return { ...run(script, "--check"), run }
}

const documented = "/**\n * A number.\n * @since 0.1.0\n */\nexport const one = 1\n"

describe("layering", () => {
  const graph = "packages/core/graph/dim.ts"
  const refused: Record<string, readonly [Record<string, string>, string]> = {
    "a folder before its time": [
      { [graph]: 'import { one } from "../runtime/value.ts"\n', "packages/core/graph/value.ts": documented },
      `${graph}:1 imports ../runtime/value.ts: graph/ comes before runtime/`,
    ],
    "a package before its time": [
      { [graph]: '\nimport { one } from "@rlif/rewards/one"\n', "packages/rewards/one.ts": documented },
      `${graph}:2 imports @rlif/rewards/one: core comes before rewards`,
    ],
    "a private file from outside": [
      { [graph]: 'export * from "../random/_one.ts"\n', "packages/core/random/_one.ts": documented },
      `${graph}:1 imports ../random/_one.ts: it is private to its folder`,
    ],
    "a face inside its package": [
      { [graph]: 'import "../mod.ts"\n', "packages/core/mod.ts": documented },
      `${graph}:1 imports ../mod.ts: a face is not imported inside its package`,
    ],
    "an undeclared dependency": [
      { [graph]: 'import {\n  x,\n} from "left-pad"\n' },
      `${graph}:1 imports left-pad: packages/core/package.json does not list it`,
    ],
    "a circle": [
      { [graph]: 'import "./a.ts"\n', "packages/core/graph/a.ts": 'import "./dim.ts"\n' },
      "import circle: packages/core/graph/a.ts -> packages/core/graph/dim.ts -> packages/core/graph/a.ts",
    ],
    "an unknown folder": [{ "packages/core/utils/x.ts": documented }, "packages/core/utils/x.ts:1 the folder utils"],
  }
  it.each(Object.entries(refused))("refuses %s", (_, [files, message]) => {
    const { status, output } = check("layering.ts", files)
    expect(output).toContain(message)
    expect(status).toBe(1)
  })

  it("accepts the flow, and anything in a test", () => {
    const { status, output } = check("layering.ts", {
      [graph]: documented,
      "packages/core/graph/dim_test.ts": 'import "../runtime/value.ts"\n',
      "packages/core/graph/value.ts": 'import { one } from "../graph/dim.ts"\n',
      "packages/rewards/one.ts": 'import { one } from "@rlif/core/graph/dim"\n',
    })
    expect(output).toBe("3 files, 2 imports\n")
    expect(status).toBe(0)
  })
})

describe("exports and faces", () => {
  const dim = { "packages/core/graph/dim.ts": documented }

  it("names an export that does not exist, one that is private, and one that is called otherwise", () => {
    const exports = { "./-b": "./_b.ts", "./a": "./a.ts", "./b": "./c.ts", "./c": "./c.ts" }
    const { status, output } = check("exports.ts", {
      ...dim,
      "packages/rewards/package.json": manifest("rewards", exports),
      "packages/rewards/_b.ts": documented,
      "packages/rewards/c.ts": documented,
    })
    expect(output).toContain("@rlif/rewards/a is packages/rewards/a.ts, which does not exist")
    expect(output).toContain("@rlif/rewards/-b is packages/rewards/_b.ts, which is private")
    expect(output).toContain("@rlif/rewards/b is packages/rewards/c.ts, which is called @rlif/rewards/c")
    expect(output).not.toContain("@rlif/rewards/c is")
    expect(status).toBe(1)
  })

  it("are stale when a file is published, and mended by writing the faces", () => {
    const { status, output, run } = check("exports.ts", dim)
    expect(output).toBe("core 1, rewards 0, trainer 0, bench 0\n")
    expect(status).toBe(0)
    expect(run("faces.ts", "--check").output).toContain("packages/core/mod.ts:1 the face is stale")
    run("faces.ts")
    expect(run("faces.ts", "--check").status).toBe(0)
  })
})

describe("documented", () => {
  it("names a public symbol without a doc comment, or without @since in it", () => {
    const { status, output } = check("documented.ts", {
      "packages/core/graph/dim.ts": `${documented}export const two = 2\n/** @since 0.1.0 */\nexport const three = 3\n` +
        "/** A number. */\nexport const four = 4\n",
      "packages/core/graph/_private.ts": "export const five = 5\n",
    })
    expect(output.trim().split("\n").sort()).toEqual([
      "packages/core/graph/dim.ts:6 two has no doc comment",
      "packages/core/graph/dim.ts:8 three has no doc comment",
      "packages/core/graph/dim.ts:10 four has no @since in its doc comment",
    ].sort())
    expect(status).toBe(1)
  })
})

describe("sizes", () => {
  it("names a file above 400 lines", () => {
    const { status, output } = check("sizes.ts", { "packages/core/graph/dim.ts": "//\n".repeat(401) })
    expect(output).toContain("packages/core/graph/dim.ts:400 the file has 401 lines")
    expect(status).toBe(1)
  })
})

describe("examples", () => {
  const example = (body: string) =>
    `/**\n * One.\n *\n * @example\n * \`\`\`ts\n${body}\n * \`\`\`\n */\nexport const one = 1\n`

  it("names the line of an example that throws, drops a rejection, does not compile, or ends the process", () => {
    const { status, output } = check("examples.ts", {
      "packages/core/graph/a.ts": example(' * const x: number = 1\n * if (x === 1) throw new Error("wrong")'),
      "packages/core/graph/b.ts": example(' * void Promise.reject(new Error("dropped"))'),
      "packages/core/graph/c.ts": example(" * const x: string = 1"),
      "packages/core/graph/d.ts": example(" * process.exit(0)"),
    })
    expect(output).toContain(
      "packages/core/graph/a.ts:5 the example fails: Error: wrong\n    at packages/core/graph/a.ts:7",
    )
    expect(output).toContain("packages/core/graph/b.ts:5 the example fails: Error: dropped")
    expect(output).toContain("packages/core/graph/c.ts:6: error TS2322")
    expect(output).toContain("packages/core/graph/d.ts:5 the example ends the process")
    expect(status).toBe(1)
  })

  it("runs those of pages, but only compiles what asks for it", () => {
    const page = '# Page\n\n```ts\nconst a = 1\n```\n\n```ts no-run\nthrow new Error("not run")\n```\n'
    expect(check("examples.ts", { "README.md": page })).toMatchObject({ status: 0, output: "2 examples\n" })
    expect(check("examples.ts", { "README.md": page.replace(" no-run", "") }).output).toContain("README.md:8")
  })
})
