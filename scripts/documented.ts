// Every public symbol has a doc comment. `deno doc` lists the symbols of the public files.
import { spawnSync } from "node:child_process"
import { relative } from "node:path"
import { fileURLToPath } from "node:url"
import { finish, packages, publicSources } from "./_sources.ts"

interface Declaration {
  readonly location: { readonly filename: string; readonly line: number }
  readonly declarationKind: string
  readonly jsDoc?: { readonly doc?: string }
}

const files = packages.flatMap(publicSources)
const { stdout, stderr, status } = spawnSync("deno", ["doc", "--json", ...files], {
  encoding: "utf8",
  env: { ...process.env, NO_COLOR: "1" },
  maxBuffer: 2 ** 28,
})
if (status !== 0) finish(stderr.split("\n").filter((line) => /error|^\s+at file/.test(line)).slice(-2), "")
const { nodes }: {
  nodes: Record<string, { symbols: ReadonlyArray<{ name: string; declarations: ReadonlyArray<Declaration> }> }>
} = JSON.parse(stdout)

let count = 0
const problems = Object.entries(nodes).flatMap(([url, { symbols }]) =>
  symbols.flatMap(({ name, declarations }) => {
    const exported = declarations.filter(({ declarationKind, location }) =>
      declarationKind === "export" && location.filename === url
    )
    if (exported.length === 0) return []
    count++
    if (exported.some(({ jsDoc }) => jsDoc?.doc)) return []
    const { filename, line } = exported[0]!.location
    return [`${relative(process.cwd(), fileURLToPath(filename))}:${line + 1} ${name} has no doc comment`]
  })
)
finish(problems, `${count} symbols in ${files.length} files`)
