import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import {
  BadSealKey,
  fileCipher,
  makeSealPair,
  newSealKey,
  openFile,
  openOwn,
  sealKeysFrom,
  sealOwn,
  sealTo,
  unwrapPair,
} from '#src/platform/seal.ts'

const PRICE = Buffer.from('we ask 21.37 an hour')

describe('a seal', () => {
  const keys = sealKeysFrom(newSealKey())

  test('is opened by the pair it was made for, and by no other', () => {
    const pair = makeSealPair(keys, 'tender:TD-1')
    const sealed = sealTo(pair.publicKey, 'bid:BD-1', PRICE)
    assert.ok(!Buffer.from(sealed.split('.')[1] ?? '', 'base64').includes(PRICE))
    const opener = unwrapPair(keys, 'tender:TD-1', pair)
    assert.ok(opener.ok)
    assert.deepEqual(opener.value('bid:BD-1', sealed), PRICE)
    const other = unwrapPair(keys, 'tender:TD-2', makeSealPair(keys, 'tender:TD-2'))
    assert.ok(other.ok)
    assert.equal(other.value('bid:BD-1', sealed), undefined)
  })

  test('does not open as another record’s, nor after a byte of it was changed', () => {
    const pair = makeSealPair(keys, 'tender:TD-1')
    const sealed = sealTo(pair.publicKey, 'bid:BD-1', PRICE)
    const opener = unwrapPair(keys, 'tender:TD-1', pair)
    assert.ok(opener.ok)
    assert.equal(opener.value('bid:BD-2', sealed), undefined)
    const at = sealed.length - 6
    const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
    assert.equal(opener.value('bid:BD-1', changed), undefined)
    assert.equal(opener.value('bid:BD-1', 'nothing'), undefined)
  })

  test('says that another seal key is in use, and that a wrapped key belongs to another tender', () => {
    const pair = makeSealPair(keys, 'tender:TD-1')
    assert.deepEqual(unwrapPair(sealKeysFrom(newSealKey()), 'tender:TD-1', pair), {
      ok: false,
      error: 'another seal key',
    })
    assert.deepEqual(unwrapPair(keys, 'tender:TD-2', pair), { ok: false, error: 'broken' })
  })

  test('made under the key before is opened while that key stands behind the new one', () => {
    const [before, after] = [newSealKey(), newSealKey()]
    const pair = makeSealPair(sealKeysFrom(before), 'tender:TD-1')
    const own = sealOwn(sealKeysFrom(before), 'draft', PRICE)
    const both = sealKeysFrom(`${after},${before}`)
    assert.ok(unwrapPair(both, 'tender:TD-1', pair).ok)
    assert.ok(openOwn(both, 'draft', own).ok)
    assert.notEqual(makeSealPair(both, 'tender:TD-2').keyId, pair.keyId)
  })

  test('of one’s own opens for the same organisation alone', () => {
    const own = sealOwn(keys, 'draft 1-101', PRICE)
    assert.deepEqual(openOwn(keys, 'draft 1-101', own), { ok: true, value: PRICE })
    assert.deepEqual(openOwn(keys, 'draft 1-102', own), { ok: false, error: 'broken' })
  })

  test('of a file is opened as a stream, and a changed byte fails it', async () => {
    const plain = Buffer.alloc(300_000, 'policy ')
    const { through, key } = fileCipher()
    const sealed = await buffer(Readable.from([plain.subarray(0, 100_000), plain.subarray(100_000)]).pipe(through))
    assert.ok(!sealed.includes('policy'))
    assert.deepEqual(await buffer(openFile(Readable.from([sealed]), key())), plain)
    sealed[5] = (sealed[5] ?? 0) ^ 1
    await assert.rejects(buffer(openFile(Readable.from([sealed]), key())))
  })

  test('needs 32 bytes in base64, and says how to make them', () => {
    for (const text of ['', 'c2hvcnQ=', 'not a key', `${newSealKey()},`])
      assert.throws(() => sealKeysFrom(text), BadSealKey)
    assert.throws(() => sealKeysFrom('c2hvcnQ='), /openssl rand -base64 32/)
  })
})
