// A picture made here, so that no file of somebody's has to lie about in the repository.
import { deflateSync } from 'node:zlib'

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

function crc32(bytes) {
  let c = 0xffffffff
  for (const byte of bytes) c = TABLE[(c ^ byte) & 0xff] ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/** A plan of a shop in two colours; `tone` makes two pictures differ. */
export function plan(tone = 40, width = 480, height = 320) {
  const rows = Buffer.alloc((width * 3 + 1) * height, 255)
  for (let y = 0; y < height; y++) {
    const at = y * (width * 3 + 1)
    rows[at] = 0
    for (let x = 0; x < width; x++) {
      const wall = x < 6 || y < 6 || x > width - 7 || y > height - 7 || (x > 200 && x < 206 && y < 220)
      if (wall) rows.fill(tone, at + 1 + x * 3, at + 4 + x * 3)
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The same as a file to choose. */
export const picture = (name, tone) => ({ name, mimeType: 'image/png', buffer: plan(tone) })
