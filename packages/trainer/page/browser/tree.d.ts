/** An element as plain data. */
export interface Tree {
  readonly tag: string
  readonly attributes: ReadonlyArray<readonly [name: string, value: string]>
  readonly children: ReadonlyArray<Tree | string>
}
