/** What `spawn` and `spawnSync` take: a program with its arguments as they are, through no shell. */
export const program: <const O>(
  command: string,
  args: ReadonlyArray<string>,
  options: O,
  platform?: NodeJS.Platform,
) => [command: string, args: ReadonlyArray<string>, options: O]
