import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { compile, type Dated, recordOf, versioned } from '#src/tendering/notices/merge.ts'

const release = (day: number, rest: Record<string, unknown>): Dated & Record<string, unknown> => ({
  ocid: 'ocds-1',
  id: `r-${day}`,
  date: `2026-11-${String(day).padStart(2, '0')}T09:00:00Z`,
  tag: ['tender'],
  initiationType: 'tender',
  ...rest,
})
const merged = (...releases: (Dated & Record<string, unknown>)[]) => {
  const { ocid, id, date, tag, initiationType, ...rest } = compile(releases)
  return rest
}

describe('releases are merged into a record', () => {
  const CASES: [string, Record<string, unknown>[], Record<string, unknown>][] = [
    [
      'a later value replaces an earlier one',
      [{ tender: { title: 'A' } }, { tender: { title: 'B' } }],
      { tender: { title: 'B' } },
    ],
    [
      'what a later release leaves out stays',
      [{ tender: { title: 'A', id: 1 } }, { tender: { id: 1 } }],
      { tender: { title: 'A', id: 1 } },
    ],
    [
      'null takes a value away',
      [{ tender: { title: 'A', id: '1' } }, { tender: { title: null } }],
      { tender: { id: '1' } },
    ],
    ['and it may come back', [{ language: 'en' }, { language: null }, { language: 'cy' }], { language: 'cy' }],
    [
      'objects in a list are matched by id',
      [
        { awards: [{ id: 'A', status: 'pending' }, { id: 'B' }] },
        { awards: [{ id: 'A', status: 'active' }, { id: 'C' }] },
      ],
      { awards: [{ id: 'A', status: 'active' }, { id: 'B' }, { id: 'C' }] },
    ],
    [
      'an id as a number is the same id',
      [{ awards: [{ id: 1, title: 'A' }] }, { awards: [{ id: '1', status: 'active' }] }],
      { awards: [{ id: '1', title: 'A', status: 'active' }] },
    ],
    [
      'objects without an id are added',
      [{ changes: [{ property: 'a' }] }, { changes: [{ property: 'b' }] }],
      { changes: [{ property: 'a' }, { property: 'b' }] },
    ],
    [
      'lists of words are replaced whole',
      [{ parties: [{ id: 'P', roles: ['buyer', 'payer'] }] }, { parties: [{ id: 'P', roles: ['buyer'] }] }],
      { parties: [{ id: 'P', roles: ['buyer'] }] },
    ],
    [
      'so are lists that the schema marks',
      [
        { parties: [{ id: 'P', additionalIdentifiers: [{ id: 'x' }, { id: 'y' }] }] },
        { parties: [{ id: 'P', additionalIdentifiers: [{ id: 'z' }] }] },
      ],
      { parties: [{ id: 'P', additionalIdentifiers: [{ id: 'z' }] }] },
    ],
    [
      'an empty object or list says nothing',
      [
        { tender: { title: 'A' }, awards: [{ id: 'A' }] },
        { tender: {}, awards: [] },
      ],
      { tender: { title: 'A' }, awards: [{ id: 'A' }] },
    ],
  ]
  for (const [name, releases, expected] of CASES)
    test(name, () => assert.deepEqual(merged(...releases.map((rest, at) => release(at + 1, rest))), expected))

  test('the compiled release is dated as the last and tagged compiled', () => {
    const { id, date, tag } = compile([release(2, {}), release(1, {})])
    assert.deepEqual([id, date, tag], ['ocds-1-2026-11-02T09:00:00Z', '2026-11-02T09:00:00Z', ['compiled']])
  })

  test('the versioned release keeps what each field was, and since which release', () => {
    const all = versioned([
      release(1, { buyer: { id: 'B' }, awards: [{ id: 'A', status: 'pending' }] }),
      release(2, { buyer: { id: 'B' }, awards: [{ id: 'A', status: 'active' }] }),
    ])
    const told = (day: number, value: unknown) => ({
      releaseID: `r-${day}`,
      releaseDate: `2026-11-0${day}T09:00:00Z`,
      releaseTag: ['tender'],
      value,
    })
    assert.deepEqual(all, {
      ocid: 'ocds-1',
      initiationType: [told(1, 'tender')],
      buyer: { id: [told(1, 'B')] },
      awards: [{ id: 'A', status: [told(1, 'pending'), told(2, 'active')] }],
    })
  })
})

const words = fc.constantFrom('a', 'b', 'c', null)
const award = fc.record(
  {
    id: fc.constantFrom('1', '2', '3'),
    status: words,
    value: fc.record({ amount: fc.nat(9) }, { requiredKeys: [] }),
    roles: fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
  },
  { requiredKeys: ['id'] },
)
const body = fc.record(
  {
    tender: fc.record({ title: words, lots: fc.array(award, { maxLength: 3 }) }, { requiredKeys: [] }),
    awards: fc.array(award, { maxLength: 3 }),
    language: words,
  },
  { requiredKeys: [] },
)
const process = fc
  .array(body, { minLength: 1, maxLength: 6 })
  .map((bodies) => bodies.map((rest, at) => release(at + 1, rest)))

describe('however the releases of a process come in', () => {
  test('its record is the same', () =>
    fc.assert(
      fc.property(
        process.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => assert.deepEqual(recordOf(shuffled), recordOf(all)),
      ),
    ))
  test('the compiled release is what is left when each release is merged onto the ones before', () =>
    fc.assert(
      fc.property(process, (all) => {
        let state: (Dated & Record<string, unknown>) | undefined
        for (const one of all) state = compile(state ? [state, one] : [one])
        assert.deepEqual(compile(all), state)
      }),
    ))
  test('nothing is left empty or null', () =>
    fc.assert(fc.property(process, (all) => assert.doesNotMatch(JSON.stringify(compile(all)), /null|\{\}/))))
})
