/** What `spawn` and `spawnSync` take: a program with its arguments as they are, through no shell. */
export const program: <const O extends object>(
  command: string,
  args: ReadonlyArray<string>,
  options: O & { readonly platform?: NodeJS.Platform },
) => [command: string, args: ReadonlyArray<string>, options: O]
