import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Doors, problem } from '#src/platform/http/doors.ts'
import { beginImport, takeIn } from '#src/providers/import-extract.job.ts'
import { listFindings } from '#src/providers/import.store.ts'
import { listProviders } from '#src/providers/provider-list.store.ts'
import { withoutRepeats } from '#src/providers/read-extract.job.ts'
import { readResponse } from '#src/providers/cqc-response.ts'
import { findOrganisation, listLocations } from '#src/providers/register.store.ts'
import { listCurrentRatings } from '#src/providers/ratings/rating.store.ts'
import { standingOf } from '#src/providers/standing/standing.store.ts'

const MOST_ITEMS = 1000
const BODY_BYTES = 20 * 1024 * 1024

const Day = z.string()
const Rating = z.strictObject({
  serviceGroup: z.string(),
  keyQuestion: z.string(),
  rating: z.string().nullable(),
  unratedLabel: z.string().nullable(),
  ratedOn: Day,
  datedBy: z.enum(['source', 'first seen']),
  inherited: z.boolean().nullable(),
  source: z.string(),
  reportUrl: z.string().nullable(),
})
const Location = z.strictObject({
  locationRef: z.string(),
  name: z.string().nullable(),
  status: z.enum(['registered', 'deregistered']),
  endedOn: Day.nullable(),
  services: z.array(z.string()),
  localAuthority: z.string().nullable(),
  address: z.string().nullable(),
  postcode: z.string().nullable(),
  phone: z.string().nullable(),
  ratings: z.array(Rating),
})
const Listed = z.strictObject({
  organisationRef: z.string(),
  name: z.string(),
  status: z.enum(['registered', 'deregistered']),
  standing: z.string(),
  locations: z.number(),
  areas: z.array(z.string()),
  services: z.array(z.string()),
  ratings: z.record(z.string(), z.number()),
})
const Provider = z.strictObject({
  organisationRef: z.string(),
  name: z.string().nullable(),
  status: z.enum(['registered', 'deregistered']),
  standing: z.string(),
  companyNumber: z.string().nullable(),
  charityNumber: z.string().nullable(),
  address: z.string().nullable(),
  postcode: z.string().nullable(),
  phone: z.string().nullable(),
  website: z.string().nullable(),
  asOf: Day.nullable(),
  locations: z.array(Location),
})
const Imported = z.strictObject({
  importRef: z.string(),
  read: z.number(),
  rejected: z.number(),
  repeated: z.number(),
  locationsNew: z.number(),
  locationsChanged: z.number(),
  locationsUnchanged: z.number(),
  organisationsNew: z.number(),
  organisationsChanged: z.number(),
  ratingsNew: z.number(),
  problems: z.array(
    z.strictObject({
      pointer: z.string(),
      what: z.string(),
      reason: z.string().nullable(),
      cure: z.string().nullable(),
    }),
  ),
})

const Query = z.strictObject({
  words: z.string().max(200).optional(),
  service: z.string().max(100).optional(),
  area: z.string().max(100).optional(),
  rating: z.string().max(40).optional(),
  standing: z.string().max(40).optional(),
  cursor: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const Body = z.strictObject({
  /** Answers of the CQC API, /locations/{id} and /providers/{id}, as they came. */
  items: z.array(z.looseObject({})).min(1).max(MOST_ITEMS),
  asOf: z.iso.date().optional(),
})

export function providersApi(doors: Doors): void {
  listCall(doors)
  showCall(doors)
  importCall(doors)
}

function listCall(doors: Doors): void {
  doors.api(
    'GET /api/v1/providers',
    {
      grant: 'providers.see',
      summary: 'List providers',
      description:
        'Organisations of the CQC register, by name. `ratings` counts registered locations by their overall rating.',
      query: Query,
      answer: z.strictObject({ items: z.array(Listed), next: z.string().nullable() }),
    },
    async ({ actor, shell, query }) => {
      const { cursor, limit, words, service, area, rating, standing } = query
      const asked = {
        ...{ words, service, area },
        ratings: rating === undefined ? [] : [rating],
        standings: standing === undefined ? [] : [standing],
        sort: { key: 'name' as const, descending: false },
      }
      const { rows, total } = await shell.read(actor, (tx) => listProviders(tx, asked, { offset: cursor, limit }))
      const end = cursor + rows.length
      return {
        items: rows.map(({ total: _, areas, services, ratings, ...one }) => ({
          ...one,
          areas: [...areas],
          services: [...services],
          ratings: { ...ratings },
        })),
        next: end < total ? String(end) : null,
      }
    },
  )
}

function showCall(doors: Doors): void {
  doors.api(
    'GET /api/v1/providers/:ref',
    {
      grant: 'providers.see',
      summary: 'One provider with its locations and their latest ratings',
      params: z.strictObject({ ref: z.string().max(40) }),
      answer: Provider,
    },
    ({ actor, shell, params }) =>
      shell.read(actor, async (tx) => {
        const ref = params.ref.toUpperCase()
        const found = await findOrganisation(tx, ref)
        if (!found) throw problem(404, `There is no provider ${params.ref}`)
        const locations = await listLocations(tx, ref)
        const ratings = await listCurrentRatings(
          tx,
          'location',
          locations.map(({ locationRef }) => locationRef),
        )
        const { organisationRef, name, status, companyNumber, charityNumber, address, postcode, phone, website, asOf } =
          found
        return {
          ...{ organisationRef, name, status, companyNumber, charityNumber, address, postcode, phone, website, asOf },
          standing: (await standingOf(tx, [ref])).get(ref)?.standing ?? 'not listed',
          locations: locations.map((one) => ({
            ...{ locationRef: one.locationRef, name: one.name, status: one.status, endedOn: one.endedOn },
            ...{ services: one.services, localAuthority: one.localAuthority, address: one.address },
            ...{ postcode: one.postcode, phone: one.phone },
            ratings: ratings
              .filter((rating) => rating.ref === one.locationRef)
              .map(({ kind: _, ref: __, ...rating }) => rating),
          })),
        }
      }),
  )
}

function importCall(doors: Doors): void {
  doors.api(
    'POST /api/v1/providers/imports',
    {
      grant: 'providers.import',
      summary: 'Import answers of the CQC API',
      description: `Up to ${MOST_ITEMS} answers of /locations/{id} and /providers/{id}, old form or new. Good ones are kept, each bad one is named. The same answers again change nothing.`,
      body: Body,
      bodyLimit: BODY_BYTES,
      status: 201,
      answer: Imported,
    },
    async ({ actor, shell, body }) => {
      const text = JSON.stringify(body.items)
      const extract = {
        path: '',
        fileName: 'API',
        bytes: text.length,
        sha256: createHash('sha256').update(text).digest('hex'),
        layout: 'cqc-api' as const,
        layoutName: 'Answers of the CQC API',
        asOf: undefined,
        complete: false,
      }
      const begun = await beginImport(shell, actor, extract, { asOf: body.asOf, listsAll: false })
      if (!begun.ok)
        throw problem(422, 'The answers are of a day to come', {
          pointer: '#/asOf',
          detail: 'Give today or an earlier day',
        })
      const read = body.items.map((item, at) => ({ ...readResponse(item, at + 1), bytesRead: text.length }))
      const record = await takeIn(shell, actor, withoutRepeats(read, 'location'), begun.value)
      const problems = await shell.read(actor, (tx) =>
        listFindings(tx, record.importRef, ['rejected', 'repeated', 'warning'], { after: '', limit: MOST_ITEMS }),
      )
      const {
        importRef,
        locationsNew,
        locationsChanged,
        locationsUnchanged,
        organisationsNew,
        organisationsChanged,
        ratingsNew,
      } = record
      return {
        ...{
          importRef,
          locationsNew,
          locationsChanged,
          locationsUnchanged,
          organisationsNew,
          organisationsChanged,
          ratingsNew,
        },
        ...{ read: record.rowsRead, rejected: record.rowsRejected, repeated: record.rowsRepeated },
        problems: problems.map((one) => ({
          pointer: `#/items/${(one.line ?? 1) - 1}${one.field === null ? '' : `/${one.field.replaceAll('.', '/')}`}`,
          ...{ what: one.finding, reason: one.reason, cure: one.cure },
        })),
      }
    },
  )
}
