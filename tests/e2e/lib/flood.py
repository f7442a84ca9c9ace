#!/usr/bin/env python3
"""Raw clients: flood.py PORT N KIND. `warm`, `unknown`: N logins of names that do not exist, each up
to the refusal of a made-up proof. `options`: one startup with an empty option name; the server must
answer within 5 s. `idle USER PASSWORD [SECONDS]`: N logged-in clients held open, one query each at the end."""
import base64, hashlib, hmac, os, resource, socket, struct, sys, time


def message(kind, body):
    return kind + struct.pack("!I", len(body) + 4) + body


def receive(s, f):
    head = f.read(5)
    if len(head) < 5:
        return b"", b""
    return head[:1], f.read(struct.unpack("!I", head[1:])[0] - 4)


def startup(s, user, database="postgres", **more):
    pairs = b"".join(k.encode() + b"\0" + v.encode() + b"\0" for k, v in {"user": user, "database": database, **more}.items())
    body = struct.pack("!I", 196608) + pairs + b"\0"
    s.sendall(struct.pack("!I", len(body) + 4) + body)


def connect(port):
    s = socket.create_connection(("127.0.0.1", port), timeout=20)
    return s, s.makefile("rb")


def first(s, f):
    nonce = base64.b64encode(os.urandom(18)).decode()
    text = "n,,n=,r=" + nonce
    s.sendall(message(b"p", b"SCRAM-SHA-256\0" + struct.pack("!I", len(text)) + text.encode()))
    kind, body = receive(s, f)
    return "n=,r=" + nonce, kind, body[4:].decode(errors="replace")


def refused(port, user):
    s, f = connect(port)
    startup(s, user)
    kind, body = receive(s, f)
    if kind == b"R":
        _, kind, server = first(s, f)
        nonce = server.split(",")[0]
        s.sendall(message(b"p", f"c=biws,{nonce},p={base64.b64encode(bytes(32)).decode()}".encode()))
        kind, body = receive(s, f)
    s.close()
    assert kind == b"E" and b"SASL authentication failed" in body, (kind, body)


KEYS = {}


def login(port, user, password):
    s, f = connect(port)
    startup(s, user)
    kind, body = receive(s, f)
    assert kind == b"R", body
    bare, kind, server = first(s, f)
    fields = dict(p.split("=", 1) for p in server.split(","))
    salted = KEYS.get(fields["s"])
    if salted is None:
        salted = KEYS[fields["s"]] = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(fields["s"]), int(fields["i"]))
    client = hmac.digest(salted, b"Client Key", "sha256")
    final = "c=biws,r=" + fields["r"]
    signature = hmac.digest(hashlib.sha256(client).digest(), f"{bare},{server},{final}".encode(), "sha256")
    proof = bytes(a ^ b for a, b in zip(client, signature))
    s.sendall(message(b"p", f"{final},p={base64.b64encode(proof).decode()}".encode()))
    while kind != b"Z":
        kind, body = receive(s, f)
        assert kind not in (b"", b"E"), body
    return s, f


def main():
    port, n, kind = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    began = time.time()
    if kind == "options":
        s, f = connect(port)
        s.settimeout(5)
        startup(s, "app", options="-c=")
        print("answer:", receive(s, f)[0])
    elif kind == "idle":
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        clients = [login(port, sys.argv[4], sys.argv[5]) for _ in range(n)]
        print(f"{n} clients in {time.time() - began:.1f} s")
        time.sleep(float(sys.argv[6]) if len(sys.argv) > 6 else 0)
        for s, f in clients:
            s.sendall(message(b"Q", b"select 1\0"))
            got = b""
            while got != b"Z":
                got, body = receive(s, f)
                assert got not in (b"", b"E"), body
        print(f"and a query of each after {time.time() - began:.1f} s")
    else:
        for i in range(n):
            refused(port, f"{kind}{i}")
        print(f"{n} refusals in {time.time() - began:.1f} s")


main()
