"""The box's modules loaded by themselves in Chromium: no server, served from their folder to a page of `localhost`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Page, Route

import zhiyan

FOLDER = Path(zhiyan.__file__).parent / "box/static/box"
ORIGIN = "http://localhost:1"
NAMES = ("bytes", "blindrsa", "hpke", "seal", "phrases", "ed25519", "receipt", "merkle", "keyproof")
CSP = "default-src 'none'; script-src 'self'"

# Bytes pass between Python and the page as {"hex": …}, big numbers as {"big": …}.
CALL = """async ([name, args]) => {
  const { toHex, fromHex } = window.modules.bytes;
  const read = (value) => {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(read);
    if ("hex" in value) return fromHex(value.hex);
    if ("big" in value) return BigInt("0x" + value.big);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, read(inner)]));
  };
  const write = (value) => {
    if (value instanceof Uint8Array) return { hex: toHex(value) };
    if (typeof value === "bigint") return { big: value.toString(16) };
    if (value instanceof CryptoKey) return null;
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(write);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, write(inner)]));
  };
  const [module, exported] = name.split(".");
  return write(await window.modules[module][exported](...args.map(read)));
}"""


def load(browser: Browser) -> Page:
    """A page that has every module in `window.modules`; whatever it asks beside them is refused."""
    page = browser.new_context().new_page()
    page.route("**/*", _serve)
    page.goto(f"{ORIGIN}/")
    page.evaluate(
        """async (names) => {
          window.modules = {};
          for (const name of names) window.modules[name] = await import(`/${name}.js`);
        }""",
        list(NAMES),
    )
    return page


def call(page: Page, name: str, *args: Any) -> Any:
    """What `module.function` gives for these arguments; awaited where it has to be."""
    return _from_page(page.evaluate(CALL, [name, [_to_page(arg) for arg in args]]))


def spki(key: RSAPublicKey) -> bytes:
    """The key as the page is given it."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def with_key(page: Page, key: RSAPublicKey, body: str, **arguments: object) -> Any:
    """Run script with the blind key `key`, the modules `m` and the arguments `a`; bytes come and go in hex."""
    script = f"""async ([spki, a]) => {{
      const m = window.modules;
      const {{ fromHex, toHex }} = m.bytes;
      const key = await m.blindrsa.importBlindKey(fromHex(spki));
      {body}
    }}"""
    return page.evaluate(script, [spki(key).hex(), arguments])


def _serve(route: Route) -> None:
    path = route.request.url.removeprefix(f"{ORIGIN}/")
    if path == "":
        route.fulfill(content_type="text/html", body="<!doctype html>", headers={"Content-Security-Policy": CSP})
    elif path in {f"{name}.js" for name in NAMES}:
        route.fulfill(content_type="text/javascript", body=(FOLDER / path).read_text())
    else:
        route.abort()


def _to_page(value: Any) -> Any:
    match value:
        case bytes():
            return {"hex": value.hex()}
        case bool() | None | str() | float():
            return value
        case int() if abs(value) >= 2**53:
            return {"big": f"{value:x}"}
        case dict():
            return {key: _to_page(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_to_page(inner) for inner in value]
    return value


def _from_page(value: Any) -> Any:
    if isinstance(value, list):
        return [_from_page(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"hex"}:
        return bytes.fromhex(value["hex"])
    if value.keys() == {"big"}:
        return int(value["big"], 16)
    return {key: _from_page(inner) for key, inner in value.items()}
