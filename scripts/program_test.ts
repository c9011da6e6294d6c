import { spawnSync } from "node:child_process"
import { expect, it } from "vitest"
import { program } from "./_program.mjs"

const odd = [
  "a b",
  "it's",
  'say "hi"',
  "$HOME",
  "%PATH%",
  "a;b|c&d>e",
  "`x`",
  "back\\slash\\",
  'a\\"b',
  "(!^)",
  "",
  "*",
  "é",
]

it("hands every argument over as it is", () => {
  const print = "console.log(JSON.stringify(process.argv.slice(1)))"
  const { stdout } = spawnSync(
    ...program(process.execPath, ["-e", print, ...odd], { encoding: "utf8", platform: "linux" }),
  )
  expect(JSON.parse(stdout)).toEqual(odd)
})

/** What cmd.exe leaves of a line: a caret hides what follows it, and nothing that is not hidden is special. */
const read = (line: string): string => {
  expect(line.replace(/\^./g, "")).not.toMatch(/[()%!"<>&|]/)
  return line.replace(/\^(.)/g, "$1")
}

/** How programs of Windows part their command line: backslashes count in twos before a quote. */
const parted = (line: string): ReadonlyArray<string> =>
  [...line.matchAll(/"((?:[^"\\]|\\+(?!\\*")|(?:\\\\)*\\"|(?:\\\\)+(?="))*)"/g)].map(([, inside]) =>
    inside.replace(/(\\*)"/g, (_, slashes: string) => `${"\\".repeat((slashes.length - 1) / 2)}"`)
      .replace(/(\\+)$/, (slashes) => "\\".repeat(slashes.length / 2))
  )

it("quotes for cmd.exe, which reads the arguments of a .cmd file twice", () => {
  const [command, args, options] = program("C:\\a b\\it's\\tsc", odd, { cwd: "x", platform: "win32" })
  expect([command, options]).toEqual(["cmd.exe", { cwd: "x", windowsVerbatimArguments: true }])
  expect(args.slice(0, 3)).toEqual(["/d", "/s", "/c"])
  const once = read(args[3].slice(1, -1))
  const start = "C:\\a b\\it's\\tsc "
  expect(once.startsWith(start)).toBe(true)
  expect(parted(read(once.slice(start.length)))).toEqual(odd)
})
