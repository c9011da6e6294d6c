/** An argument of a program, in the quotes that every program of Windows takes off. */
const quoted = (arg) => `"${arg.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, "$1$1")}"`

/** Text that cmd.exe takes as it stands, once. */
const plain = (text) => text.replace(/[()\][%!^"`<>&|;, *?]/g, "^$&")

/**
 * What `spawn` and `spawnSync` take: a program with its arguments as they are, through no shell. On Windows the programs of
 * node_modules/.bin are .cmd files, which only cmd.exe runs; it reads the arguments there, and once more inside the file.
 */
export const program = (command, args, { platform = process.platform, ...options }) => {
  if (platform !== "win32") return [command, args, options]
  const line = [plain(command), ...args.map((arg) => plain(plain(quoted(arg))))].join(" ")
  return ["cmd.exe", ["/d", "/s", "/c", `"${line}"`], { ...options, windowsVerbatimArguments: true }]
}
