// Fills templates in. The library's lexer and parser are used, but not its interpreter: its values are JavaScript's (-1 % 3 is
// -1, a text has no letters to loop over) and its loops have no limit, and neither can be mended from outside.
import { jinjaChecked } from "./checked.ts"
import { filterOf } from "./filters.ts"
import { Loop } from "./loop.ts"
import type { Body, Call, For, JinjaNode } from "./node.ts"
import { Scope } from "./scope.ts"
import { jinjaSource } from "./source.ts"
import { plainTest } from "./tests.ts"
import { Meter } from "./meter.ts"
import {
  Callable,
  defined,
  equal,
  Float,
  fromJson,
  type Given,
  has,
  isDict,
  isList,
  itemsOf,
  lettersOf,
  listed,
  Namespace,
  numberOf,
  order,
  shown,
  truth,
  Tuple,
  typeOf,
  Undefined,
  type Value,
} from "./python.ts"
import { globals } from "./globals.ts"
import { methodOf } from "./python_methods.ts"
import { arithmetic, sliced } from "./python_operators.ts"

/** A parsed template. */
export interface Jinja {
  /** All variables of the template. */
  readonly names: ReadonlySet<string>
  /** The text of the template for these values. A function among them is called with its arguments by position. */
  readonly show: (values: Readonly<Record<string, unknown>>) => string
}

/** A template by its text. Both this and `show` throw an `Error` that says what is wrong. */
export const jinja = (text: string): Jinja => {
  const { body, names } = jinjaChecked(jinjaSource(text))
  return {
    names,
    show: (values) => {
      const scope = new Scope()
      const run = new Run()
      for (const [name, value] of Object.entries(globals(run.meter))) scope.set(name, value)
      for (const [name, value] of Object.entries(values)) {
        scope.set(name, typeof value === "function" ? callable(name, value as Plain) : fromJson(value))
      }
      return run.text(body, scope)
    },
  }
}

type Plain = (...args: ReadonlyArray<unknown>) => unknown

const callable = (name: string, call: Plain) => new Callable(name, ({ args }) => fromJson(call(...args)))

/** Most levels of nesting, more than templates need. */
const deepest = 500

class Run {
  readonly meter = new Meter()
  #depth = 0

  /** The text of statements. */
  text(body: Body, scope: Scope): string {
    const parts: Array<string> = []
    this.#body(body, scope, parts)
    return parts.join("")
  }

  /** Runs statements; the result tells whether they break or continue the loop around. */
  #body(body: Body, scope: Scope, parts: Array<string>): "break" | "continue" | undefined {
    for (const node of body) {
      const jump = this.#statement(node, scope, parts)
      if (jump !== undefined) return jump
    }
    return undefined
  }

  #say(value: Value, parts: Array<string>): void {
    const text = shown(value, this.meter)
    this.meter.letters(text.length)
    parts.push(text)
  }

  #statement(node: JinjaNode, scope: Scope, parts: Array<string>): "break" | "continue" | undefined {
    this.meter.step()
    switch (node.type) {
      case "Break":
        return "break"
      case "Continue":
        return "continue"
      case "Comment":
        return undefined
      case "If":
        return this.#body(truth(this.#value(node.test, scope)) ? node.body : node.alternate, scope, parts)
      case "For":
        return this.#loop(node, scope, parts)
      case "Set":
        return this.#set(node, scope)
      case "Macro":
        scope.set(node.name.value, this.#macro(node.name.value, { ...node, scope }))
        return undefined
      case "CallStatement": {
        const caller = this.#macro("caller", { args: node.callerArgs ?? [], body: node.body, scope })
        const given = this.#given(node.call.args, scope)
        this.#say(
          this.#call(node.call, { ...given, named: new Map([...given.named, ["caller", caller]]) }, scope),
          parts,
        )
        return undefined
      }
      case "FilterStatement":
        this.#say(this.#filter(this.text(node.body, new Scope(scope)), node.filter, scope), parts)
        return undefined
      default:
        this.#say(this.#value(node, scope), parts)
        return undefined
    }
  }

  #loop(node: For, scope: Scope, parts: Array<string>): undefined {
    const { iterable } = node
    const items = itemsOf(
      this.#value(iterable.type === "SelectExpression" ? iterable.lhs : iterable, scope),
      this.meter,
    )
    const loop = new Loop(iterable.type === "SelectExpression" ? this.#where(node, items, { iterable, scope }) : items)
    let none = true
    while (loop.next()) {
      none = false
      const within = new Scope(scope)
      this.#bind(node.loopvar, loop.item, within)
      within.set("loop", new Namespace(new Map(), (name) => loop.get(name)))
      if (this.#body(node.body, within, parts) === "break") break
    }
    if (none) this.#body(node.defaultBlock, new Scope(scope), parts)
  }

  *#where(node: For, items: ReadonlyArray<Value>, { iterable, scope }: {
    readonly iterable: Extract<JinjaNode, { type: "SelectExpression" }>
    readonly scope: Scope
  }) {
    for (const item of items) {
      const within = new Scope(scope)
      this.#bind(node.loopvar, item, within)
      if (truth(this.#value(iterable.test, within))) yield item
    }
  }

  #bind(target: JinjaNode, value: Value, scope: Scope): void {
    if (target.type === "Identifier") return scope.set(target.value, value)
    if (target.type === "MemberExpression" && target.property.type === "Identifier" && !target.computed) {
      const object = this.#value(target.object, scope)
      if (!(object instanceof Namespace)) throw new Error("only what namespace() made has names that can be set")
      object.fields.set(target.property.value, value)
      return
    }
    if (target.type !== "TupleLiteral") throw new Error(`a ${target.type} cannot be set`)
    const items = itemsOf(defined(value), this.meter)
    if (items.length !== target.value.length) {
      throw new Error(`${items.length} items cannot be set as ${target.value.length} names`)
    }
    target.value.forEach((name, i) => this.#bind(name, items[i], scope))
  }

  #set({ assignee, value, body }: Extract<JinjaNode, { type: "Set" }>, scope: Scope): undefined {
    this.#bind(assignee, value === null ? this.text(body, new Scope(scope)) : this.#value(value, scope), scope)
  }

  /** A macro sees the names around its definition, not those around its call. */
  #macro(name: string, { args, body, scope }: {
    readonly args: ReadonlyArray<JinjaNode>
    readonly body: Body
    readonly scope: Scope
  }): Callable {
    const parameters = args.map((arg) => arg.type === "KeywordArgumentExpression" ? arg.key.value : textOf(arg))
    return new Callable(name, (given) => {
      const within = new Scope(scope)
      const caller = given.named.get("caller")
      if (caller !== undefined) within.set("caller", caller)
      const strange = [...given.named.keys()].find((key) => key !== "caller" && !parameters.includes(key))
      if (strange !== undefined) throw new Error(`the macro "${name}" has no argument "${strange}"`)
      if (given.args.length > args.length) throw new Error(`the macro "${name}" has ${args.length} arguments at most`)
      args.forEach((arg, i) => {
        const value = i < given.args.length ? given.args[i] : given.named.get(parameters[i])
        within.set(
          parameters[i],
          value ??
            (value === null
              ? null
              : arg.type === "KeywordArgumentExpression"
              ? this.#value(arg.value, within)
              : new Undefined(`the argument "${parameters[i]}"`)),
        )
      })
      return this.text(body, within)
    })
  }

  #value(node: JinjaNode, scope: Scope): Value {
    this.meter.step()
    if (++this.#depth > deepest) throw new Error(`more than ${deepest} expressions stand in one another`)
    const value = this.#expression(node, scope)
    this.#depth--
    return value
  }

  #expression(node: JinjaNode, scope: Scope): Value {
    switch (node.type) {
      case "StringLiteral":
      case "IntegerLiteral":
        return node.value
      case "FloatLiteral":
        return new Float(node.value)
      case "ArrayLiteral":
        return node.value.map((item) => this.#value(item, scope))
      case "TupleLiteral":
        return listed(new Tuple(), node.value.map((item) => this.#value(item, scope)))
      case "ObjectLiteral":
        return new Map(
          Array.from(node.value, ([key, item]) => [keyOf(this.#value(key, scope)), this.#value(item, scope)]),
        )
      case "Identifier":
        return scope.get(node.value)
      case "MemberExpression":
        return this.#member(node, scope)
      case "CallExpression":
        return this.#call(node, this.#given(node.args, scope), scope)
      case "FilterExpression":
        return this.#filter(this.#value(node.operand, scope), node.filter, scope)
      case "TestExpression":
        return plainTest(node.test.value)!(this.#value(node.operand, scope), [], this.meter) !== node.negate
      case "Ternary":
        return this.#value(truth(this.#value(node.condition, scope)) ? node.trueExpr : node.falseExpr, scope)
      case "SelectExpression":
        return truth(this.#value(node.test, scope)) ? this.#value(node.lhs, scope) : new Undefined("an if without else")
      case "UnaryExpression":
        return this.#unary(node.operator.value, this.#value(node.argument, scope))
      case "BinaryExpression":
        return this.#binary(node, scope)
      default:
        throw new Error(`a ${node.type} is not supported here`)
    }
  }

  #unary(operator: string, value: Value): Value {
    if (operator === "not") return !truth(value)
    const number = numberOf(defined(value))
    if (number === undefined) throw new Error(`"${operator}" is not for a ${typeOf(value)}`)
    const signed = operator === "-" ? -number : number
    return value instanceof Float ? new Float(signed) : signed + 0
  }

  #binary(
    { operator: { value: operator }, left, right }: Extract<JinjaNode, { type: "BinaryExpression" }>,
    scope: Scope,
  ) {
    const a = this.#value(left, scope)
    if (operator === "and") return truth(a) ? this.#value(right, scope) : a
    if (operator === "or") return truth(a) ? a : this.#value(right, scope)
    const b = this.#value(right, scope)
    switch (operator) {
      case "==":
        return equal(a, b, this.meter)
      case "!=":
        return !equal(a, b, this.meter)
      case "in":
        return has(a, b, this.meter)
      case "not in":
        return !has(a, b, this.meter)
      case "<":
        return order(a, b, this.meter) < 0
      case ">":
        return order(a, b, this.meter) > 0
      case "<=":
        return order(a, b, this.meter) <= 0
      case ">=":
        return order(a, b, this.meter) >= 0
      default:
        return arithmetic(operator, [a, b], this.meter)
    }
  }

  #member({ object, property, computed }: Extract<JinjaNode, { type: "MemberExpression" }>, scope: Scope): Value {
    const value = this.#value(object, scope)
    if (computed && property.type === "SliceExpression") {
      const bound = (node?: JinjaNode) => node === undefined ? null : this.#value(node, scope)
      const bounds = [property.start, property.stop, property.step].map(bound)
      if (typeof value !== "string" && !isList(value)) throw new Error(`a ${typeOf(defined(value))} has no slices`)
      const items = sliced(itemsOf(value, this.meter), bounds)
      this.meter.step(items.length)
      return typeof value === "string"
        ? items.join("")
        : value instanceof Tuple
        ? listed(new Tuple(), items)
        : [...items]
    }
    const key = computed || property.type !== "Identifier" ? this.#value(property, scope) : property.value
    defined(value)
    if (value instanceof Namespace) return value.get(String(key))
    // Jinja's order: `a.b` is first an attribute, `a["b"]` first an item.
    const item = itemOf(value, key)
    if (computed && item !== undefined) return item
    const method = typeof key === "string" ? methodOf(value, key, this.meter) : undefined
    return method ?? (item === undefined ? new Undefined(`"${shown(key, this.meter)}" of a ${typeOf(value)}`) : item)
  }

  #given(args: ReadonlyArray<JinjaNode>, scope: Scope): Given {
    const [positional, named]: [Array<Value>, Map<string, Value>] = [[], new Map()]
    const name = (key: string, value: Value) => {
      if (named.has(key)) throw new Error(`the argument "${key}" is given twice`)
      named.set(key, value)
    }
    for (const arg of args) {
      if (arg.type === "KeywordArgumentExpression") name(arg.key.value, this.#value(arg.value, scope))
      else if (arg.type === "SpreadExpression") {
        listed(positional, itemsOf(this.#value(arg.argument, scope), this.meter))
      } else if (arg.type === "KeywordSpreadExpression") {
        const dict = this.#value(arg.argument, scope)
        if (!isDict(dict)) throw new Error(`"**" needs a dict, not a ${typeOf(dict)}`)
        for (const [key, value] of dict) name(String(key), value)
      } else positional.push(this.#value(arg, scope))
    }
    return { args: positional, named }
  }

  #call({ callee }: Call, given: Given, scope: Scope): Value {
    const called = this.#value(callee, scope)
    if (!(called instanceof Callable)) throw new Error(`a ${typeOf(defined(called))} cannot be called`)
    return called.call(given)
  }

  #filter(value: Value, filter: JinjaNode, scope: Scope): Value {
    const given = filter.type === "CallExpression" ? this.#given(filter.args, scope) : { args: [], named: new Map() }
    return filterOf(textOf(filter.type === "CallExpression" ? filter.callee : filter))!(value, given, this.meter)
  }
}

const textOf = (node: JinjaNode): string => {
  if (node.type !== "Identifier") throw new Error(`a ${node.type} is no name`)
  return node.value
}

const keyOf = (value: Value): string | number => {
  if (typeof value === "string" || typeof value === "number") return value
  throw new Error(`a ${typeOf(defined(value))} as the key of a dict is not supported`)
}

const itemOf = (value: Value, key: Value): Value | undefined => {
  if (isDict(value)) return typeof key === "string" || typeof key === "number" ? value.get(key) : undefined
  if (typeof key !== "number") return undefined
  if (typeof value === "string") return lettersOf(value).at(key)
  return isList(value) ? value.at(key) : undefined
}
