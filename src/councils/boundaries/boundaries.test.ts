import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readBoundaries, setBoundaries } from '#src/councils/boundaries/boundary-commands.ts'
import { listShapes } from '#src/councils/boundaries/boundaries.store.ts'
import { simplify } from '#src/councils/boundaries/simplify.ts'
import { setZones } from '#src/councils/index.ts'
import { officer, useDatabase } from '#test/support/database.ts'

const zones = [
  { zone: 'town', name: 'Wenbury town', kind: 'urban' },
  { zone: 'moor', name: 'The moor', kind: 'rural' },
] as const
const areas = [{ postcodeStart: 'WB1', zone: 'town' }]
const box = (properties: object, [x, y, side]: [number, number, number], close = true) => ({
  type: 'Feature',
  properties,
  geometry: {
    type: 'Polygon',
    coordinates: [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], ...(close ? [[x, y]] : [])]],
  },
})
const file = (...features: object[]) => ({ type: 'FeatureCollection', features })
const town = box({ WD24CD: 'E05000001', zone: 'Wenbury town' }, [400_000, 300_000, 1000])
const moor = box({ zone: 'moor' }, [401_000, 300_000, 1000])

describe('boundaries of the zones', () => {
  const { shell } = useDatabase()
  it('are thinned so that a border that two areas share stays shared', () => {
    const border = [
      [10, 0],
      [11, 5],
      [10, 10],
    ] as const
    const [left, right] = simplify(
      [
        [[0, 0], ...border, [0, 10]],
        [[20, 0], [20, 10], ...border.toReversed()],
      ],
      2,
    )
    assert.deepEqual(
      left,
      [
        [10, 0],
        [10, 10],
        [0, 10],
        [0, 0],
      ].slice(-left!.length),
    )
    assert.ok(left && right && !JSON.stringify([left, right]).includes('[11,5]'))
    assert.ok([left, right].every((ring) => JSON.stringify(ring).includes('[10,0]')))
  })

  it('are read in metres and degrees, faults named with the cure', () => {
    const read = readBoundaries(file(town, moor), { zones, areas })
    assert.ok(read.ok)
    assert.deepEqual(
      read.value.map(({ area, zone }) => [area, zone]),
      [
        ['E05000001', 'town'],
        ['moor', 'moor'],
      ],
    )
    assert.ok(
      readBoundaries(file(box({ name: 'WB1' }, [-2, 52, 0.1]), box({ name: 'The moor' }, [-1.9, 52, 0.1])), {
        zones,
        areas,
      }).ok,
    )
    for (const [wrong, says] of [
      [{}, /not a GeoJSON FeatureCollection/],
      [file(town), /no area of The moor/],
      [file(town, town, moor), /in the file twice/],
      [file(town, box({ zone: 'fen' }, [1, 1, 1])), /Feature 2 \(fen\) is in no zone/],
      [file(town, box({ zone: 'moor' }, [900_000, 1, 1])), /outside of Great Britain/],
      [file(box({ zone: 'town' }, [400_000, 1, 1], false), moor), /not closed/],
    ] as const) {
      const refused = readBoundaries(wrong, { zones, areas })
      assert.ok(!refused.ok)
      assert.match(refused.error, says)
    }
  })

  it('stay as they are when the same file comes again', async () => {
    const actor = officer()
    await setZones(shell, actor, { zones, areas })
    for (const changed of [true, false])
      assert.deepEqual(await setBoundaries(shell, actor, file(town, moor)), { ok: true, value: { areas: 2, changed } })
    assert.equal((await shell.read(actor, listShapes)).length, 2)
  })
})
