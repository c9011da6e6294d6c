// Each check is run on a small workspace in which one thing is wrong, and must name it; with nothing wrong, all pass.
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { afterEach, describe, expect, it } from "vitest"

const folders: Array<string> = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

/** Runs a script in a workspace made of `files`; the packages that they do not mention are empty. */
const check = (script: string, files: Record<string, string>) => {
  const folder = mkdtempSync(join(tmpdir(), "rlif-checks-"))
  folders.push(folder)
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const name of ["core", "rewards", "trainer", "bench"]) {
    write(
      `packages/${name}/package.json`,
      manifest(
        name,
        ...Object.keys(files).filter((file) => isPublic.test(file) && file.startsWith(`packages/${name}/`)),
      ),
    )
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

/** Of the files that these tests write, those that the packages publish. */
const isPublic = /\/(?:dim|one|self_certainty|[abcd])\.ts$/

/** A manifest that publishes files. */
const manifest = (name: string, ...files: ReadonlyArray<string>) => {
  const paths = files.map((file) => file.slice(`packages/${name}/`.length)).sort()
  const exports = Object.fromEntries(
    paths.map((path) => [`./${path.replace(/\.ts$/, "").replaceAll("_", "-")}`, `./${path}`]),
  )
  return JSON.stringify({
    name: `@rlif/${name}`,
    dependencies: { "@rlif/core": "1" },
    exports: { ...exports, "./*.ts": "./*.ts" },
  })
}

const documented = "/**\n * A number.\n * @since 0.1.0\n */\nexport const one = 1\n"

describe("layering", () => {
  const graph = "packages/core/graph/dim.ts"
  const refused: Record<string, readonly [Record<string, string>, string]> = {
    "a folder before its time": [
      { [graph]: 'import { one } from "../runtime/feeds.ts"\n', "packages/core/runtime/feeds.ts": documented },
      `${graph}:1 imports ../runtime/feeds.ts: graph/ comes before runtime/`,
    ],
    "a package before its time": [
      { [graph]: '\nimport { one } from "@rlif/rewards/one"\n', "packages/rewards/one.ts": documented },
      `${graph}:2 imports @rlif/rewards/one: core comes before rewards`,
    ],
    "what another package does not publish": [
      {
        "packages/rewards/one.ts": 'import { two } from "@rlif/core/graph/two.ts"\n',
        "packages/core/graph/two.ts": documented,
      },
      "packages/rewards/one.ts:1 imports @rlif/core/graph/two.ts: core does not publish it",
    ],
    "test support in what is no test": [
      { [graph]: 'import "../testing/tiny.ts"\n', "packages/core/testing/tiny.ts": documented },
      `${graph}:1 imports ../testing/tiny.ts: it is for tests only`,
    ],
    "a private file from outside": [
      { [graph]: 'export * from "../random/_one.ts"\n', "packages/core/random/_one.ts": documented },
      `${graph}:1 imports ../random/_one.ts: it is private to its folder`,
    ],
    "a face inside its package": [
      { [graph]: 'import "../mod.ts"\n', "packages/core/mod.ts": documented },
      `${graph}:1 imports ../mod.ts: a face is not imported inside its package`,
    ],
    "all of effect at once": [
      { [graph]: 'import { Effect } from "effect"\n' },
      `${graph}:1 imports effect: effect's modules are imported one by one, as effect/Effect`,
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
      "packages/core/graph/dim_test.ts": 'import "../runtime/feeds.ts"\nimport "../testing/tiny.ts"\n',
      "packages/core/runtime/feeds.ts": 'import { one } from "../graph/dim.ts"\n',
      "packages/core/testing/tiny.ts": documented,
      "packages/rewards/one.ts": 'import { one } from "@rlif/core/graph/dim"\n',
      "packages/bench/report/page.ts": 'import { one } from "@rlif/core/runtime/feeds.ts"\n',
    })
    expect(output).toBe("4 files, 3 imports\n")
    expect(status).toBe(0)
  })
})

describe("exports", () => {
  const one = "packages/core/graph/dim.ts"
  const listing = (exports: object) =>
    check("exports.ts", {
      [one]: documented,
      "packages/core/graph/_two.ts": documented,
      "packages/core/package.json": JSON.stringify({ name: "@rlif/core", exports }),
    })
  const all = { "./*.ts": "./*.ts" }

  it("counts what is published", () => {
    expect(listing({ "./graph/dim": "./graph/dim.ts", ...all })).toMatchObject({
      status: 0,
      output: "core 1, rewards 0, trainer 0, bench 0\n",
    })
  })

  it.each([
    ["a file that is missing", { "./graph/dimm": "./graph/dimm.ts", ...all }, "which does not exist"],
    ["a private file", { "./graph/-two": "./graph/_two.ts", ...all }, "which is private"],
    ["another name", { "./dim": "./graph/dim.ts", ...all }, "which is called @rlif/core/graph/dim"],
    ["another order", { "./graph/dim": "./graph/dim.ts", "./a": "./a.ts", ...all }, "not in the order of their names"],
    ["a map without the workspace's own path", { "./graph/dim": "./graph/dim.ts" }, '"exports" must end with'],
  ])("refuses %s", (_, exports, message) => {
    const { status, output } = listing(exports)
    expect(output).toContain(message)
    expect(status).toBe(1)
  })

  it("of the bench are none", () => {
    const { status, output } = check("exports.ts", { "packages/bench/one.ts": documented })
    expect(output).toContain("packages/bench/package.json:1 it is not published, and exports nothing")
    expect(status).toBe(1)
  })
})

describe("faces", () => {
  it("are stale when a file is published, and mended by writing them", () => {
    const { status, output, run } = check("faces.ts", { "packages/rewards/self_certainty.ts": documented })
    expect(output).toContain("packages/rewards/mod.ts:1 the face is stale")
    expect(status).toBe(1)
    run("faces.ts")
    expect(run("faces.ts", "--check")).toEqual({ status: 0, output: "3 faces\n" })
  })
})

describe("documented", () => {
  it("names a public symbol without a doc comment, or without @since in it", () => {
    const { status, output } = check("documented.ts", {
      "packages/core/graph/dim.ts": `${documented}export const two = 2\n/** @since 0.1.0 */\nexport const three = 3\n` +
        "/** A number. */\nexport const four = 4\n",
      "packages/core/graph/_private.ts": "export const five = 5\n",
      "packages/core/graph/shared.ts": "export const six = 6\n",
    })
    expect(output.trim().split("\n").sort()).toEqual([
      "packages/core/graph/dim.ts:10 four has no @since in its doc comment",
      "packages/core/graph/dim.ts:6 two has no doc comment",
      "packages/core/graph/dim.ts:8 three has no doc comment",
    ])
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
