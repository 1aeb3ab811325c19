import type { PGlite } from '@electric-sql/pglite'
import { DatabaseError, serialize } from 'pg-protocol'
import { Parser } from 'pg-protocol/dist/parser.js'

/** Statements kept ready; the one that was not asked for the longest makes room. */
const MOST = 300

/** A statement that took this long is planned anew the next time: its tables may have grown since, and planning costs a fraction of it. */
const SLOW_MS = 20

type Prepared = { readonly name: string; readonly types: readonly number[] }
type Message = Parameters<Parameters<Parser['parse']>[1]>[0]
type Told = Message & Record<string, unknown>

export type QueryResult = { readonly rows: unknown[]; readonly affected: number }

export type Conversation = {
  query(text: string, parameters: readonly unknown[]): Promise<QueryResult>
  /** Several statements without parameters; answers with the last one's rows. */
  script(text: string): Promise<QueryResult>
  /** Statements whose answer nobody waits for: they go with what is asked next. */
  ahead(text: string): void
}

type ReaderOf = (type: number) => (text: string) => unknown

/**
 * Speaks PostgreSQL's protocol with the embedded database by statements that it has read and planned before: planning took three
 * quarters of the time of a small query. It plans anew by itself when the role, a table or the statistics change.
 * The messages are read by the driver of PostgreSQL proper, which takes a third of the time of PGlite's own reading.
 */
export function converse(pglite: PGlite, readerOf: ReaderOf): Conversation {
  const ready = new Map<string, Prepared>()
  let named = 0
  let first: Uint8Array[] = []

  async function send(...asked: Uint8Array[]): Promise<Told[]> {
    const messages = [...first, ...asked]
    first = []
    const answers: Told[] = []
    const parser = new Parser()
    await pglite.execProtocolRawStream(Buffer.concat(messages), {
      syncToFs: false,
      // The bytes are the database's own memory, which it uses again: a copy is read.
      onRawData: (bytes) => parser.parse(Buffer.from(bytes), (message) => answers.push(message as Told)),
    })
    const failed = answers.find((message) => message instanceof DatabaseError)
    if (failed) throw failed
    return answers
  }

  async function prepare(text: string): Promise<Prepared> {
    const name = `almoner_${++named}`
    const said = await send(
      serialize.parse({ name, text, types: [] }),
      serialize.describe({ type: 'S', name }),
      serialize.sync(),
    )
    const described = said.find((message) => message.name === 'parameterDescription')
    const prepared = { name, types: described?.['dataTypeIDs'] as number[] }
    ready.set(text, prepared)
    if (ready.size > MOST) forget(ready.keys().next().value as string)
    return prepared
  }

  function forget(text: string): void {
    const name = ready.get(text)?.name
    ready.delete(text)
    if (name !== undefined) first.push(serialize.close({ type: 'S', name }))
  }

  const asText = (value: unknown, type: number | undefined): string | null => {
    if (value === null || value === undefined) return null
    const write = type === undefined ? undefined : pglite.serializers[type]
    return write ? write(value) : String(value)
  }

  return {
    async query(text, parameters) {
      const known = ready.get(text)
      if (known) {
        ready.delete(text)
        ready.set(text, known)
      }
      const { name, types: expected } = known ?? (await prepare(text))
      const values = parameters.map((value, index) => asText(value, expected[index]))
      const [bound, described] = [serialize.bind({ statement: name, values }), serialize.describe({ type: 'P' })]
      const started = performance.now()
      const answers = await send(bound, described, serialize.execute(), serialize.sync())
      if (performance.now() - started > SLOW_MS) forget(text)
      return resultOf(answers, readerOf)
    },
    script: async (text) => resultOf(await send(serialize.query(text)), readerOf),
    ahead: (text) => void first.push(serialize.query(text)),
  }
}

/** The rows of the last statement. */
function resultOf(answers: readonly Told[], readerOf: ReaderOf): QueryResult {
  let columns: { name: string; read: (text: string) => unknown }[] = []
  let rows: unknown[] = []
  let last: QueryResult = { rows, affected: 0 }
  for (const message of answers) {
    if (message.name === 'rowDescription')
      columns = (message['fields'] as { name: string; dataTypeID: number }[]).map(({ name, dataTypeID }) => ({
        name,
        read: readerOf(dataTypeID),
      }))
    else if (message.name === 'dataRow') {
      const row: Record<string, unknown> = {}
      const cells = message['fields'] as (string | null)[]
      for (let index = 0; index < columns.length; index++) {
        const { name, read } = columns[index] as (typeof columns)[number]
        const cell = cells[index]
        row[name] = cell === null || cell === undefined ? null : read(cell)
      }
      rows.push(row)
    } else if (message.name === 'commandComplete') {
      last = { rows, affected: Number(/ (\d+)$/.exec(message['text'] as string)?.[1] ?? 0) }
      rows = []
    }
  }
  return last
}
