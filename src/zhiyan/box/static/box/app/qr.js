// A QR code (ISO/IEC 18004, byte mode, level L, mask 0) drawn in the browser, so that a receipt need not be sent for it.
const PER_BLOCK = [0, 7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30,
  30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30];
const BLOCKS = [0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19,
  19, 20, 21, 22, 24, 25];

// Modules that carry data or correction in a version.
function room(version) {
  let bits = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const aligned = Math.floor(version / 7) + 2;
    bits -= (25 * aligned - 10) * aligned - 55;
    if (version >= 7) bits -= 36;
  }
  return bits;
}

const words = (version) => Math.floor(room(version) / 8) - PER_BLOCK[version] * BLOCKS[version];

function times(x, y) {
  let z = 0;
  for (let i = 7; i >= 0; i--) z = ((z << 1) ^ ((z >>> 7) * 0x11d)) ^ (((y >>> i) & 1) * x);
  return z;
}

function divisor(degree) {
  const result = new Array(degree).fill(0);
  result[degree - 1] = 1;
  for (let i = 0, root = 1; i < degree; i++, root = times(root, 2)) {
    for (let j = 0; j < degree; j++) result[j] = times(result[j], root) ^ (j + 1 < degree ? result[j + 1] : 0);
  }
  return result;
}

function remainder(data, by) {
  const result = by.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ result.shift();
    result.push(0);
    by.forEach((part, i) => { result[i] ^= times(part, factor); });
  }
  return result;
}

function fitting(bytes) {
  for (let version = 1; version <= 40; version++) {
    if (4 + (version < 10 ? 8 : 16) + 8 * bytes.length <= 8 * words(version)) return version;
  }
  throw new RangeError("too long for a QR code");
}

function dataWords(bytes, version) {
  const bits = [];
  const put = (value, length) => { for (let i = length - 1; i >= 0; i--) bits.push((value >>> i) & 1); };
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  const capacity = 8 * words(version);
  put(0, Math.min(4, capacity - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < capacity; pad ^= 0xec ^ 0x11) put(pad, 8);
  return Array.from({ length: bits.length / 8 }, (_, n) => bits.slice(8 * n, 8 * n + 8).reduce((sum, bit) => 2 * sum + bit, 0));
}

function interleaved(data, version) {
  const total = Math.floor(room(version) / 8), count = BLOCKS[version], correction = PER_BLOCK[version];
  const short = count - (total % count), size = Math.floor(total / count) - correction, by = divisor(correction);
  const blocks = [];
  for (let i = 0, at = 0; i < count; i++) {
    const part = data.slice(at, at + size + (i < short ? 0 : 1));
    at += part.length;
    blocks.push([part, remainder(part, by)]);
  }
  const out = [];
  for (let i = 0; i <= size; i++) for (const [part] of blocks) if (i < part.length) out.push(part[i]);
  for (let i = 0; i < correction; i++) for (const [, more] of blocks) out.push(more[i]);
  return out;
}

function alignments(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2, size = 4 * version + 17;
  const step = version === 32 ? 26 : Math.ceil((4 * version + 4) / (2 * count - 2)) * 2;
  const found = [6];
  for (let at = size - 7; found.length < count; at -= step) found.splice(1, 0, at);
  return found;
}

function frame(version) {
  const size = 4 * version + 17;
  const dark = Array.from({ length: size }, () => new Array(size).fill(false)), taken = dark.map((row) => [...row]);
  const set = (x, y, on) => {
    if (x < 0 || y < 0 || x >= size || y >= size) return;
    dark[y][x] = on;
    taken[y][x] = true;
  };
  for (let i = 0; i < size; i++) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) {
    for (let dy = -4; dy <= 4; dy++) {
      for (let dx = -4; dx <= 4; dx++) {
        const far = Math.max(Math.abs(dx), Math.abs(dy));
        set(x + dx, y + dy, far !== 2 && far !== 4);
      }
    }
  }
  const places = alignments(version), last = places.length - 1;
  places.forEach((x, i) => places.forEach((y, j) => {
    if ((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)) return;
    for (let dy = -2; dy <= 2; dy++) {
      for (let dx = -2; dx <= 2; dx++) set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
    }
  }));
  formats(set, size);
  if (version >= 7) versions(set, size, version);
  return { size, dark, taken };
}

// Level L is 01, mask 0 is 000.
function formats(set, size) {
  let rest = 8;
  for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
  const bits = ((8 << 10) | rest) ^ 0x5412, bit = (i) => ((bits >>> i) & 1) === 1;
  for (let i = 0; i <= 5; i++) set(8, i, bit(i));
  set(8, 7, bit(6));
  set(8, 8, bit(7));
  set(7, 8, bit(8));
  for (let i = 9; i < 15; i++) set(14 - i, 8, bit(i));
  for (let i = 0; i < 8; i++) set(size - 1 - i, 8, bit(i));
  for (let i = 8; i < 15; i++) set(8, size - 15 + i, bit(i));
  set(8, size - 8, true);
}

function versions(set, size, version) {
  let rest = version;
  for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
  const bits = (version << 12) | rest;
  for (let i = 0; i < 18; i++) {
    const on = ((bits >>> i) & 1) === 1, a = size - 11 + (i % 3), b = Math.floor(i / 3);
    set(a, b, on);
    set(b, a, on);
  }
}

// The code as rows of true (dark) and false.
export function modules(text) {
  const bytes = new TextEncoder().encode(text), version = fitting(bytes);
  const stream = interleaved(dataWords(bytes, version), version);
  const { size, dark, taken } = frame(version);
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      for (const x of [right, right - 1]) {
        const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
        if (taken[y][x]) continue;
        const on = at < 8 * stream.length && ((stream[at >>> 3] >>> (7 - (at & 7))) & 1) === 1;
        at++;
        dark[y][x] = on !== ((x + y) % 2 === 0);
      }
    }
  }
  return dark;
}

// The code as an <svg> element, dark on white in every theme; `label` says what it holds.
export function svg(text, label) {
  const rows = modules(text), side = rows.length + 8, space = "http://www.w3.org/2000/svg";
  const image = document.createElementNS(space, "svg");
  image.setAttribute("viewBox", `0 0 ${side} ${side}`);
  image.setAttribute("class", "qr");
  image.setAttribute("role", "img");
  image.setAttribute("aria-label", label);
  const ground = document.createElementNS(space, "rect"), path = document.createElementNS(space, "path");
  ground.setAttribute("width", side);
  ground.setAttribute("height", side);
  ground.setAttribute("fill", "#fff");
  path.setAttribute("d", rows.flatMap((row, y) => row.map((on, x) => (on ? `M${x + 4} ${y + 4}h1v1h-1z` : ""))).join(""));
  path.setAttribute("fill", "#000");
  image.append(ground, path);
  return image;
}
