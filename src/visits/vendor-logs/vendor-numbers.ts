/** A vendor's own numbers and ours, as an officer brings them. */
import { ok, type Result, refuse } from '#src/base/result.ts'
import { referenceFault } from '#src/visits/call-log/log-row.ts'
import { NUMBER_KINDS, type NumberKind } from '#src/visits/vendor-logs/mapping.ts'
import type { VendorTable } from '#src/visits/vendor-logs/vendor-table.ts'

export type NumberLink = { readonly kind: NumberKind; readonly vendorRef: string; readonly ourRef: string }
export type NumberFault = { readonly field: 'kind' | 'vendorRef' | 'ourRef'; readonly message: string }

const isKind = (text: string): text is NumberKind => (NUMBER_KINDS as readonly string[]).includes(text)

export function checkNumber(typed: {
  kind: string
  vendorRef: string
  ourRef: string
}): Result<NumberLink, NumberFault> {
  const { kind, vendorRef, ourRef } = typed
  if (!isKind(kind)) return refuse({ field: 'kind', message: 'Choose a person, a worker or a visit' } as NumberFault)
  if (vendorRef === '' || vendorRef.length > 100)
    return refuse({ field: 'vendorRef', message: "Enter the vendor's number, up to 100 characters" } as NumberFault)
  const wrong = referenceFault(
    kind === 'person' ? 'person_ref' : kind === 'worker' ? 'worker_ref' : 'visit_ref',
    ourRef,
  )
  if (wrong)
    return refuse({ field: 'ourRef', message: ourRef === '' ? 'Enter our reference' : wrong.reason } as NumberFault)
  return ok({ kind, vendorRef, ourRef })
}

export const NUMBER_COLUMNS = ['kind', 'vendor_ref', 'our_ref'] as const
/** A file brings this many at most; more are brought in two. */
export const MOST_NUMBERS = 20_000

/** A file of numbers: all of it, or nothing and what is wrong with its first faulty line. */
export function readNumberFile(table: VendorTable): Result<NumberLink[], string> {
  const missing = NUMBER_COLUMNS.filter((name) => !table.columns.includes(name))
  if (missing.length > 0) return refuse(`The first line must name the columns. It has no ${missing.join(', ')}.`)
  const links: NumberLink[] = []
  for (const { line, values, fault } of table.rows()) {
    const [kind = '', vendorRef = '', ourRef = ''] = NUMBER_COLUMNS.map((name) => values.get(name))
    const link = fault === undefined ? checkNumber({ kind, vendorRef, ourRef }) : undefined
    if (!link?.ok) return refuse(`Line ${line}: ${link ? link.error.message : fault}. Nothing was taken from the file.`)
    links.push(link.value)
    if (links.length > MOST_NUMBERS)
      return refuse(`The file has more than ${MOST_NUMBERS} numbers. Bring it in two parts.`)
  }
  const rivals = Map.groupBy(links, ({ kind, vendorRef }) => `${kind} ${vendorRef}`)
  const twice = [...rivals.values()].find((same) => new Set(same.map(({ ourRef }) => ourRef)).size > 1)?.[0]
  if (twice) return refuse(`The ${twice.kind} number ${twice.vendorRef} is in the file twice, for two of ours.`)
  return ok([...rivals.values()].flatMap((same) => same.slice(0, 1)))
}
