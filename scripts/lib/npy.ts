/** Rows of equal length as an .npy file of format 1.0: a magic string, a Python dictionary, the numbers. */
export function encodeNpy(rows: readonly Float32Array[]): Uint8Array {
  const columns = rows[0]?.length ?? 0;
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows.length}, ${columns}), }`;
  // The numbers start at a multiple of 64 bytes, and a line break ends the dictionary.
  const preambleBytes = 10;
  const headerBytes = 64 * Math.ceil((preambleBytes + description.length + 1) / 64) - preambleBytes;
  const file = Buffer.alloc(preambleBytes + headerBytes + 4 * rows.length * columns);
  file.write('\x93NUMPY\x01\x00', 'latin1');
  file.writeUInt16LE(headerBytes, 8);
  file.write(`${description.padEnd(headerBytes - 1)}\n`, preambleBytes, 'latin1');
  let offset = preambleBytes + headerBytes;
  for (const row of rows) for (const value of row) offset = file.writeFloatLE(value, offset);
  return file;
}
