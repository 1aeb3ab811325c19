/** JSON read with the line of every value, so that a fault in a rate card can be named by file and line. */
import { ok, type Result, refuse } from '#src/base/result.ts'

export type JsonNode =
  | { readonly line: number; readonly kind: 'value'; readonly value: string | number | boolean | null }
  | { readonly line: number; readonly kind: 'list'; readonly items: readonly JsonNode[] }
  | { readonly line: number; readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonNode> }

/** What is wrong, on which line of the file, and in a rate card where: `rates/3/from`. */
export type Fault = { readonly line: number; readonly text: string; readonly at?: string }

/** Deeper than any format of ours, and far from the depth that would exhaust the stack. */
const DEEPEST = 50

type Cursor = { readonly text: string; at: number; line: number }

class NotJson extends Error {
  readonly line: number
  constructor(line: number, text: string) {
    super(text)
    this.line = line
  }
}

export function readJson(text: string): Result<JsonNode, Fault> {
  const cursor: Cursor = { text: text.startsWith('\uFEFF') ? text.slice(1) : text, at: 0, line: 1 }
  try {
    const node = readValue(cursor, 0)
    skipSpace(cursor)
    if (cursor.at < cursor.text.length) throw wrong(cursor)
    return ok(node)
  } catch (fault) {
    if (fault instanceof NotJson) return refuse({ line: fault.line, text: fault.message })
    throw fault
  }
}

function readValue(cursor: Cursor, depth: number): JsonNode {
  skipSpace(cursor)
  if (depth > DEEPEST) throw new NotJson(cursor.line, 'is nested too deeply')
  const first = cursor.text[cursor.at]
  if (first === '{') return readObject(cursor, depth)
  if (first === '[') return readList(cursor, depth)
  return { line: cursor.line, kind: 'value', value: readScalar(cursor) }
}

function readObject(cursor: Cursor, depth: number): JsonNode {
  const line = cursor.line
  const members = new Map<string, JsonNode>()
  cursor.at++
  if (closes(cursor, '}')) return { line, kind: 'object', members }
  do {
    skipSpace(cursor)
    if (cursor.text[cursor.at] !== '"') throw wrong(cursor)
    const keyLine = cursor.line
    const key = String(readScalar(cursor))
    if (members.has(key)) throw new NotJson(keyLine, `${JSON.stringify(key)} is there twice`)
    skipSpace(cursor)
    if (cursor.text[cursor.at] !== ':') throw wrong(cursor)
    cursor.at++
    members.set(key, readValue(cursor, depth + 1))
  } while (continues(cursor, '}'))
  return { line, kind: 'object', members }
}

function readList(cursor: Cursor, depth: number): JsonNode {
  const line = cursor.line
  const items: JsonNode[] = []
  cursor.at++
  if (closes(cursor, ']')) return { line, kind: 'list', items }
  do items.push(readValue(cursor, depth + 1))
  while (continues(cursor, ']'))
  return { line, kind: 'list', items }
}

const SCALAR = /"(?:[^"\\\u0000-\u001f]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

function readScalar(cursor: Cursor): string | number | boolean | null {
  SCALAR.lastIndex = cursor.at
  const found = SCALAR.exec(cursor.text)?.[0]
  if (found === undefined) throw wrong(cursor)
  cursor.at += found.length
  try {
    return JSON.parse(found)
  } catch {
    throw new NotJson(cursor.line, 'is not JSON: a string is not escaped as JSON asks')
  }
}

function skipSpace(cursor: Cursor): void {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at)
    if (code === 10) cursor.line++
    else if (code !== 32 && code !== 13 && code !== 9) return
    cursor.at++
  }
}

function closes(cursor: Cursor, bracket: string): boolean {
  skipSpace(cursor)
  if (cursor.text[cursor.at] !== bracket) return false
  cursor.at++
  return true
}

/** After a member or item: a comma goes on, the closing bracket ends. */
function continues(cursor: Cursor, bracket: string): boolean {
  skipSpace(cursor)
  if (closes(cursor, bracket)) return false
  if (cursor.text[cursor.at] !== ',') throw wrong(cursor)
  cursor.at++
  return true
}

function wrong(cursor: Cursor): NotJson {
  const found = cursor.text[cursor.at]
  return new NotJson(
    cursor.line,
    found === undefined
      ? 'is not JSON: it ends too early'
      : `is not JSON: ${JSON.stringify(found)} is not expected here`,
  )
}
