// Writes CHANGELOG.md from the conventional commits (`feat(core): ...`) between the version tags, newest version first.
// Features, fixes, speed-ups and whatever breaks are listed; the other kinds of commits change nothing for a user.
import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { finish } from "./_sources.ts"

const headings: Record<string, string> = {
  breaking: "Breaking changes",
  feat: "Features",
  fix: "Fixes",
  perf: "Faster",
}
const conventional = /^(\w+)(?:\(([\w,-]+)\))?(!)?: (.+)$/

const git = (...args: ReadonlyArray<string>) =>
  execFileSync("git", args, { encoding: "utf8", maxBuffer: 2 ** 26 }).trim()

/** One version's part of the page; `range` is a range of commits. */
const section = (title: string, range: string): string => {
  const entries = new Map(Object.keys(headings).map((kind) => [kind, new Array<string>()]))
  for (const commit of git("log", "--no-merges", "--format=%s%x1f%b%x1e", range).split("\x1e")) {
    const [subject = "", body = ""] = commit.trim().split("\x1f")
    const [, kind = "", scope, mark, text] = conventional.exec(subject) ?? []
    const breaking = mark !== undefined || /^BREAKING CHANGE:/m.test(body)
    entries.get(breaking ? "breaking" : kind)?.push(`- ${scope === undefined ? "" : `**${scope}**: `}${text}`)
  }
  const parts = [...entries].filter(([, lines]) => lines.length > 0)
    .map(([kind, lines]) => `### ${headings[kind]}\n\n${lines.sort().join("\n")}\n`)
  return parts.length === 0 ? "" : `## ${title}\n\n${parts.join("\n")}`
}

const tags = git("tag", "--list", "v*", "--sort=-version:refname").split("\n").filter((tag) => tag !== "")
const sections = [
  section("Unreleased", tags[0] === undefined ? "HEAD" : `${tags[0]}..HEAD`),
  ...tags.map((tag, i) =>
    section(
      `${tag.slice(1)} (${git("log", "-1", "--format=%cs", tag)})`,
      tags[i + 1] === undefined ? tag : `${tags[i + 1]}..${tag}`,
    )
  ),
]
writeFileSync(
  "CHANGELOG.md",
  `# Changelog\n\nWritten from the commits by \`npm run changelog\`.\n\n${
    sections.filter((text) => text !== "").join("\n")
  }`,
)
finish([], "CHANGELOG.md is written")
