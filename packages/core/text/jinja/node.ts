interface Named<Type extends string> {
  readonly type: Type
}
interface Literal<Type extends string, Value> extends Named<Type> {
  readonly value: Value
}

/** A name. */
export type Identifier = Literal<"Identifier", string>

/** A call, of a function or of a filter. */
export interface Call extends Named<"CallExpression"> {
  readonly callee: JinjaNode
  readonly args: ReadonlyArray<JinjaNode>
}

/** A parameter of a macro with its default. */
export interface Keyword extends Named<"KeywordArgumentExpression"> {
  readonly key: Identifier
  readonly value: JinjaNode
}

/** A loop. */
export interface For extends Named<"For"> {
  readonly loopvar: JinjaNode
  readonly iterable: JinjaNode
  readonly body: Body
  readonly defaultBlock: Body
}

/** A macro or a call block: its parameters and its body. */
export interface Macro extends Named<"Macro"> {
  readonly name: Identifier
  readonly args: ReadonlyArray<JinjaNode>
  readonly body: Body
}

/** Statements one after the other; the value of an expression becomes text. */
export type Body = ReadonlyArray<JinjaNode>

/** A node of the library's parser. */
export type JinjaNode =
  | Identifier
  | Call
  | Keyword
  | For
  | Macro
  | Literal<"IntegerLiteral" | "FloatLiteral", number>
  | Literal<"StringLiteral" | "Comment", string>
  | Literal<"ArrayLiteral" | "TupleLiteral", ReadonlyArray<JinjaNode>>
  | Literal<"ObjectLiteral", ReadonlyMap<JinjaNode, JinjaNode>>
  | Named<"Break" | "Continue">
  | (Named<"Program"> & { readonly body: Body })
  | (Named<"If"> & { readonly test: JinjaNode; readonly body: Body; readonly alternate: Body })
  | (Named<"Set"> & { readonly assignee: JinjaNode; readonly value: JinjaNode | null; readonly body: Body })
  | (Named<"CallStatement"> & {
    readonly call: Call
    readonly callerArgs: ReadonlyArray<JinjaNode> | null
    readonly body: Body
  })
  | (Named<"FilterStatement"> & { readonly filter: JinjaNode; readonly body: Body })
  | (Named<"MemberExpression"> & {
    readonly object: JinjaNode
    readonly property: JinjaNode
    readonly computed: boolean
  })
  | (Named<"SliceExpression"> & { readonly start?: JinjaNode; readonly stop?: JinjaNode; readonly step?: JinjaNode })
  | (Named<"BinaryExpression"> & {
    readonly operator: { readonly value: string }
    readonly left: JinjaNode
    readonly right: JinjaNode
  })
  | (Named<"UnaryExpression"> & { readonly operator: { readonly value: string }; readonly argument: JinjaNode })
  | (Named<"FilterExpression"> & { readonly operand: JinjaNode; readonly filter: JinjaNode })
  | (Named<"TestExpression"> & { readonly operand: JinjaNode; readonly negate: boolean; readonly test: Identifier })
  | (Named<"SelectExpression"> & { readonly lhs: JinjaNode; readonly test: JinjaNode })
  | (Named<"Ternary"> & {
    readonly condition: JinjaNode
    readonly trueExpr: JinjaNode
    readonly falseExpr: JinjaNode
  })
  | (Named<"SpreadExpression" | "KeywordSpreadExpression"> & { readonly argument: JinjaNode })
