// Every public symbol has a doc comment, and in it `@since`, the version that first had it.
// `deno doc` lists the symbols of the public files.
import { spawnSync } from "node:child_process"
import { relative } from "node:path"
import { fileURLToPath } from "node:url"
import { finish, packages, publicSources } from "./_sources.ts"

interface Declaration {
  readonly location: { readonly filename: string; readonly line: number }
  readonly declarationKind: string
  readonly jsDoc?: { readonly doc?: string; readonly tags?: ReadonlyArray<{ readonly kind: string }> }
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
    const comments = exported.flatMap(({ jsDoc }) => jsDoc?.doc ? [jsDoc] : [])
    if (comments.some(({ tags }) => tags?.some(({ kind }) => kind === "since"))) return []
    const { filename, line } = exported[0]!.location
    const missing = comments.length === 0 ? "doc comment" : "@since in its doc comment"
    return [`${relative(process.cwd(), fileURLToPath(filename))}:${line + 1} ${name} has no ${missing}`]
  })
)
finish(problems, `${count} symbols in ${files.length} files`)
