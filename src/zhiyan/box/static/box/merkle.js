// The log's proofs (RFC 9162, 2.1): SHA-256, 0x00 before a leaf, 0x01 before a node. Twin of ledger/merkle.py.
// Sizes are whole numbers under 2^53, halved by division: the browser's bit operations end at 32 bits.

import { equalBytes, sha256 } from "./bytes.js";

export const leafHash = (data) => sha256(Uint8Array.of(0), data);
export const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);
export const emptyRoot = () => sha256();

const half = (number) => Math.floor(number / 2);
const isOdd = (number) => number % 2 === 1;
const isSize = (value) => Number.isSafeInteger(value) && value >= 0;
const isHash = (value) => value instanceof Uint8Array && value.length === 32;
const isProof = (value) => Array.isArray(value) && value.length <= 64 && value.every(isHash);

// Whether `proof` shows the leaf at `index` of the tree with that size and root. False for anything malformed.
export async function verifyInclusion(leaf, index, size, proof, root) {
  if (!isSize(index) || !isSize(size) || index >= size || !isHash(leaf) || !isHash(root) || !isProof(proof)) return false;
  let [fn, sn, current] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      current = await nodeHash(sibling, current);
      while (!isOdd(fn) && fn) [fn, sn] = [half(fn), half(sn)];
    } else {
      current = await nodeHash(current, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equalBytes(current, root);
}

// Whether `proof` shows the tree of `older` leaves to be the beginning of that of `newer`. False for anything malformed.
export async function verifyConsistency(older, newer, proof, olderRoot, newerRoot) {
  if (!isSize(older) || !isSize(newer) || older > newer) return false;
  if (!isHash(olderRoot) || !isHash(newerRoot) || !isProof(proof)) return false;
  if (older === newer || older === 0) {
    const empty = await emptyRoot();
    if (newer === 0 && !equalBytes(newerRoot, empty)) return false;
    return proof.length === 0 && equalBytes(olderRoot, older === newer ? newerRoot : empty);
  }
  const path = isPowerOfTwo(older) ? [olderRoot, ...proof] : proof;
  if (path.length === 0) return false;
  const roots = await consistencyRoots(older - 1, newer - 1, path);
  return roots !== null && equalBytes(roots[0], olderRoot) && equalBytes(roots[1], newerRoot);
}

const isPowerOfTwo = (number) => Number.isInteger(Math.log2(number)) && 2 ** Math.log2(number) === number;

async function consistencyRoots(fn, sn, path) {
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)];
  let [olderRoot, newerRoot] = [path[0], path[0]];
  for (const each of path.slice(1)) {
    if (sn === 0) return null;
    if (isOdd(fn) || fn === sn) {
      [olderRoot, newerRoot] = [await nodeHash(each, olderRoot), await nodeHash(each, newerRoot)];
      while (!isOdd(fn) && fn) [fn, sn] = [half(fn), half(sn)];
    } else {
      newerRoot = await nodeHash(newerRoot, each);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 ? [olderRoot, newerRoot] : null;
}
