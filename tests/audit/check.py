#!/usr/bin/env python3
"""Checks an audit file of Zongban with nothing but Python's own library.

Written from `crates/sync/spec/entry.md` and `crates/sync/spec/signoff.md` alone; it shares no line with the program.
Of the log it checks chain, signatures, authors and what decides about keys and roles; who may be admitted how often is left to the program.
Usage: check.py FILE. Prints the office, to be compared with what its members have, and a line for each sign-off; exit status 0 when all hold, 1 when one does not, 2 when the file is none.
"""
import base64
import hashlib
import json
import sys

# --- BLAKE3 (https://github.com/BLAKE3-team/BLAKE3-specs), hash and key derivation, 32 bytes of output


IV = [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19]
PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8]
CHUNK_START, CHUNK_END, PARENT, ROOT, DERIVE_CONTEXT, DERIVE_MATERIAL = 1, 2, 4, 8, 32, 64
M = 0xFFFFFFFF


def compress(chaining, block, counter, length, flags):
    v = chaining + IV[:4] + [counter & M, counter >> 32, length, flags]
    m = [int.from_bytes(block[i:i + 4], "little") for i in range(0, 64, 4)]

    def g(a, b, c, d, x, y):
        v[a] = (v[a] + v[b] + x) & M
        v[d] ^= v[a]
        v[d] = (v[d] >> 16 | v[d] << 16) & M
        v[c] = (v[c] + v[d]) & M
        v[b] ^= v[c]
        v[b] = (v[b] >> 12 | v[b] << 20) & M
        v[a] = (v[a] + v[b] + y) & M
        v[d] ^= v[a]
        v[d] = (v[d] >> 8 | v[d] << 24) & M
        v[c] = (v[c] + v[d]) & M
        v[b] ^= v[c]
        v[b] = (v[b] >> 7 | v[b] << 25) & M

    for _ in range(7):
        for i, (a, b, c, d) in enumerate([(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                                          (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)]):
            g(a, b, c, d, m[2 * i], m[2 * i + 1])
        m = [m[i] for i in PERMUTATION]
    return [v[i] ^ v[i + 8] for i in range(8)]


def blake3(data, key=None, flags=0):
    key = key or IV

    def chunk(part, index, root):
        state = key
        blocks = [part[i:i + 64] for i in range(0, len(part), 64)] or [b""]
        for i, block in enumerate(blocks):
            f = flags | (CHUNK_START if i == 0 else 0) | (CHUNK_END if i == len(blocks) - 1 else 0)
            f |= ROOT if root and i == len(blocks) - 1 else 0
            state = compress(state, block.ljust(64, b"\0"), index, len(block), f)
        return state

    def tree(chunks, index, root):
        if len(chunks) == 1:
            return chunk(chunks[0], index, root)
        left = 1
        while left * 2 < len(chunks):
            left *= 2
        words = tree(chunks[:left], index, False) + tree(chunks[left:], index + left, False)
        block = b"".join(w.to_bytes(4, "little") for w in words)
        return compress(key, block, 0, 64, flags | PARENT | (ROOT if root else 0))

    words = tree([data[i:i + 1024] for i in range(0, len(data), 1024)] or [b""], 0, True)
    return b"".join(w.to_bytes(4, "little") for w in words)


def derive(context, material):
    key = blake3(context.encode(), flags=DERIVE_CONTEXT)
    return blake3(material, [int.from_bytes(key[i:i + 4], "little") for i in range(0, 32, 4)], DERIVE_MATERIAL)


# --- Ed25519 (RFC 8032), strict as entry.md asks

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = add(q, p)
        p, n = add(p, p), n >> 1
    return q


def same(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    p = (x, y, 1, x * y % P)
    return None if same(times(8, p), (0, 1, 1, 0)) else p


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = point(BASE_Y.to_bytes(32, "little"))


def signed_by(key, domain, message, signature):
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    message = domain.encode() + b"\0" + message
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    return same(times(s, BASE), add(r, times(h, a)))


# --- CBOR, the little of it that is used, written in one way


class Bad(Exception):
    pass


# What a file that is none can bring about.
FAULTS = (Bad, OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError)


def cbor(data):
    value, end = item(data, 0, 0)
    if end != len(data) or written(value) != data:
        raise Bad("CBOR that is not written in the one way")
    return value


def item(data, at, depth):
    """Gives a value and where it ends."""
    if at >= len(data) or depth > 8:
        raise Bad("CBOR that is cut short, or too deep")
    major, info = data[at] >> 5, data[at] & 31
    if data[at] == 0xF6:
        return None, at + 1
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(info, 0)
    if info > 27 or major not in (0, 2, 3, 4) or len(data) < at + 1 + size:
        raise Bad("CBOR that is not used here")
    n, at = (int.from_bytes(data[at + 1:at + 1 + size], "big") if size else info), at + 1 + size
    if major == 0:
        return n, at
    if n > len(data) - at:
        raise Bad("CBOR that is cut short")
    if major in (2, 3):
        part = bytes(data[at:at + n])
        return (part if major == 2 else part.decode()), at + n
    values = []
    for _ in range(n):
        value, at = item(data, at, depth + 1)
        values.append(value)
    return values, at


def written(value):
    def head(major, n):
        for size, info in ((0, n), (1, 24), (2, 25), (4, 26), (8, 27)):
            if n < (24 if size == 0 else 256**size):
                return bytes([major << 5 | info]) + (n.to_bytes(size, "big") if size else b"")
        raise Bad("a number that is too large")
    if value is None:
        return b"\xf6"
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    return head(4, len(value)) + b"".join(written(v) for v in value)


# --- The membership log: who belonged to the office, with which roles and keys, as of each head


def device_id(keys):
    return derive("zongban 2026 device id", keys[0])[:16]


class Device:
    def __init__(self, at, keys, person, person_key, roles):
        self.key, self.person, self.admitted, self.revoked = keys[0], person, at, None
        self.roles = [(at, roles)]
        self.seats = {person: [(at, person_key, None)]}

    def roles_at(self, at):
        return [roles for since, roles in self.roles if since <= at][-1]

    def seat_at(self, person, at):
        """Key and roles of a person as of a position, or None."""
        found = [(key, roles) for since, key, roles in self.seats.get(person, []) if since <= at]
        if not found:
            return None
        key, roles = found[-1]
        return key, self.roles_at(at) if person == self.person else roles


class Log:
    def __init__(self, entries):
        self.devices, self.sheets, self.heads, self.lost = {}, {}, {}, {}
        before = bytes(32)
        if len(entries) > 65536 or any(len(entry) > 1 << 20 for entry in entries):
            raise Bad("a log that is too long")
        for at, entry in enumerate(entries):
            body, signature = entry[:-64], entry[-64:]
            version, seq, prev, author, kind, payload = cbor(body)
            if version != 1 or seq != at or prev != before or (kind == 1) != (at == 0):
                raise Bad(f"entry {at} of the log does not follow the one before")
            payload = cbor(payload)
            if at == 0:
                self.office = blake3(entry)[:16]
                key = payload[0][0] if device_id(payload[0]) == author else None
            elif kind == 8:
                key = self.sheets.get(author)
            else:
                device = self.devices.get(author)
                rules = device and device.revoked is None and "administrator" in device.roles[-1][1]
                key = device.key if rules else None
            if key is None or not signed_by(key, "zongban 2026 membership", body, signature):
                raise Bad(f"entry {at} of the log is not signed by an administrator")
            self.say(at, kind, payload)
            before = blake3(entry)
            self.heads[before] = at

    def say(self, at, kind, payload):
        if kind == 1:
            keys, person, person_key = payload[0], payload[1], payload[8]
            self.devices[device_id(keys)] = Device(at, keys, person, person_key, ["administrator"])
            for sheet in payload[4]:
                self.sheets[derive("zongban 2026 recovery id", sheet[0])[:16]] = sheet[0]
        elif kind in (2, 8):
            keys, person, roles = payload[0], payload[1], payload[2]
            if device_id(keys) in self.devices:
                raise Bad(f"entry {at} of the log admits a device twice")
            self.devices[device_id(keys)] = Device(at, keys, person, payload[7], roles)
        elif kind == 3:
            self.active(payload[0]).roles.append((at, payload[1]))
        elif kind == 4:
            for device in payload[0]:
                self.active(device).revoked = at
        elif kind == 9:
            if payload[1] is not None:
                if payload[1][0] in (1, 8, 9):
                    raise Bad(f"entry {at} of the log does again what nobody does again")
                self.say(at, payload[1][0], cbor(payload[1][1]))
            for hash_, prev, _marks in payload[0]:
                base = self.heads[prev] if prev in self.heads else self.lost[prev][0]
                self.lost[hash_] = (base, at)
        elif kind == 11:
            device, person, key, roles, _names = payload
            if "administrator" in roles:
                raise Bad(f"entry {at} of the log makes a seat an administrator's")
            self.active(device).seats.setdefault(person, []).append((at, key, roles))
        elif kind not in (5, 6, 7, 10):
            raise Bad(f"entry {at} of the log is of a newer kind")

    def active(self, device):
        if device not in self.devices or self.devices[device].revoked is not None:
            raise Bad("the log changes a device that it does not have")
        return self.devices[device]

    def seats(self, device, person, head):
        """Keys and roles of a person at a device as of a head."""
        if head in self.heads:
            places = [self.heads[head]]
        elif head in self.lost:
            places = list(self.lost[head])
        else:
            raise Bad("names a head that the log does not have")
        device = self.devices.get(device)
        if device is None or (device.revoked is not None and device.revoked <= places[0]):
            raise Bad("the device did not belong to the office")
        seats = [device.seat_at(person, at) for at in places if device.admitted <= at]
        seats = [seat for seat in seats if seat]
        if not any(roles for _, roles in seats):
            raise Bad("the person had no seat at the device")
        return seats


# --- Sign-offs


def check(log, signoff, content):
    """Gives what was said; raises Bad when it does not hold."""
    body, signature = signoff[:-64], signoff[-64:]
    said = cbor(body)
    if len(said) != 14 or said[0] != 1 or len(signoff) > 65536:
        raise Bad("not a sign-off of this version")
    _, office, _space, _record, _register, _decision, person, device, roles, head, heads, shown, attachments, _at = said
    for list_ in (roles, heads, attachments):
        if len(list_) > 512 or any(a >= b for a, b in zip(list_, list_[1:])):
            raise Bad("a list that does not ascend")
    if office != log.office:
        raise Bad("it is of another office")
    seats = log.seats(device, person, head)
    if not all(any(role in had for _, had in seats) for role in roles):
        raise Bad("it claims roles that the person did not have")
    if not any(signed_by(key, "zongban 2026 sign-off", body, signature) for key, _ in seats):
        raise Bad("it is not signed by the person")
    if not isinstance(content, str) or blake3(content.encode()) != shown:
        raise Bad("the content is not what was signed")
    if json.loads(content)["register"] != said[4]:
        raise Bad("the content is of another register")
    return said


def plain(text):
    """Text of the file as one line that hides nothing."""
    return "".join(c if c.isprintable() else "?" for c in str(text))


def main(path):
    try:
        with open(path, encoding="utf-8") as file:
            audit = json.load(file)
        if audit["format"] != "zongban audit 1":
            raise Bad("not an audit file of this version")
        log = Log([base64.b64decode(entry, validate=True) for entry in audit["log"]])
        if log.office.hex() != audit["office"]:
            raise Bad("the log is of another office")
        names, signoffs = audit["names"], audit["signoffs"]
        if not isinstance(names["persons"], dict) or not isinstance(signoffs, list):
            raise Bad("not as an audit file is written")
    except FAULTS as error:
        print(f"no audit file: {plain(repr(error))}")
        return 2
    status = 0
    # Compare it with what every member's program shows: anybody can found an office.
    print(f"office {log.office.hex()}, {len(audit['log'])} entries of its list of members")
    for one in signoffs:
        try:
            said = check(log, base64.b64decode(one["signoff"], validate=True), one["content"])
            name = names["persons"].get(said[6].hex(), said[6].hex())
            late = " (device revoked later)" if log.devices[said[7]].revoked is not None else ""
            print(f"good {said[3].hex()} {plain(said[4])} {plain(said[5])} {plain(name)} {said[13]}{late}")
        except FAULTS as error:
            print(f"BAD {plain(error)}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else 2)
