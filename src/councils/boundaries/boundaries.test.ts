import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { readBoundaries, setBoundaries } from '#src/councils/boundaries/boundary-commands.ts'
import { listShapes } from '#src/councils/boundaries/boundaries.store.ts'
import { importBoundaries } from '#src/councils/boundaries/import-boundaries.cli.ts'
import { simplify } from '#src/councils/boundaries/simplify.ts'
import { routes, setZones, words } from '#src/councils/index.ts'
import { officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

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

  it('are read from TopoJSON, each border told once, with or without a grid', () => {
    const topology = {
      type: 'Topology',
      transform: { scale: [100, 100], translate: [400_000, 300_000] },
      arcs: [
        [
          [10, 0],
          [0, 10],
        ],
        [
          [10, 10],
          [-10, 0],
          [0, -10],
          [10, 0],
        ],
        [
          [10, 0],
          [10, 0],
          [0, 10],
          [-10, 0],
        ],
      ],
      objects: {
        wards: {
          type: 'GeometryCollection',
          geometries: [
            { type: 'Polygon', properties: { WD24CD: 'E05000001', WD24NM: 'Wenbury town' }, arcs: [[0, 1]] },
            { type: 'MultiPolygon', properties: { zone: 'moor' }, arcs: [[[-1, 2]]] },
          ],
        },
      },
    }
    const read = readBoundaries(topology, { zones, areas })
    const plain = readBoundaries(file(town, moor), { zones, areas })
    assert.ok(read.ok && plain.ok, JSON.stringify(read))
    const corners = (rings: unknown) => new Set((rings as number[][][]).flat().map(String))
    for (const [at, one] of plain.value.entries()) assert.deepEqual(corners(read.value[at]?.rings), corners(one.rings))
  })

  it('come in by the page, the API and the command line', async (t) => {
    const admin = officer('O-1', ['councils.manage', 'councils.see'])
    await setZones(shell, admin, { zones, areas })
    const house = { panels: [], work: [], search: [], words }
    const app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async () => admin, actorOfToken: async () => ({ ...admin, kind: 'machine' as const }) },
    })
    t.after(() => app.close())
    const staff = new Browser(app)
    await staff.signInAs('staff', 'O-1')
    const upload = async (text: string) => {
      const part = (name: string, more: string, value: string) =>
        `--edge\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`
      const csrf = await staff.token('/zones/boundaries')
      return app.inject({
        ...{ method: 'POST', url: '/zones/boundaries' },
        headers: { ...staff.headers(), 'content-type': 'multipart/form-data; boundary=edge' },
        payload: `${part('_csrf', '', csrf)}${part('file', '; filename="zones.geojson"', text)}--edge--\r\n`,
      })
    }
    assert.match((await upload('{}')).body, /not a GeoJSON FeatureCollection/)
    assert.equal((await upload(JSON.stringify(file(town, moor)))).statusCode, 303)
    assert.equal((await shell.read(admin, listShapes)).length, 2)
    const put = (payload: object) =>
      app.inject({ method: 'PUT', url: '/api/v1/zones/boundaries', headers: { authorization: 'Bearer x' }, payload })
    assert.deepEqual((await put(file(town, moor))).json(), { areas: 2, changed: false })
    assert.equal((await put(file(town))).statusCode, 422)
    const areasOf = (zone: string) => `ward,zone\nHill,${zone}\n`
    const ward = { ...town, properties: { WD26NM: 'Hill' } }
    const wards = (zone: string) => ({ ...file(ward, moor), areas: areasOf(zone) })
    assert.match((await put(wards('fen'))).body, /Row 2 of the table of areas says/)
    assert.deepEqual((await put(wards('town'))).json(), { areas: 2, changed: true })
    assert.deepEqual((await put(file(town, moor))).json(), { areas: 2, changed: true })
    const folder = await mkdtemp(join(tmpdir(), 'boundaries-'))
    t.after(() => rm(folder, { recursive: true }))
    const path = join(folder, 'zones.json')
    const said = t.mock.method(process.stderr, 'write', () => true)
    assert.equal(await importBoundaries(shell, admin, path), 1)
    await writeFile(path, JSON.stringify(file(moor, town)))
    assert.equal(await importBoundaries(shell, admin, path), 0)
    assert.deepEqual(
      said.mock.calls.map(({ arguments: [words] }) => words),
      [`${path}: there is no such file.\n`, 'Boundaries of 2 areas: as before.\n'],
    )
  })

  it('of wards are taken with a table of their zones, and next year’s without one', async () => {
    const admin = officer('O-1', ['councils.manage'])
    await setZones(shell, admin, { zones, areas })
    const ward = (code: string, name: string, east: number, year = 13) =>
      box({ [`WD${year}CD`]: code, [`WD${year}NM`]: name }, [east, 300_000, 1000])
    const wards = file(ward('E05001842', 'Aylestone', 400_000), ward('E05001843', 'Backbury', 401_000))
    const refusal = async (table?: string) => {
      const set = await setBoundaries(shell, admin, wards, table)
      return set.ok ? 'taken' : set.error
    }
    assert.match(await refusal(), /Feature 1 \(E05001842\) is in no zone.*table of areas/)
    assert.match(await refusal('ward;votes\nAylestone;7\n'), /needs a column “zone”/)
    assert.match(await refusal('ward,zone\nAylestone,Fen\n'), /Row 2 of the table of areas says “fen”/)
    assert.match(await refusal('ward,zone\nAylestone,town\nAylestone,moor\n'), /aylestone in a second zone/)
    assert.match(await refusal('WD13CD,zone\nE05001842,town\n'), /E05001843\) is in no zone/)
    assert.equal(await refusal('WD13CD,votes,Ward name,zone\nE05001842,7,,Wenbury town\n,9,backbury,MOOR\n\n'), 'taken')
    const placed = async () => (await shell.read(admin, listShapes)).map(({ area, zone }) => [area, zone])
    const both = [
      ['E05001842', 'town'],
      ['E05001843', 'moor'],
    ]
    assert.deepEqual(await placed(), both)
    const redrawn = file(ward('E05001842', 'Aylestone', 400_000, 26), ward('E05001843', 'Backbury', 401_500, 26))
    assert.ok((await setBoundaries(shell, admin, redrawn)).ok)
    assert.deepEqual(await placed(), both)
  })

  it('stay as they are when the same file comes again', async () => {
    const actor = officer()
    await setZones(shell, actor, { zones, areas })
    for (const changed of [true, false])
      assert.deepEqual(await setBoundaries(shell, actor, file(town, moor)), { ok: true, value: { areas: 2, changed } })
    assert.equal((await shell.read(actor, listShapes)).length, 2)
  })
})
